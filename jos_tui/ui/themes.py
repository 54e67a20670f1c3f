"""Colours for terminals that show fewer than all: of 256, of the terminal's own 16, and none.

The 16 are used so that they can be read on a dark and on a light background: text is the
terminal's own, and nothing that matters is blue, yellow or dimmed.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from textual.theme import Theme


class Colours(Enum):
    """How many colours there are; the value is the name of the theme."""

    ALL = "textual-dark"
    OF_256 = "jos-256"
    OF_16 = "jos-16"
    NONE = "jos-plain"

    @property
    def are_of_terminal(self) -> bool:
        """Whether the terminal says what they look like."""
        return self in {Colours.OF_16, Colours.NONE}


def colours(environment: Mapping[str, str]) -> Colours:
    """Return what a terminal shows, as NO_COLOR, COLORTERM and TERM tell."""
    terminal = environment.get("TERM", "")
    if "NO_COLOR" in environment or terminal in {"dumb", "vt100", "vt220"}:
        return Colours.NONE
    if environment.get("COLORTERM", "") in {"truecolor", "24bit"} or terminal.endswith("-direct"):
        return Colours.ALL
    return Colours.OF_256 if "256color" in terminal else Colours.OF_16


_OF_256 = Theme(
    name=Colours.OF_256.value,
    primary="#0087d7",
    secondary="#5fafd7",
    warning="#ffaf5f",
    error="#ff5f5f",
    success="#5fd787",
    accent="#ffaf00",
    foreground="#e4e4e4",
    background="#121212",
    surface="#1c1c1c",
    panel="#262626",
    variables={
        "text-muted": "#b2b2b2",
        "text-primary": "#87d7ff",
        "text-warning": "#ffd787",
        "text-error": "#ff8787",
        "text-accent": "#ffd787",
        "border": "#0087d7",
        "border-blurred": "#585858",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-background": "#005faf",
        "block-cursor-blurred-foreground": "#ffffff",
        "block-cursor-blurred-background": "#444444",
        "input-selection-background": "#005f87",
    },
)
_OWN = "ansi_default"
_TEXT = (
    "text-muted",
    "text-disabled",
    "foreground-muted",
    "foreground-disabled",
    "text-primary",
    "text-secondary",
    "text-success",
    "text-accent",
    "border-blurred",
    "block-cursor-blurred-foreground",
    "block-cursor-blurred-background",
    "footer-key-foreground",
    "surface-active",
    "ansi-background",
    "ansi-foreground",
)

_COLOURED_BY_TEXTUAL = (
    "scrollbar",
    "scrollbar-hover",
    "scrollbar-active",
    "scrollbar-background",
    "scrollbar-background-hover",
    "scrollbar-background-active",
    "link-color",
    "link-color-hover",
    "link-background-hover",
    "footer-key-foreground",
    "input-selection-background",
    "input-selection-foreground",
)


def _of_terminal(colours: Colours, shown: Mapping[str, str]) -> Theme:
    return Theme(
        name=colours.value,
        ansi=True,
        primary=_OWN,
        warning=shown["border"],
        error=shown["text-error"],
        foreground=_OWN,
        background=_OWN,
        surface=_OWN,
        panel=_OWN,
        boost=_OWN,
        variables={**dict.fromkeys(_TEXT, _OWN), **shown},
    )


_OF_16 = _of_terminal(
    Colours.OF_16,
    {
        "border": "ansi_magenta",
        "text-warning": "ansi_magenta",
        "text-error": "ansi_red",
        "block-cursor-foreground": "ansi_black",
        "block-cursor-background": "ansi_cyan",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-text-style": "underline",
    },
)
_PLAIN = _of_terminal(
    Colours.NONE,
    {
        # Textual's own for themes of the terminal's colours are blue, cyan, black and white.
        **dict.fromkeys(_COLOURED_BY_TEXTUAL, _OWN),
        "input-selection-text-style": "reverse",
        "border": _OWN,
        "text-warning": _OWN,
        "text-error": _OWN,
        "block-cursor-foreground": _OWN,
        "block-cursor-background": _OWN,
        "block-cursor-text-style": "reverse",
        "block-cursor-blurred-text-style": "underline",
    },
)
THEMES = (_OF_256, _OF_16, _PLAIN)
"""Those that Textual does not have."""
