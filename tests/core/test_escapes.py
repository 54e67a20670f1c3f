"""Any name is one line of signs that can be seen, and comes back from it exactly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.core.escapes import escaped, unescaped
from jos_tui.core.text import printable_name
from tests.support.hostile_names import every_name

ANY = st.text(st.characters(exclude_categories=[])) | st.sampled_from(every_name())


@given(ANY)
def test_a_name_comes_back_and_its_line_can_be_edited_anywhere(name: str) -> None:
    line = escaped(name)
    assert unescaped(line) == name
    assert line.encode().decode() == line  # no lone surrogates
    assert printable_name(line) == line  # nothing hidden, no line end, no blank at an edge
    assert not line.startswith("#")


@given(ANY, ANY)
def test_two_names_are_two_lines(one: str, other: str) -> None:
    assert (escaped(one) == escaped(other)) == (one == other)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("tas_Amon 2015.nc", "tas_Amon 2015.nc"),
        ("é 気温.nc", "é 気温.nc"),
        ("#1", r"\#1"),
        ("a#1", "a#1"),
        (" a  b ", r"\x20a  b\x20"),
        ("a\\b", r"a\\b"),
        ("a\tb\r\n", r"a\tb\r\n"),
        ("\x1b[2J", r"\x1b[2J"),
        ("\u202etxt", r"\u202etxt"),
        ("\U000e0001", r"\U000e0001"),
        ("\ud800", r"\ud800"),
        ("a\u3000b", r"a\u3000b"),
    ],
)
def test_only_what_has_to_be_is_written_as_a_code(name: str, line: str) -> None:
    assert escaped(name) == line


@pytest.mark.parametrize("line", ["\\", "a\\q", r"\x1", r"\u12", r"\U00110000", "\\ "])
def test_a_code_that_is_none_is_no_name(line: str) -> None:
    with pytest.raises(ValueError, match=r"\\"):
        unescaped(line)
