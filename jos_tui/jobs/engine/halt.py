"""Why work on a job ends before everything is done."""

from __future__ import annotations

from dataclasses import dataclass

from jos_tui.core.errors import JosError
from jos_tui.jobs.engine.patience import Trouble


@dataclass(frozen=True, slots=True)
class Halt:
    """What stopped it, and what kind of trouble that is."""

    trouble: Trouble
    error: JosError


def fault_of(exc: BaseException) -> JosError:
    """Return an exception that nobody was prepared for as an error for people."""
    return JosError(
        "A fault in jos-tui stopped this job",
        f"{type(exc).__name__}: {exc}",
        "Please report it; what is done so far is as this report says.",
    )


def left_behind(error: JosError) -> str:
    """Return what a report says of something that could not be removed."""
    return f"Something unfinished was left behind: {error}"
