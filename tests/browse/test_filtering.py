from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.browse.columns import Columns, page_of
from jos_tui.browse.filtering import Glob, NameFilter, NameIndex, matching
from jos_tui.core.entry import Entry, Kind


@pytest.mark.parametrize(
    ("text", "name", "shown"),
    [
        ("tas", "TAS_Amon.nc", True),
        ("Tas", "TAS_Amon.nc", False),
        ("TAS", "TAS_Amon.nc", True),
        ("amon", "TAS_Amon.nc", True),
        ("*.nc", "tas.nc", True),
        ("*.nc", "tas.nc.part", False),
        ("*.NC", "tas.nc", False),
        ("*.zarr", "tas.zarr/", True),
        ("*.zarr/", "tas.zarr/", True),
        ("t?s", "tas", True),
        ("[ab]1", "B1", True),
        ("[a]", "data[A].nc", True),
        ("[", "data[A].nc", True),
        ("a*b", "xa*by", False),
        ("straße", "STRASSE", True),
        ("σ", "ΑΣ", True),
        (" ", "a b", True),
    ],
)
def test_what_is_typed_narrows_by_part_of_a_name_or_by_pattern(
    text: str, name: str, shown: bool
) -> None:
    assert NameFilter(text).matches(name) is shown


@pytest.mark.parametrize(
    ("text", "name", "span"),
    [
        ("amon", "tas_Amon.nc", (4, 8)),
        ("Amon", "tas_Amon_amon", (4, 8)),
        ("*.nc", "tas.nc", None),
        ("*.nc", "x*.nc", (1, 5)),
        ("nc", "ß.nc", None),
        ("zz", "tas", None),
    ],
)
def test_the_place_of_the_text_in_a_name_is_known(
    text: str, name: str, span: tuple[int, int] | None
) -> None:
    assert NameFilter(text).span(name) == span


@given(st.text("[]!-^~|&*?aA\\", max_size=8), st.text("[]!-^aA\\", max_size=4))
def test_any_pattern_can_be_typed(pattern: str, name: str) -> None:
    """Half a pattern is typed before the whole of it: none may raise, or warn."""
    Glob(pattern).matches(name)
    NameFilter(pattern).matches(name)


_names = st.lists(st.text("aAbΣσςßİ\0\n/", max_size=4), unique=True)


@given(_names, _names, st.text("aAbΣσßİ\0", min_size=1, max_size=3))
def test_the_index_finds_what_looking_at_each_name_finds(
    first: list[str], appended: list[str], text: str
) -> None:
    columns = Columns(Kind.PREFIX)
    index = NameIndex(columns, "p/")
    wanted = NameFilter(text)

    for names, mark in ((first, "0"), (appended, "1")):  # the mark keeps the pages in key order
        rows = page_of([Entry(f"p/{mark}{name}", Kind.OBJECT, 1) for name in names])
        columns.replace(columns.runs_to_put(rows))
        expected = [row for row, key in enumerate(columns.keys) if wanted.matches(key[2:])]

        assert list(matching(index, columns, "p/", wanted)) == expected
