from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.browse.columns import Columns, page_of
from jos_tui.browse.filtering import Glob, NameFilter, matching
from jos_tui.browse.steps import finished
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


def columns_of(names: list[str]) -> Columns:
    columns = Columns("p/", Kind.PREFIX)
    rows = page_of([Entry(f"p/{name}", Kind.OBJECT, 1) for name in names])
    columns.replace(columns.runs_to_put(columns.named(rows)))
    return columns


@given(_names, st.integers(0, 2), st.text("aAbΣσßİ\0", min_size=1, max_size=3))
def test_a_search_finds_what_looking_at_each_name_finds(
    names: list[str], common: int, text: str
) -> None:
    columns = columns_of(["aß"[:common] + name for name in names])
    wanted = NameFilter(text)

    expected = [row for row, name in enumerate(columns.names) if wanted.matches(name)]

    assert list(finished(matching(columns, wanted))) == expected


@pytest.mark.parametrize("text", ["x", "9", "99", "00001", "nc", "e_0", "X", "*9.nc", "é", "none"])
def test_a_search_of_many_names_finds_few_and_many_hits(text: str) -> None:
    names = [f"some_{number:05d}{'É' if number % 1000 == 7 else ''}.nc" for number in range(9_000)]
    columns, wanted = columns_of(names), NameFilter(text)

    expected = [row for row, name in enumerate(names) if wanted.matches(name)]

    assert list(finished(matching(columns, wanted))) == expected
