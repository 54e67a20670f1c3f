"""The terminal: what it is taken for, and what that means for the screen."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum

from jos_tui.cli.doctor.finding import Finding, Level, Section
from jos_tui.core.signs import Signs, locale_variable, signs
from jos_tui.ui.colours import colours
from jos_tui.ui.wire.clipboard import Way, way_of

_SMALL = (80, 24)
_CANNOT = {"", "dumb", "unknown"}
_VTE_WITH_OSC_52 = 7600
"""GNOME's terminal and those like it, from version 0.76 on."""
_WITH_OSC_52 = {"ghostty", "iTerm.app", "vscode", "WezTerm"}
_TERMS_WITH_OSC_52 = {"alacritty", "foot", "foot-extra", "xterm-ghostty", "xterm-kitty"}


class Clipboard(Enum):
    """Whether text gets from the screen to the clipboard of the user's own machine (OSC 52)."""

    LIKELY = "text that is copied most likely reaches the clipboard"
    UNLIKELY = "text that is copied most likely does not reach the clipboard: select it instead"
    UNKNOWN = "whether text that is copied reaches the clipboard is not known"


@dataclass(frozen=True, slots=True)
class Size:
    """Columns and lines."""

    columns: int
    lines: int


def size_of_terminal() -> Size | None:
    """Return the size of the terminal of this process, None without one."""
    for stream in (sys.__stdout__, sys.__stderr__, sys.__stdin__):
        with suppress(OSError, ValueError, AttributeError):
            size = os.get_terminal_size(stream.fileno())  # type: ignore[union-attr]
            return Size(size.columns, size.lines)
    return None


def terminal_findings(environ: Mapping[str, str], size: Size | None) -> list[Finding]:
    """Return what the variables of the environment and the size tell."""
    return [_name(environ), _size(size), _signs(environ), _clipboard(environ), *_others(environ)]


def clipboard(environ: Mapping[str, str]) -> Clipboard:
    """Guess from the terminal's name; what lies between it and here is not asked."""
    terminal, program = environ.get("TERM", ""), environ.get("TERM_PROGRAM", "")
    way = way_of(environ)
    if way is Way.NONE or program == "Apple_Terminal":
        return Clipboard.UNLIKELY
    if way is not Way.PLAIN:
        return Clipboard.UNKNOWN  # tmux has its setting set-clipboard; screen passes on some
    version = environ.get("VTE_VERSION", "")
    if version.isascii() and version.isdigit():
        return Clipboard.LIKELY if int(version) >= _VTE_WITH_OSC_52 else Clipboard.UNLIKELY
    if program in _WITH_OSC_52 or terminal.removesuffix("-direct") in _TERMS_WITH_OSC_52:
        return Clipboard.LIKELY
    return Clipboard.LIKELY if "WT_SESSION" in environ else Clipboard.UNKNOWN


def _name(environ: Mapping[str, str]) -> Finding:
    terminal = environ.get("TERM", "")
    if terminal in _CANNOT:
        words = f"TERM is {terminal or 'not set'}: the screen most likely cannot be drawn"
        advice = "Use another terminal, or the commands: jos-tui --help lists them."
        return Finding(Section.TERMINAL, Level.WARNING, words, advice)
    inside = "tmux" if "TMUX" in environ else "screen" if "STY" in environ else ""
    words = f"TERM is {terminal}, {colours(environ).value}"
    if not inside:
        return Finding(Section.TERMINAL, Level.OK, words)
    words += f", inside {inside}"
    if terminal.startswith(("tmux", "screen")):
        return Finding(Section.TERMINAL, Level.OK, words)
    advice = f"Inside {inside} TERM is to be {inside}-256color: look for what sets it."
    return Finding(Section.TERMINAL, Level.WARNING, words, advice)


def _size(size: Size | None) -> Finding:
    if size is None:
        return Finding(Section.TERMINAL, Level.OK, "Run without a terminal: its size is not known")
    words = f"{size.columns} columns, {size.lines} lines"
    if size.columns >= _SMALL[0] and size.lines >= _SMALL[1]:
        return Finding(Section.TERMINAL, Level.OK, words)
    advice = "From 80 columns and 24 lines on nothing is left out."
    return Finding(Section.TERMINAL, Level.WARNING, f"{words} are few", advice)


def _signs(environ: Mapping[str, str]) -> Finding:
    name = locale_variable(environ)
    locale = f"{name} is {environ[name]}" if name else "No locale is set"
    if signs(environ) is Signs.ALL:
        return Finding(Section.TERMINAL, Level.OK, f"{locale}: all signs are shown")
    words = f"{locale}, which is not UTF-8: other signs than ASCII are shown as stand-ins"
    advice = "Type: export LC_ALL=C.UTF-8 (on macOS en_GB.UTF-8), if the terminal shows UTF-8."
    return Finding(Section.TERMINAL, Level.WARNING, words, advice)


def _clipboard(environ: Mapping[str, str]) -> Finding:
    words = clipboard(environ).value
    return Finding(Section.TERMINAL, Level.OK, words[0].upper() + words[1:])


def _others(environ: Mapping[str, str]) -> Iterator[Finding]:
    if "SSH_CONNECTION" in environ or "SSH_TTY" in environ:
        yield Finding(Section.TERMINAL, Level.OK, "Over SSH; jos-tui --slow sends less")
    if "NO_COLOR" in environ:
        yield Finding(Section.TERMINAL, Level.OK, "NO_COLOR is set")
