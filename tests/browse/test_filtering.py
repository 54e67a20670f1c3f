from __future__ import annotations

import re
from fnmatch import translate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jos_tui.browse.columns import Columns, page_of
from jos_tui.browse.filtering import Glob, NameFilter
from jos_tui.browse.searching import NameSearch
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
    columns.replace(finished(columns.putting(columns.named(rows))))
    return columns


_PIECES = ["*", "?", "a", "A", "b", "Ab", "[ab]", "[!a]", "[", "]", "/", "ß", "ss", "ı", "i", "\0"]
_PIECES += ["**", "1", "[@-_]", "[!@-_]", "[b-a]", "[!b-a]", "[]]", ".", "\n"]
_PATTERNS = st.lists(st.sampled_from(_PIECES), min_size=1, max_size=5).map("".join)
_FOR_PATTERNS = st.lists(
    st.text("aAbi1./[]\n", max_size=6) | st.text("aAbiıßs/[", max_size=5), unique=True
)


@given(_FOR_PATTERNS, _PATTERNS)
@settings(max_examples=300)
def test_a_search_by_pattern_finds_what_looking_at_each_name_finds(
    names: list[str], text: str
) -> None:
    columns, wanted = columns_of(names), NameFilter(text)

    expected = [row for row, name in enumerate(columns.names) if wanted.matches(name)]

    assert list(finished(NameSearch(columns).matching(wanted))) == expected


def test_a_name_that_repeats_itself_is_not_looked_at_again_and_again() -> None:
    """In 1,000,000 steps for each name this would take longer than anybody waits."""
    columns = columns_of([f"{'a' * 1_000}{row}" for row in range(1_000)])

    assert not list(finished(NameSearch(columns).matching(NameFilter("*a*a*a*a?c*b"))))


@given(_names, st.integers(0, 2), st.text("aAbΣσßİ\0", min_size=1, max_size=3))
def test_a_search_finds_what_looking_at_each_name_finds(
    names: list[str], common: int, text: str
) -> None:
    columns = columns_of(["aß"[:common] + name for name in names])
    wanted = NameFilter(text)

    expected = [row for row, name in enumerate(columns.names) if wanted.matches(name)]

    assert list(finished(NameSearch(columns).matching(wanted))) == expected


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "9",
        "99",
        "00001",
        "nc",
        "e_0",
        "X",
        "é",
        "none",
        "*9.nc",
        "*.nc",
        "some*",
        "S*",
        "*_0*7*",
    ],
)
def test_a_search_of_many_names_finds_few_and_many_hits(text: str) -> None:
    names = [f"some_{number:05d}{'É' if number % 1000 == 7 else ''}.nc" for number in range(9_000)]
    names[5000:7100] = [
        f"{name}//"[: len(name) + row % 3] for row, name in enumerate(names[5000:7100])
    ]
    columns, wanted = columns_of(names), NameFilter(text)

    expected = [row for row, name in enumerate(names) if wanted.matches(name)]

    assert list(finished(NameSearch(columns).matching(wanted))) == expected


@given(
    st.dictionaries(st.integers(0, 8_999), st.sampled_from(["", ".n", ".nc/", ".NC", ".nc.part"])),
    st.sampled_from([".nc", "c", "nc", ".nc/", "0.nc"]),
)
@settings(max_examples=20, deadline=None)
def test_an_ending_that_nearly_all_names_have_is_not_taken_for_that_of_all(
    others: dict[int, str], text: str
) -> None:
    columns = columns_of([f"{row:05d}{others.get(row, '.nc')}" for row in range(9_000)])
    wanted = NameFilter(text)

    expected = [row for row, name in enumerate(columns.names) if wanted.matches(name)]

    assert list(finished(NameSearch(columns).matching(wanted))) == expected


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 9_500), st.text("ab", min_size=1))))
@settings(max_examples=20, deadline=None)
def test_a_search_finds_names_that_came_and_not_those_that_went(
    changes: list[tuple[bool, int, str]],
) -> None:
    columns = columns_of([f"{number:05d}" for number in range(9_000)])
    search = NameSearch(columns)
    for is_new, number, text in changes:
        name = f"{number:05d}{text if is_new else ''}"
        row = page_of([Entry(name, Kind.OBJECT, 1)])
        runs = finished(columns.putting(row)) if is_new else finished(columns.dropping([name]))
        columns.replace(runs)
        if runs:
            search.forget(runs[0].start)
        expected = [at for at, name in enumerate(columns.names) if "a" in name]
        assert list(finished(search.matching(NameFilter("a")))) == expected


def shell_fits(pattern: str, name: str) -> bool:
    """Return whether a name fits as a shell has it, written down plainly."""
    has_capital = any(character.isupper() for character in pattern)
    match = re.compile(translate(pattern), re.NOFLAG if has_capital else re.IGNORECASE).match
    return bool(match(name) or (name.endswith("/") and match(name[:-1])))


@given(_PATTERNS, st.text("aAbBiıßsꭰ/[]1\n", max_size=6))
def test_a_pattern_fits_a_prefix_with_and_without_its_slash(pattern: str, name: str) -> None:
    assert Glob(pattern).matches(name) is shell_fits(pattern, name)


@pytest.mark.parametrize("pattern", ["*1?2*", "*\uab70?", "[1]*", "1?", "*_*", "[@-_]"])
@pytest.mark.parametrize("name", ["a1x2", "\u13a0x", "\uab70x", "1/", "1a/", "_", "1", "a"])
def test_case_is_told_apart_only_where_there_is_any(pattern: str, name: str) -> None:
    assert Glob(pattern).matches(name) is shell_fits(pattern, name)


@given(
    st.dictionaries(st.integers(0, 8_999), st.text("0123xX_é", min_size=5, max_size=5)),
    st.sampled_from(["0", "x", "x0", "_", "0_", "1x*", "*x", "*x?1*", "[01]*9", "1?x*", "00"]),
)
@settings(max_examples=20, deadline=None)
def test_a_search_of_names_of_one_length_finds_what_looking_at_each_name_finds(
    others: dict[int, str], text: str
) -> None:
    names = [f"{number:04d}x" for number in range(9_000)]
    for number, tail in others.items():
        names[number] = names[number][:2] + tail[:3]
    columns, wanted = columns_of(sorted(set(names))), NameFilter(text)

    expected = [row for row, name in enumerate(columns.names) if wanted.matches(name)]

    assert list(finished(NameSearch(columns).matching(wanted))) == expected
