"""What printable() lets through to a screen."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.core.text import printable, printable_name

ANY_TEXT = st.text(st.characters(exclude_categories=()))
ALLOWED_FORMAT = {"\u200c", "\u200d"}
"""Joiners: scripts such as Persian, and emoji, cannot be written without them."""


@given(ANY_TEXT)
def test_no_character_that_steers_a_terminal_gets_through(text: str) -> None:
    for character in printable(text):
        category = unicodedata.category(character)
        assert category not in {"Cc", "Zl", "Zp", "Cs"}
        assert category != "Cf" or character in ALLOWED_FORMAT


@given(ANY_TEXT)
def test_what_is_shown_once_stays_as_it_is_when_shown_again(text: str) -> None:
    assert printable(printable(text)) == printable(text)


@given(ANY_TEXT)
def test_a_name_never_begins_or_ends_with_a_space_on_screen(name: str) -> None:
    shown = printable_name(name)

    assert shown == shown.strip()


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("tas_Amon.nc", "tas_Amon.nc"),
        ("\x1b[2J", "␛[2J"),
        ("a\nb\tc\r", "a␊b␉c␍"),
        ("\x7f", "␡"),
        ("\x9b31m", "⟨9B⟩31m"),
        ("evil\u202egnp.exe", "evil⟨202E⟩gnp.exe"),
        ("zero\u200bwidth", "zero⟨200B⟩width"),
        ("join\u034fed", "join⟨34F⟩ed"),
        ("no\u3164thing", "no⟨3164⟩thing"),
        ("☁\ufe0f", "☁\ufe0f"),
        ("[red]x[/red]", "[red]x[/red]"),
        ("é ü 雪 🛰️", "é ü 雪 🛰️"),
        ("\udcff", "⟨DCFF⟩"),
    ],
)
def test_it_shows(raw: str, shown: str) -> None:
    assert printable(raw) == shown


def test_spaces_at_the_edges_of_a_name_are_visible_and_inside_are_spaces() -> None:
    assert printable_name("  a b ") == "␠␠a b␠"
    assert printable_name("   ") == "␠␠␠"


def test_blanks_of_any_kind_are_visible_at_the_edges_of_a_name() -> None:
    assert printable_name("\u3000a\u3000b") == "⟨3000⟩a\u3000b"
    assert printable_name("a\xa0 ") == "a⟨A0⟩␠"
    assert printable_name("\u2800") == "⟨2800⟩"
