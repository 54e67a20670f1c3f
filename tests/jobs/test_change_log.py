"""The log of changes: every one that was made is in it, exactly, whoever else writes to it."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.core.entry import Entry, Kind
from jos_tui.core.errors import LocalError
from jos_tui.jobs.change_log import ChangeLog, Deed, LoggedChange
from jos_tui.jobs.model import Change, Part
from tests.support.hostile_names import HOSTILE

AT = "http://store.example:80"
NOVEMBER, DECEMBER = 1_795_000_000.0, 1_796_500_000.0
WRITER = """
import sys
from pathlib import Path
from jos_tui.jobs.change_log import ChangeLog
from jos_tui.jobs.model import Change
log = ChangeLog(Path(sys.argv[1]), "host")
for number in range(50):
    log.add([Change("b", deleted=f"{sys.argv[2]}-{number}-{'k' * 900}")] * 10, "at", 1)
"""


def at(moment: float) -> Callable[[], float]:
    return lambda: moment


def written(key: str) -> Change:
    return Change("b", Entry(key, Kind.OBJECT, 5, 0, "etag"))


def keys(log: ChangeLog) -> list[str]:
    return [change.key for change in log]


def test_each_kind_of_change_comes_back_as_it_was(tmp_path: Path) -> None:
    log = ChangeLog(tmp_path, "host", at(NOVEMBER))
    log.add([written("k"), Change("b", deleted="k")], AT, 7)
    log.add([Change("", Entry("b", Kind.BUCKET)), Change("", deleted="b")], AT)
    ms = int(NOVEMBER * 1000)
    assert list(log) == [
        LoggedChange(ms, Deed.WRITTEN, AT, "b", "k", 5, "etag", 7),
        LoggedChange(ms, Deed.DELETED, AT, "b", "k", job=7),
        LoggedChange(ms, Deed.BUCKET_MADE, AT, "b"),
        LoggedChange(ms, Deed.BUCKET_REMOVED, AT, "b"),
    ]


def test_versions_markers_and_uploads_are_told_apart_with_their_ids(tmp_path: Path) -> None:
    log = ChangeLog(tmp_path, "host", at(NOVEMBER))
    log.add([Change("b", deleted="k", part=part, part_id=part.name) for part in Part], AT, 7)
    assert [(change.deed, change.key, change.version) for change in log] == [
        (Deed.DELETED, "k", "OBJECT"),
        (Deed.VERSION_DELETED, "k", "VERSION"),
        (Deed.MARKER_DELETED, "k", "MARKER"),
        (Deed.UPLOAD_DROPPED, "k", "UPLOAD"),
    ]


@given(st.lists(st.text() | st.sampled_from([key for some in HOSTILE.values() for key in some])))
def test_every_key_is_exact_and_has_a_line_of_its_own(names: list[str]) -> None:
    with TemporaryDirectory() as folder:
        log = ChangeLog(Path(folder), "host", at(NOVEMBER))
        log.add([Change("b", deleted=name) for name in names], AT)
        assert keys(log) == names
        assert all(path.read_bytes().isascii() for path in Path(folder).iterdir())


def test_what_was_changed_on_all_hosts_comes_in_order(tmp_path: Path) -> None:
    for host, moment in (
        ("b", DECEMBER),
        ("a", DECEMBER + 1),
        ("b", NOVEMBER),
        ("a", NOVEMBER + 2),
    ):
        ChangeLog(tmp_path, host, at(moment)).add([written(f"{host} {moment:.0f}")], AT)
    assert keys(ChangeLog(tmp_path, "c")) == [
        f"b {NOVEMBER:.0f}",
        f"a {NOVEMBER + 2:.0f}",
        f"b {DECEMBER:.0f}",
        f"a {DECEMBER + 1:.0f}",
    ]


def test_processes_that_write_at_a_time_do_not_mix_their_lines(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    writers = [subprocess.Popen([*command, name]) for name in "abc"]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    expected = [f"{name}-{number}-{'k' * 900}" for name in "abc" for number in range(50)]
    assert sorted(keys(ChangeLog(tmp_path, "host"))) == sorted(expected * 10)


def test_what_a_killed_process_has_left_unfinished_hides_nothing(tmp_path: Path) -> None:
    log = ChangeLog(tmp_path, "host", at(NOVEMBER))
    log.add([written("before")], AT)
    [path] = tmp_path.iterdir()
    with path.open("ab") as file:
        file.write(b'[]\n"x"\n{"time":1}\n{"time": 1, "did": "del')
    log.add([written("after")], AT)
    assert keys(log) == ["before", "after"]


def test_it_is_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    ChangeLog(folder, "host").add([written("k")], AT)
    [path] = folder.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_what_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(LocalError):
        ChangeLog(tmp_path / "file", "host").add([written("k")], AT)


def test_nothing_was_changed_yet(tmp_path: Path) -> None:
    assert list(ChangeLog(tmp_path / os.urandom(4).hex(), "host")) == []
