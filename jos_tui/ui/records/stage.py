"""How far it is with reading a list, and what a screen says of that."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from jos_tui.core import formats

WithKeys = Callable[[str], str]


class Stage(Enum):
    """How far reading is."""

    READING = "reading"
    COMPLETE = "complete"
    STOPPED = "stopped"
    FAILED = "failed"


def stage_text(stage: Stage, marked: int, looked_at: int, with_keys: WithKeys) -> str:
    """Return what follows the number of rows: how many are marked, and whether these are all."""
    marks = f", {formats.count(marked)} marked" if marked else ""
    looked = f", {formats.count(looked_at)} looked at" if looked_at else ""
    match stage:
        case Stage.READING:
            return f"{marks}{looked}… Esc stops"
        case Stage.STOPPED:
            again = with_keys("{rows.again} reads all of it")
            return f"{marks}: only a part, stopped{looked}. {again}"
        case Stage.FAILED:
            return f"{marks}: only a part{looked}. {with_keys('{rows.again} tries again')}"
    return marks


def placeholder(stage: Stage, nothing: str, failed: str, with_keys: WithKeys) -> str:
    """Return what is shown in the place of rows, in printable words.

    ``nothing`` is a sentence of ours for when there are none, ``failed`` says why there are none.
    """
    match stage:
        case Stage.READING:
            return "Reading… Esc stops"
        case Stage.STOPPED:
            return with_keys(
                "Stopped before anything came. {rows.again} reads again, {rows.leave} closes."
            )
        case Stage.FAILED:
            return f"{failed}\n\n{with_keys('{rows.again} tries again   {rows.leave} closes')}"
    return with_keys(f"{nothing}\n\n{{rows.again}} reads again   {{rows.leave}} closes")
