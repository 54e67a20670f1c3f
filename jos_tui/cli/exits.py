"""How a command ends, as numbers a script can rely on."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import TYPE_CHECKING

from jos_tui.core.errors import (
    Cancelled,
    JosError,
    NotAllowed,
    NotAStore,
    ProfileError,
    ServerTrouble,
    Unreachable,
)

if TYPE_CHECKING:
    from jos_tui.cli.watching import Outcome


class ExitCode(IntEnum):
    """The exit codes of every command; docs/commands.md explains them to users."""

    DONE = 0
    SOME_FAILED = 1
    USAGE = 2
    NO_ACCESS = 3
    INTERRUPTED = 130


_NO_ACCESS = (NotAllowed, NotAStore, ProfileError, ServerTrouble, Unreachable)


def of_error(error: JosError) -> ExitCode:
    """Return the code of a command that ended with ``error``."""
    if isinstance(error, Cancelled):
        return ExitCode.INTERRUPTED
    return ExitCode.NO_ACCESS if isinstance(error, _NO_ACCESS) else ExitCode.SOME_FAILED


def of_outcomes(outcomes: Sequence[Outcome]) -> ExitCode:
    """Return the code of jobs that were run as one.

    INTERRUPTED when they were cancelled, that of the problem where one waits because of it, and
    NO_ACCESS when the store let not a single item through. What was not there at the moment that
    was asked for counts as failed.
    """
    from jos_tui.jobs.model import JobState
    from jos_tui.jobs.skip_words import NOTHING_THEN

    states = {outcome.job.state for outcome in outcomes}
    if states & {JobState.CANCELLED, JobState.CANCELLING}:
        return ExitCode.INTERRUPTED
    for outcome in outcomes:
        if outcome.job.problem is not None and not outcome.job.state.is_end:
            return of_error(outcome.job.problem)
    if states <= {JobState.DONE}:
        nothing = any(NOTHING_THEN in outcome.report.notes for outcome in outcomes)
        return ExitCode.SOME_FAILED if nothing else ExitCode.DONE
    failures = [failure for outcome in outcomes for failure in outcome.report.failures]
    done = sum(outcome.report.done for outcome in outcomes)
    if failures and not done and all(isinstance(f.error, _NO_ACCESS) for f in failures):
        return ExitCode.NO_ACCESS
    return ExitCode.SOME_FAILED
