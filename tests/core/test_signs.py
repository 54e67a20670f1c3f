"""Signs in ASCII, and which locales need them."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.core.signs import ERRORS, Signs, in_ascii, signs
from jos_tui.keymap import ACTIONS, SCREENS, strokes


@pytest.mark.parametrize(
    ("environment", "shown"),
    [
        ({}, Signs.ALL),
        ({"LANG": ""}, Signs.ALL),
        ({"LANG": "en_GB.UTF-8"}, Signs.ALL),
        ({"LANG": "en_GB.utf8"}, Signs.ALL),
        ({"LC_CTYPE": "UTF-8"}, Signs.ALL),  # of macOS
        ({"LANG": "sr_RS.UTF-8@latin"}, Signs.ALL),
        ({"LC_CTYPE": "C.UTF-8"}, Signs.ALL),
        ({"LC_ALL": "C.UTF-8", "LANG": "C"}, Signs.ALL),
        ({"LC_CTYPE": "en_GB.UTF-8", "LANG": "C"}, Signs.ALL),
        ({"LC_ALL": "C", "LANG": "en_GB.UTF-8"}, Signs.ASCII),
        ({"LC_ALL": "POSIX"}, Signs.ASCII),
        ({"LC_CTYPE": "C.UTF-8", "LANG": "C"}, Signs.ASCII),  # coerced by Python
        ({"LC_CTYPE": "C", "LANG": "en_GB.UTF-8"}, Signs.ASCII),
        ({"LANG": "en_GB"}, Signs.ASCII),
        ({"LANG": "de_DE.ISO-8859-1@euro"}, Signs.ASCII),
    ],
)
def test_a_locale_that_is_not_utf_8_shows_ascii(environment: dict[str, str], shown: Signs) -> None:
    assert signs(environment) is shown


@given(st.text(max_size=3))
def test_every_sign_becomes_one_ascii_character(text: str) -> None:
    for sign in text:
        assert in_ascii(sign).isascii()
        assert len(in_ascii(sign)) == 1
    assert text.encode("ascii", ERRORS).isascii()


@given(st.characters(categories=["L", "N"], min_codepoint=128))
def test_no_letter_becomes_another(letter: str) -> None:
    assert in_ascii(letter) == "?"


def test_ascii_stays_what_it_is() -> None:
    assert "".join(map(in_ascii, string.printable)) == string.printable


@pytest.mark.parametrize(
    ("drawn", "plain"),
    [("│┃║", "|||"), ("─━═╌", "----"), ("╭╮╰╯┌┐└┘┼├", "++++++++++"), ("▁▔▎▊█", "_-||#")],
)
def test_frames_stay_frames(drawn: str, plain: str) -> None:
    assert "".join(map(in_ascii, drawn)) == plain


def test_a_cluster_is_one_sign() -> None:
    assert in_ascii("e\u0301") == "?"
    assert in_ascii("👩\u200d🔬") == "?"


def test_an_arrow_is_not_taken_for_a_key() -> None:
    actions = (*ACTIONS, *(action for screen in SCREENS for action in screen))
    keys = {stroke for action in actions for key in action.keys for stroke in strokes(key)}
    assert not keys & {in_ascii(arrow) for arrow in "↑↓←→"}
