"""How many colours the terminal shows, and which theme comes of that. Loads no Textual."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from jos_tui.settings import AUTO, TEXTUALS_THEMES

DARK, LIGHT, OF_16, PLAIN = "jos-dark", "jos-light", "jos-16", "jos-plain"
OF_TERMINAL = frozenset({OF_16, PLAIN, "ansi-dark", "ansi-light"})
"""Themes whose colours are the terminal's own 16, and so whatever they look like there."""


class Colours(Enum):
    """How many colours there are, in words."""

    ALL = "16 million colours"
    OF_256 = "256 colours"
    OF_16 = "16 colours"
    NONE = "no colours"


class Theme(NamedTuple):
    """The name of a theme. ``because`` says what had the last word, "" if it was the wish."""

    name: str
    because: str = ""


def colours(environment: Mapping[str, str]) -> Colours:
    """Return what a terminal shows, as NO_COLOR, COLORTERM and TERM tell."""
    terminal = environment.get("TERM", "")
    if "NO_COLOR" in environment or terminal in {"dumb", "vt100", "vt220"}:
        return Colours.NONE
    if environment.get("COLORTERM", "") in {"truecolor", "24bit"} or terminal.endswith("-direct"):
        return Colours.ALL
    return Colours.OF_256 if "256color" in terminal else Colours.OF_16


def theme_for(wish: str, environment: Mapping[str, str], *, slow: bool = False) -> Theme:
    """Return the theme to use: what is wished for, as far as the terminal shows it."""
    named = environment.get("TEXTUAL_THEME", "")
    if named in TEXTUALS_THEMES:
        return Theme(named, "TEXTUAL_THEME is set")
    shown = colours(environment)
    if shown is Colours.NONE:
        return Theme(PLAIN, "NO_COLOR is set" if "NO_COLOR" in environment else "no colours here")
    if wish in OF_TERMINAL:
        return Theme(wish)
    if shown is Colours.OF_16:
        return Theme(OF_16, "" if wish == AUTO else "this terminal has 16 colours")
    if slow:
        return Theme(OF_16, "" if wish == AUTO else "a slow line")
    return Theme(DARK if wish == AUTO else wish)
