"""Places are written down exactly, for the user alone, and by several programs at a time."""

from __future__ import annotations

import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.browse.places.model import Bookmark, Places, Step, Trail, Visit
from jos_tui.browse.places.notes import PlacesFile, _as_text, _parsed
from jos_tui.core.errors import LocalError
from jos_tui.core.location import Location
from jos_tui.profiles.connection_id import ConnectionId

NAMES = st.text(st.characters(exclude_categories=()), max_size=8)
"""Any string: surrogates, also two that would make a pair, control characters, NUL."""

LOCATIONS = st.builds(Location, NAMES, NAMES)
CONNECTIONS = st.builds(ConnectionId, NAMES, NAMES)
STEPS = st.lists(st.builds(Step, LOCATIONS, NAMES), max_size=3).map(tuple)
PLACES = st.builds(
    Places,
    st.lists(st.builds(Bookmark, NAMES, CONNECTIONS, LOCATIONS), max_size=3).map(tuple),
    st.lists(
        st.builds(Visit, CONNECTIONS, LOCATIONS, st.integers(0), st.integers(1)), max_size=3
    ).map(tuple),
    st.lists(st.builds(Trail, CONNECTIONS, STEPS), max_size=3).map(tuple),
)

HERE = ConnectionId("cedadev-o", "cedadev-o")
ADD_TWENTY = """
import sys
from pathlib import Path
from jos_tui.browse.places.model import Bookmark
from jos_tui.browse.places.notes import PlacesFile
from jos_tui.core.location import Location
from jos_tui.profiles.connection_id import ConnectionId
for number in range(20):
    mark = Bookmark(f"{sys.argv[2]}-{number}", ConnectionId("c", "h"), Location("b"))
    PlacesFile(Path(sys.argv[1])).change(lambda places: places.with_bookmark(mark))
"""


@given(PLACES)
def test_every_string_comes_back_as_it_was(places: Places) -> None:
    assert _parsed(_as_text(places)) == places


EARLIER = """{"format": "jos-tui places 1",
"connections": [["one", "h"], ["two", "h"]],
"bookmarks": [[1, "mine", "b", "a/"]],
"visited": [],
"trails": []}
"""


def test_a_file_of_an_earlier_version_is_read_and_learns_the_sources(tmp_path: Path) -> None:
    file = PlacesFile(tmp_path)
    file.path.write_text(EARLIER)
    two, three = ConnectionId("two", "h"), ConnectionId("three", "h", "~/three.json")
    assert file.load() == Places((Bookmark("mine", two, Location("b", "a/")),))
    visits = [Visit(replace(two, source="~/two.json"), Location("b"), 1)]
    file.change(lambda places: places.with_visits(visits, 1))
    file.change(lambda places: places.with_bookmark(Bookmark("other", three, Location("c"))))
    places = file.load()
    sources = {one.connection.name: one.connection.source for one in places.bookmarks}
    assert sources == {"two": "~/two.json", "three": "~/three.json"}


def test_what_is_kept_is_there_the_next_time_and_for_nobody_else(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    bookmark = Bookmark("mine", HERE, Location("bucket", "a//b/"))
    kept = PlacesFile(folder).change(lambda places: places.with_bookmark(bookmark))
    assert PlacesFile(folder).load() == kept == Places((bookmark,))
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert modes == {"places.json": 0o600, "places.lock": 0o600}


def test_programs_that_write_at_a_time_lose_nothing_of_each_other(tmp_path: Path) -> None:
    programs = [
        subprocess.Popen([sys.executable, "-c", ADD_TWENTY, str(tmp_path), str(number)])
        for number in range(3)
    ]
    assert [program.wait(60) for program in programs] == [0, 0, 0]
    assert len(PlacesFile(tmp_path).load().bookmarks) == 60


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"format": "jos-tui places 9"}', '{"format": "jos-tui places 1"}']
)
def test_a_file_that_cannot_be_understood_is_left_as_it_is(tmp_path: Path, text: str) -> None:
    file = PlacesFile(tmp_path)
    file.path.write_text(text)
    with pytest.raises(LocalError, match="cannot be read"):
        file.change(lambda places: places.with_visits([Visit(HERE, Location("b"), 1)], 1))
    assert file.path.read_text() == text


def test_a_folder_that_cannot_be_written_is_an_error_in_words(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file is in the way")
    with pytest.raises(LocalError, match="cannot be kept"):
        PlacesFile(tmp_path / "state").change(
            lambda places: places.with_visits([Visit(HERE, Location("b"), 1)], 1)
        )
