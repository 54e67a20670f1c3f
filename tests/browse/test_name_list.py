"""A list of names that was edited: what has changed in it, or what is wrong with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.browse.name_list import (
    CannotRead,
    changed_names,
    list_text,
    nameable,
    with_problem,
)
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.location import Location
from tests.support.hostile_names import every_name

LEVEL = Location("bucket", "p/")
NAMES = st.text(st.characters(exclude_categories=[]), min_size=1) | st.sampled_from(every_name())


def row(name: str) -> Entry:
    return Entry(f"p/{name}", Kind.PREFIX if name.endswith("/") else Kind.OBJECT)


def bare(name: str) -> str:
    return name.removesuffix("/")


ROWS = [row("a"), row("# b"), row("d/")]


def edited(*lines: str, end: str = "\n") -> list[tuple[str, str]]:
    body = "".join(f"{line}{end}" for line in lines).encode()
    return [(entry.name, name) for entry, name in changed_names(LEVEL, ROWS, body)]


def test_the_text_says_in_three_lines_what_to_do() -> None:
    lines = list_text(LEVEL, ROWS).decode().splitlines()
    assert lines[0] == "# Change 3 names of s3://bucket/p/, save, and leave the editor."
    assert [line[0] for line in lines[:3]] == ["#"] * 3
    assert lines[3:] == ["a", r"\# b", "d/"]
    assert all(len(line) <= 80 for line in lines)


@given(st.lists(NAMES, unique=True))
def test_a_text_that_was_not_changed_changes_no_name(names: list[str]) -> None:
    rows = [row(name) for name in names]
    assert changed_names(LEVEL, rows, list_text(LEVEL, rows)) == []


@given(
    st.lists(st.tuples(NAMES, NAMES), unique_by=(lambda pair: pair[0], lambda pair: bare(pair[1])))
)
def test_every_new_name_is_read_as_it_was_meant(pairs: list[tuple[str, str]]) -> None:
    olds, news = [row(old) for old, _ in pairs], [row(new) for _, new in pairs]
    found = dict(changed_names(LEVEL, olds, list_text(LEVEL, news)))
    for old, new in zip(olds, news, strict=True):
        name = new.key.removeprefix("p/")
        bare = name if old.kind is Kind.OBJECT else name.removesuffix("/")
        if old in found:
            assert found[old] == bare
        else:
            assert old.key.removeprefix("p/").removesuffix("/") == bare.removesuffix("/")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_editors_do_to_lines_is_no_change(end: str) -> None:
    assert edited("\ufeff# any", "a  ", "#! any", "\t\\# b", "d", "", " ", end=end) == []
    assert edited("a", "# b", "\\# c", "e/", end=end) == [("# b", "# c"), ("d/", "e")]


def test_an_object_and_a_prefix_may_have_one_name() -> None:
    assert edited("d", "x", "d/") == [("a", "d"), ("# b", "x")]


def test_a_line_that_is_empty_is_no_comment() -> None:
    assert edited("a", "", "d/") == [("# b", "")]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["a", "d/"], "There are 2 lines for 3 names"),
        (["a", "b", "", "d/"], "There are 4 lines for 3 names"),
        (["a", "# b", "d/"], "There are 2 lines for 3 names"),
        (["# any", "a", "b\\d", "d/"], "\\d in b\\d means nothing"),
        (["# any", "a", "a", "d/"], "a is there twice"),
    ],
)
def test_what_cannot_be_read_is_said_by_its_words(lines: list[str], words: str) -> None:
    with pytest.raises(CannotRead) as caught:
        edited(*lines)
    assert words in caught.value.title


def test_what_was_written_comes_back_with_what_is_wrong_above_it() -> None:
    body = list_text(LEVEL, ROWS).replace(b"d/", b"\xffe")
    with pytest.raises(CannotRead, match="UTF-8"):
        changed_names(LEVEL, ROWS, body)
    once = with_problem(body, CannotRead("This\x1b", "And that"))
    assert once.decode().splitlines()[:2] == ["#! This␛", "#! And that"]
    assert with_problem(once, CannotRead("This\x1b", "And that")) == once
    assert once.decode().endswith("\n\\# b\n\ufffde\n")


def test_what_marks_the_level_itself_has_no_name() -> None:
    assert nameable(LEVEL, [Entry("p/", Kind.OBJECT), *ROWS]) == tuple(ROWS)
