"""The clock of this machine, against those of the stores."""

from __future__ import annotations

from jos_tui.cli.doctor.finding import Finding, Level, Section
from jos_tui.core import formats

_UNSHARP_SECONDS = 2.0
"""A date in an answer has whole seconds."""
_WARNING_SECONDS = 60.0
_PROBLEM_SECONDS = 5 * 60.0
_SET_IT = "Set the clock, or ask those who look after this machine to: timedatectl shows it."


def clock_finding(address: str, ahead_seconds: float | None) -> Finding:
    """Say how far the clock is ahead of (negative: behind) that of a store; None is unknown.

    S3 refuses what was signed more than 15 minutes away from its own time.
    """
    if ahead_seconds is None:
        words = f"{address} does not tell the time, so the clock was not compared"
        return Finding(Section.CLOCK, Level.OK, words)
    off = abs(ahead_seconds)
    if off <= _UNSHARP_SECONDS:
        return Finding(Section.CLOCK, Level.OK, f"This clock and that of {address} agree")
    side = "ahead of" if ahead_seconds > 0 else "behind"
    words = f"This clock is {formats.duration(off)} (minutes:seconds) {side} that of {address}"
    if off < _WARNING_SECONDS:
        return Finding(Section.CLOCK, Level.OK, words)
    if off < _PROBLEM_SECONDS:
        return Finding(Section.CLOCK, Level.WARNING, words, _SET_IT)
    words += "; stores refuse requests that are 15 minutes off"
    return Finding(Section.CLOCK, Level.PROBLEM, words, _SET_IT)
