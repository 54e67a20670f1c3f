from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.browse.amounts import age_text, read_age, read_size, size_text
from jos_tui.browse.query import AgeTerm, Comparison, NameTerm, Query, Sense, SizeTerm
from jos_tui.browse.query_parser import QueryError, parse_query

LESS, MORE, EQUAL = Comparison.LESS, Comparison.MORE, Comparison.EQUAL
UNWANTED = Sense.UNWANTED
DAY = 24 * 3600


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", ()),
        (" \t", ()),
        ("*.nc", (NameTerm("*.nc"),)),
        (
            "*.nc >1G <30d !*tas*",
            (
                NameTerm("*.nc"),
                SizeTerm(MORE, 1024**3),
                AgeTerm(LESS, 30 * DAY),
                NameTerm("*tas*", UNWANTED),
            ),
        ),
        ("name:>1G", (NameTerm(">1G"),)),
        ('">1G"', (NameTerm(">1G"),)),
        ('"two words" x', (NameTerm("two words"), NameTerm("x"))),
        (r'"a\"b\\c\d"', (NameTerm(r'a"b\c\d'),)),
        ('a"b', (NameTerm('a"b'),)),
        ('!name:"!x"', (NameTerm("!x", UNWANTED),)),
        ("size:0", (SizeTerm(EQUAL, 0),)),
        ("=0", (SizeTerm(EQUAL, 0),)),
        ("Size:>=5m", (SizeTerm(Comparison.AT_LEAST, 5 * 1024**2),)),
        ('size:">5K"', (SizeTerm(MORE, 5 * 1024),)),
        ("<=1.5MB", (SizeTerm(Comparison.AT_MOST, 1_500_000),)),
        (">2MiB", (SizeTerm(MORE, 2 * 1024**2),)),
        ("!>17", (SizeTerm(MORE, 17, UNWANTED),)),
        (">2y", (AgeTerm(MORE, 2 * 365 * DAY),)),
        ("age:<12h", (AgeTerm(LESS, 12 * 3600),)),
        ("<10min", (AgeTerm(LESS, 600),)),
        ("2026-01-01T12:30", (NameTerm("2026-01-01T12:30"),)),
        ("https://x", (NameTerm("https://x"),)),
    ],
)
def test_what_words_mean(text: str, terms: tuple[object, ...]) -> None:
    assert parse_query(text) == Query(terms)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "word", "start", "hint"),
    [
        ("*.nc >1X", ">1X", 5, "1G"),
        (">", ">", 0, "size"),
        ("> 1G", ">", 0, "size"),
        ("a =<5K", "=<5K", 2, "size"),
        ("<10m", "<10m", 0, "<10M"),
        ("size:big", "size:big", 0, "size:>1G"),
        ("age:30d", "age:30d", 0, "age:<30d"),
        ("=30d", "=30d", 0, "age:<30d"),
        ("age:>5", "age:>5", 0, "age:>30d"),
        ("x sise:>1G", "sise:>1G", 2, "size:>1G"),
        ("!", "!", 0, "!*tas*"),
        ("! x", "!", 0, "!*tas*"),
        ("!!x", "!!x", 0, "!*tas*"),
        ("name:", "name:", 0, "name:*.nc"),
        ('""', '""', 0, "name:*.nc"),
        ('a "b c', '"b c', 2, 'Add the "'),
        ('"a"b c', '"a"b', 0, "blank"),
        ('"a\\', '"a\\', 0, 'Add the "'),
        (f">{'9' * 18}P", f">{'9' * 18}P", 0, "size"),
    ],
)
def test_an_error_points_at_the_word_and_suggests(
    text: str, word: str, start: int, hint: str
) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(text)
    error = caught.value
    assert (error.word, error.start) == (word, start)
    assert error.title.endswith(word)
    assert error.reason
    assert hint in error.next_step


@given(st.text() | st.text('!"\\<>=: \tnamesizeag10.GMdbK*', max_size=20))
def test_anything_is_read_or_refused_in_words(text: str) -> None:
    read = outcome(text)
    if isinstance(read, QueryError):
        assert text[read.start :].startswith(read.word)
    else:
        assert parse_query(str(read)) == read


def outcome(text: str) -> Query | QueryError:
    try:
        return parse_query(text)
    except QueryError as error:
        return error


_senses = st.sampled_from(Sense)
_numbers = st.integers(0, 10**18 - 1) | st.builds(
    lambda count, unit: count * unit, st.integers(0, 999), st.sampled_from([1000**4, 1024**3, DAY])
)
_inexact = st.sampled_from([each for each in Comparison if each is not EQUAL])
_terms = st.one_of(
    st.builds(NameTerm, st.text(min_size=1) | st.text('!"\\<=: aA*', min_size=1), _senses),
    st.builds(SizeTerm, st.sampled_from(Comparison), _numbers, _senses),
    st.builds(AgeTerm, _inexact, _numbers, _senses),
)


@given(st.lists(_terms, max_size=5))
def test_what_is_printed_is_read_as_the_same(terms: list[NameTerm | SizeTerm | AgeTerm]) -> None:
    query = Query(tuple(terms))
    assert parse_query(str(query)) == query


@given(_numbers)
def test_amounts_are_printed_exactly(amount: int) -> None:
    assert read_size(size_text(amount)) == amount
    assert read_age(age_text(amount)) == amount


def test_the_shortest_spelling_is_printed() -> None:
    assert str(parse_query("size:>1024M age:<60min !name:x")) == ">1G <1h !x"
    assert str(parse_query(">1000000 >1048576 =0 <0s")) == ">1MB >1M =0 <0s"
