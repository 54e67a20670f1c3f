"""Our own themes: dark and light, the terminal's own 16 colours, and none.

The dark and the light one have colours of the usual 256 only, so that they look the same with them
and with all. The 16 are used so that they can be read on a dark and on a light background: text is
the terminal's own, and nothing that matters is blue, yellow or dimmed.
"""

from __future__ import annotations

from collections.abc import Mapping

from textual.theme import Theme

from jos_tui.ui.colours import DARK, LIGHT, OF_16, PLAIN

_DARK = Theme(
    name=DARK,
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
_LIGHT = Theme(
    name=LIGHT,
    dark=False,
    primary="#005faf",
    secondary="#005f87",
    warning="#af5f00",
    error="#af0000",
    success="#005f00",
    accent="#875f00",
    foreground="#080808",
    background="#eeeeee",
    surface="#e4e4e4",
    panel="#dadada",
    variables={
        "text-muted": "#585858",
        "text-primary": "#005f87",
        "text-warning": "#875f00",
        "text-error": "#af0000",
        "text-accent": "#875f00",
        "border": "#005faf",
        "border-blurred": "#a8a8a8",
        "block-cursor-foreground": "#eeeeee",
        "block-cursor-background": "#005faf",
        "block-cursor-blurred-foreground": "#080808",
        "block-cursor-blurred-background": "#bcbcbc",
        "input-selection-background": "#87afd7",
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


def _of_terminal(name: str, shown: Mapping[str, str]) -> Theme:
    return Theme(
        name=name,
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


_SIXTEEN = _of_terminal(
    OF_16,
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
    PLAIN,
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
THEMES = (_DARK, _LIGHT, _SIXTEEN, _PLAIN)
"""Those that Textual does not have."""
