"""What the environment says about the terminal."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from jos_tui.cli.doctor.finding import Level
from jos_tui.cli.doctor.terminal import Clipboard, Size, clipboard, terminal_findings

ROOM = Size(120, 40)
GOOD = {"TERM": "xterm-256color", "LANG": "en_GB.UTF-8"}


def words(environ: Mapping[str, str], size: Size | None = ROOM) -> str:
    return "\n".join(finding.what for finding in terminal_findings(environ, size))


def warnings(environ: Mapping[str, str], size: Size | None = ROOM) -> list[str]:
    findings = terminal_findings(environ, size)
    assert all(bool(finding.advice) == (finding.level is not Level.OK) for finding in findings)
    return [finding.what for finding in findings if finding.level is not Level.OK]


@pytest.mark.parametrize(
    "environ",
    [
        GOOD,
        {**GOOD, "TERM": "tmux-256color", "TMUX": "/tmp/tmux,1,0"},
        {**GOOD, "TERM": "screen", "STY": "1.pts"},
        {**GOOD, "TERM": "linux"},
        {**GOOD, "NO_COLOR": "1", "SSH_CONNECTION": "a b c d"},
        {"TERM": "xterm"},
    ],
)
def test_nothing_is_wrong_with_usual_terminals(environ: dict[str, str]) -> None:
    assert warnings(environ) == []
    assert warnings(environ, None) == []


@pytest.mark.parametrize(
    ("environ", "size", "told"),
    [
        ({**GOOD, "TERM": "dumb"}, ROOM, "TERM is dumb"),
        ({"LANG": "C.UTF-8"}, ROOM, "TERM is not set"),
        ({**GOOD, "TMUX": "/tmp/tmux,1,0"}, ROOM, "inside tmux"),
        ({**GOOD, "STY": "1.pts"}, ROOM, "inside screen"),
        (GOOD, Size(79, 24), "79 columns, 24 lines are few"),
        (GOOD, Size(80, 23), "80 columns, 23 lines are few"),
        ({"TERM": "xterm", "LC_ALL": "C"}, ROOM, "LC_ALL is C, which is not UTF-8"),
        (
            {"TERM": "xterm", "LC_CTYPE": "C.UTF-8", "LANG": "C"},
            ROOM,
            "LANG is C, which is not UTF-8",
        ),
        ({"TERM": "xterm", "LANG": "de_DE.ISO-8859-1"}, ROOM, "LANG is de_DE.ISO-8859-1"),
    ],
)
def test_what_is_odd_is_a_warning(environ: dict[str, str], size: Size, told: str) -> None:
    (warning,) = warnings(environ, size)
    assert told in warning


def test_colours_and_the_way_here_are_told() -> None:
    assert "256 colours" in words(GOOD)
    assert "16 million colours" in words({**GOOD, "COLORTERM": "truecolor"})
    assert "no colours" in words({**GOOD, "NO_COLOR": ""})
    assert "Over SSH" in words({**GOOD, "SSH_TTY": "/dev/pts/1"})


@pytest.mark.parametrize(
    ("environ", "guess"),
    [
        ({"TERM": "linux"}, Clipboard.UNLIKELY),
        ({}, Clipboard.UNLIKELY),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, Clipboard.UNLIKELY),
        ({"TERM": "xterm-256color", "VTE_VERSION": "6800"}, Clipboard.UNLIKELY),
        ({"TERM": "xterm-256color", "VTE_VERSION": "7600"}, Clipboard.LIKELY),
        ({"TERM": "xterm-256color", "VTE_VERSION": "new"}, Clipboard.UNKNOWN),
        ({"TERM": "xterm-kitty"}, Clipboard.LIKELY),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, Clipboard.LIKELY),
        ({"TERM": "xterm-256color", "WT_SESSION": "x"}, Clipboard.LIKELY),
        ({"TERM": "xterm-256color"}, Clipboard.UNKNOWN),
        ({"TERM": "tmux-256color", "TMUX": "x", "TERM_PROGRAM": "tmux"}, Clipboard.UNKNOWN),
    ],
)
def test_the_clipboard_is_a_guess(environ: dict[str, str], guess: Clipboard) -> None:
    assert clipboard(environ) is guess
