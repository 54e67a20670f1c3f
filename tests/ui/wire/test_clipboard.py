"""What is sent for the clipboard, to which terminal, and that it disturbs nothing on the screen."""

from __future__ import annotations

import re
from base64 import b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.ui.wire.clipboard import Way, sequence, way_of
from tests.ui.wire.terminals import Wire

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=2000)


@pytest.mark.parametrize(
    ("environment", "way"),
    [
        ({"TERM": "xterm-256color"}, Way.PLAIN),
        ({"TERM": "xterm-kitty"}, Way.PLAIN),
        ({"TERM": "tmux-256color"}, Way.TMUX),
        ({"TERM": "screen-256color", "TMUX": "/tmp/tmux,1,0"}, Way.TMUX),
        ({"TERM": "xterm", "TMUX": "/tmp/tmux,1,0"}, Way.TMUX),
        ({"TERM": "screen", "STY": "1.pts-0.host"}, Way.SCREEN),
        ({"TERM": "screen-256color"}, Way.SCREEN),
        ({"TERM": "linux"}, Way.NONE),
        ({"TERM": "dumb", "TMUX": "/tmp/tmux,1,0"}, Way.NONE),
        ({}, Way.NONE),
    ],
)
def test_how_a_terminal_takes_it(environment: dict[str, str], way: Way) -> None:
    assert way_of(environment) is way


def decoded(output: str) -> str:
    """What a terminal takes from a sequence of its own kind."""
    match = re.fullmatch(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", output)
    assert match is not None, output
    return b64decode(match[1]).decode()


def strings_in(output: str) -> list[str]:
    """What screen and tmux find in the DCS strings of an output."""
    return re.findall(r"\x1bP((?:(?!\x1b\\).)*)\x1b\\", output, re.DOTALL)


@given(TEXT)
def test_a_terminal_gets_the_text_itself(text: str) -> None:
    assert decoded(sequence(text, Way.PLAIN)) == text


@given(TEXT)
def test_tmux_hands_it_on(text: str) -> None:
    output = sequence(text, Way.TMUX)
    own, separator, _ = output.partition("\x1bP")
    assert (decoded(own), separator) == (text, "\x1bP")
    (passed,) = strings_in(output)
    assert decoded(passed.removeprefix("tmux;").replace("\x1b\x1b", "\x1b")) == text


@given(TEXT)
def test_screen_hands_it_on_in_pieces_it_can_hold(text: str) -> None:
    output = sequence(text, Way.SCREEN)
    pieces = strings_in(output)
    assert decoded("".join(pieces)) == text
    assert all(len(piece) < 256 for piece in pieces)
    own = output.partition("\x1bP")[0]
    assert len(own) <= 256, "what does not fit would be shown as text"
    assert not own or decoded(own) == text


def test_nothing_is_sent_to_a_terminal_that_would_show_it() -> None:
    assert sequence("text", Way.NONE) == ""


@pytest.mark.parametrize("way", [Way.PLAIN, Way.TMUX, Way.SCREEN])
@pytest.mark.parametrize("text", ["short", "long " * 400], ids=["short", "long"])
def test_it_goes_past_the_screen_which_is_not_drawn_again(way: Way, text: str) -> None:
    wire = Wire(20, 3)
    wire.send("\x1b[?1049h", "\x1b[1;1Hsome words")
    assert wire.send(sequence(text, way)) == sequence(text, way)
    assert wire.send("\x1b[1;1Hsome words") == ""
