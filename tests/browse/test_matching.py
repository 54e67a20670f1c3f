from __future__ import annotations

from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.browse.columns import page_of
from jos_tui.browse.matching import Matcher, PathPattern
from jos_tui.browse.query import AgeTerm, Comparison, NameTerm, Query, Sense, SizeTerm
from jos_tui.browse.query_parser import parse_query
from jos_tui.core.entry import Entry, Kind, Page
from jos_tui.core.location import base_name

NOW_MS = 1_800_000_000_000
DAY_MS = 24 * 3600 * 1000


def fits(query: str, path: str, size: int = 1, days: float = 1) -> bool:
    modified_ms = NOW_MS - int(days * DAY_MS)
    page = page_of([Entry(f"p/{path}", Kind.OBJECT, size, modified_ms)])
    return len(Matcher(parse_query(query), "p/", NOW_MS).rows(page)) == 1


@pytest.mark.parametrize(
    ("query", "path", "found"),
    [
        ("*.nc", "run/tas.nc", True),
        ("*.nc", "run.nc/tas", False),
        ("TAS", "run/tas.nc", False),
        ("tas", "run/TAS.nc", True),
        ("tas", "tas/pr.nc", False),
        ("tas/", "tas/pr.nc", True),
        ("run/*.nc", "run/tas.nc", True),
        ("run/*.nc", "run/a/tas.nc", False),
        ("run/**/*.nc", "run/a/b/tas.nc", True),
        ("run/**/*.nc", "run/tas.nc", True),
        ("run/**", "run/a/b", True),
        ("**/a/*", "x/y/a/b", True),
        ("**/a/*", "a/b", True),
        ("RUN/*", "run/a", False),
        ("run/*", "RUN/a", True),
        ("run/?", "run/é", True),
        ("run/*", "run//a", False),
        ("run/*/a", "run//a", True),
        ("!*tas*", "run/tas.nc", False),
        ("!*tas*", "tas/pr.nc", True),
        ("*.nc !tas", "pr.nc", True),
        ("folder*", "a/folder/", True),
        ('"a b"', "x/a b.nc", True),
        ("", "anything", True),
    ],
)
def test_names(query: str, path: str, found: bool) -> None:
    assert fits(query, path) is found


@pytest.mark.parametrize(
    ("query", "size", "days", "found"),
    [
        (">1K", 1024, 1, False),
        (">=1K", 1024, 1, True),
        (">1K", 1025, 1, True),
        ("=0", 0, 1, True),
        ("!=0", 0, 1, False),
        ("<30d", 1, 29, True),
        ("<30d", 1, 31, False),
        (">30d", 1, 31, True),
        (">1d <2d", 1, 1.5, True),
        ("<1d", 1, -1, True),
        (">2y", 1, 731, True),
    ],
)
def test_sizes_and_ages(query: str, size: int, days: float, found: bool) -> None:
    assert fits(query, "x", size, days) is found


@pytest.mark.parametrize("query", ["<9y", ">1d", "!<9y", "!>1d"])
def test_an_unknown_time_has_no_age(query: str) -> None:
    page = page_of([Entry("p/x", Kind.OBJECT, 1, 0)])
    assert not Matcher(parse_query(query), "p/", NOW_MS).rows(page)


@pytest.mark.parametrize("query", [">=0", "!>1G"])
def test_a_prefix_has_no_size(query: str) -> None:
    page = page_of([Entry("p/x/", Kind.PREFIX)])
    assert not Matcher(parse_query(query), "p/", NOW_MS).rows(page)


_paths = st.text("aAb*[!]é/\n", max_size=6)
_page_rows = st.lists(
    st.tuples(_paths, st.integers(0, 5), st.integers(0, 5)),
    unique_by=lambda row: row[0],
    max_size=6,
)
_senses = st.sampled_from(Sense)
_comparisons = st.sampled_from(Comparison)
_queries = st.lists(
    st.one_of(
        st.builds(NameTerm, st.text("aAb*?[!]/é", min_size=1, max_size=4), _senses),
        st.builds(SizeTerm, _comparisons, st.integers(0, 5), _senses),
        st.builds(AgeTerm, _comparisons, st.integers(0, 5), _senses),
    ),
    max_size=3,
)


def naive_compare(comparison: Comparison, one: int, other: int) -> bool:
    return {
        "<": one < other,
        "<=": one <= other,
        "=": one == other,
        ">=": one >= other,
        ">": one > other,
    }[comparison.value]


def naive_segments(segments: list[str], names: list[str]) -> bool:
    if not segments or not names:
        return not names and all(segment == "**" for segment in segments)
    if segments[0] == "**":
        return naive_segments(segments[1:], names) or naive_segments(segments, names[1:])
    return fnmatchcase(names[0], segments[0]) and naive_segments(segments[1:], names[1:])


def naive_name(text: str, path: str) -> bool:
    name = path if "/" in text else base_name(path)
    if text == text.lower():
        text, name = text.casefold(), name.casefold()
    wild = "*" in text or "?" in text or any(text.find("]", i + 2) > 0 for i in _openings(text))
    literal = text in name
    if not wild:
        return literal
    if "/" in text:
        return naive_segments(text.split("/"), name.split("/"))
    whole = fnmatchcase(name, text) or (name.endswith("/") and fnmatchcase(name[:-1], text))
    return whole or ("[" in text and literal)


def _openings(text: str) -> list[int]:
    return [at for at, sign in enumerate(text) if sign == "["]


def naive_fits(term: NameTerm | SizeTerm | AgeTerm, path: str, size: int, age: int) -> bool:
    if isinstance(term, NameTerm):
        return naive_name(term.text, path)
    if isinstance(term, SizeTerm):
        return naive_compare(term.comparison, size, term.size)
    return naive_compare(term.comparison, age, term.seconds)


@given(_queries, _page_rows)
def test_a_page_is_matched_like_each_row_alone(
    terms: list[NameTerm | SizeTerm | AgeTerm], rows: list[tuple[str, int, int]]
) -> None:
    page = page_of(
        Entry(f"p/{path}", Kind.OBJECT, size, NOW_MS - age * 1000, f"tag of {path}")
        for path, size, age in rows
    )
    expected = [
        f"p/{path}"
        for path, size, age in sorted(rows)
        if all(naive_fits(t, path, size, age) is (t.sense is Sense.WANTED) for t in terms)
    ]
    selected = Matcher(Query(tuple(terms)), "p/", NOW_MS).select(page)
    assert list(selected.keys) == expected
    assert [f"tag of {key[2:]}" for key in expected] == list(selected.etags)
    assert len(selected.sizes) == len(selected.modified_ms) == len(expected)


@given(st.text("a*/b", max_size=8), st.text("ab/", max_size=8))
def test_paths_match_segment_by_segment(pattern: str, path: str) -> None:
    expected = naive_segments(pattern.split("/"), path.split("/"))
    assert PathPattern(pattern).matches(path) is expected


def test_a_selection_keeps_whether_the_page_is_the_last() -> None:
    matcher = Matcher(parse_query("x"), "", NOW_MS)
    for is_last in (True, False):
        page = page_of([Entry("y", Kind.OBJECT, 1)])
        page = Page(page.keys, page.sizes, page.modified_ms, page.etags, is_last)
        assert matcher.select(page) == Page(keys=[], etags=[], is_last=is_last)
