"""What terminals can do, by the name they go by."""

from __future__ import annotations

from collections.abc import Mapping

from jos_tui.core.values import dataclass


@dataclass(frozen=True, slots=True)
class Abilities:
    """Whether it scrolls a part of its lines, and whether what it erases gets the background."""

    scrolls: bool = False
    erases: bool = False
    erases_in_colour: bool = False


def abilities(environment: Mapping[str, str]) -> Abilities:
    """Return what may be relied on with this ``TERM``; of unknown terminals nothing is asked.

    Inside tmux and screen erasing leaves the terminal's own background, whatever ``TERM`` says.
    """
    family = environment.get("TERM", "").partition("-")[0]
    if family in {"tmux", "screen"} or "TMUX" in environment or "STY" in environment:
        return Abilities(scrolls=True)
    if family in {"xterm", "linux"}:
        return Abilities(scrolls=True, erases=True, erases_in_colour=True)
    return Abilities()
