"""What terminals can do, by the name they go by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from jos_tui.core.signs import Signs, signs


class Abilities(NamedTuple):
    """Which signs it shows, whether it scrolls a part of its lines, and what erasing leaves.

    ``erases_in_colour`` is whether what it erases gets the background of the style.
    """

    signs: Signs = Signs.ALL
    scrolls: bool = False
    erases: bool = False
    erases_in_colour: bool = False


def abilities(environment: Mapping[str, str]) -> Abilities:
    """Return what may be relied on with this ``TERM``; of unknown terminals nothing is asked.

    Inside tmux and screen erasing leaves the terminal's own background, whatever ``TERM`` says.
    """
    shown = signs(environment)
    family = environment.get("TERM", "").partition("-")[0]
    if family in {"tmux", "screen"} or "TMUX" in environment or "STY" in environment:
        return Abilities(shown, scrolls=True)
    if family in {"xterm", "linux"}:
        return Abilities(shown, scrolls=True, erases=True, erases_in_colour=True)
    return Abilities(shown)


def hears_escape_beside_mouse(environment: Mapping[str, str]) -> bool:
    """Whether Esc is heard while the terminal is asked for clicks.

    GNU screen 4.9 holds an ESC back until the next key then: it might begin a click.
    """
    is_screen = environment.get("TERM", "").startswith("screen") and "TMUX" not in environment
    return not is_screen and "STY" not in environment
