"""The states of jobs and items, and which may follow which: the whole machine as two tables."""

from __future__ import annotations

from collections.abc import Mapping

from jos_tui.core.errors import JosError
from jos_tui.jobs.item import ItemState
from jos_tui.jobs.model import JobState

JOB_BEGINS = frozenset({JobState.DRAFT, JobState.WAITING})

# A state that is among its own successors may stay while its problem changes.
JOB_MOVES: Mapping[JobState, frozenset[JobState]] = {
    JobState.DRAFT: frozenset({JobState.WAITING}),
    JobState.WAITING: frozenset(
        {JobState.WAITING, JobState.RUNNING, JobState.PAUSED, JobState.CANCELLING}
    ),
    JobState.RUNNING: frozenset(
        {
            JobState.RUNNING,
            JobState.WAITING,
            JobState.PAUSED,
            JobState.CANCELLING,
            JobState.DONE,
            JobState.SOME_FAILED,
        }
    ),
    JobState.PAUSED: frozenset({JobState.PAUSED, JobState.WAITING, JobState.CANCELLING}),
    JobState.CANCELLING: frozenset({JobState.CANCELLING, JobState.CANCELLED}),
    JobState.DONE: frozenset(),
    JobState.SOME_FAILED: frozenset({JobState.WAITING}),
    JobState.CANCELLED: frozenset({JobState.WAITING}),
}

FORGETTABLE = frozenset({JobState.DRAFT, JobState.DONE, JobState.SOME_FAILED, JobState.CANCELLED})

RETRIED_FROM = frozenset({JobState.SOME_FAILED, JobState.CANCELLED, JobState.PAUSED})
"""A retry takes a job from these to WAITING."""

RETRIED_IN = frozenset({JobState.WAITING, JobState.RUNNING})
"""A retry leaves a job in these: it has work anyway."""

ITEM_BEGINS = frozenset({ItemState.WAITING, ItemState.HELD, ItemState.SKIPPED, ItemState.FAILED})

ITEM_MOVES: Mapping[ItemState, frozenset[ItemState]] = {
    ItemState.WAITING: frozenset({ItemState.RUNNING}),
    ItemState.RUNNING: frozenset(
        {ItemState.WAITING, ItemState.DONE, ItemState.SKIPPED, ItemState.FAILED}
    ),
    ItemState.HELD: frozenset({ItemState.WAITING}),
    ItemState.DONE: frozenset(),
    ItemState.SKIPPED: frozenset(),
    ItemState.FAILED: frozenset({ItemState.WAITING}),
}

NOTHING_LEFT = frozenset({ItemState.DONE, ItemState.SKIPPED})
"""Items in these states have nothing at the store or on the disk that is unfinished."""


class WrongTransition(JosError):
    """A job or an item cannot go from the state it is in to the one that was asked for."""


def check_job_begins(to: JobState) -> None:
    """Raise WrongTransition unless a job may begin in this state."""
    if to not in JOB_BEGINS:
        raise WrongTransition(f"No job begins as {to.value}")


def check_job_move(job_id: int, state: JobState, to: JobState) -> None:
    """Raise WrongTransition unless the table allows it."""
    if to not in JOB_MOVES[state]:
        raise _wrong(f"Job {job_id}", state.value, f"cannot become {to.value}")


def check_job_forgettable(job_id: int, state: JobState) -> None:
    """Raise WrongTransition unless a job in this state may be forgotten."""
    if state not in FORGETTABLE:
        raise _wrong(f"Job {job_id}", state.value, "cannot be forgotten", "Cancel it first.")


def check_job_plans_on(job_id: int, *, is_planned: bool) -> None:
    """Raise WrongTransition if planning of a job has ended."""
    if is_planned:
        raise WrongTransition(f"Job {job_id} takes no more items", "Its plan is complete")


def check_job_retriable(job_id: int, state: JobState) -> None:
    """Raise WrongTransition unless the failed items of a job in this state may be tried again."""
    if state not in RETRIED_FROM | RETRIED_IN:
        raise _wrong(f"Job {job_id}", state.value, "cannot be tried again")


def check_item_begins(to: ItemState) -> None:
    """Raise WrongTransition unless an item may be planned in this state."""
    if to not in ITEM_BEGINS:
        raise WrongTransition(f"No item begins as {to.value}")


def check_item_move(item_id: int, state: ItemState, to: ItemState) -> None:
    """Raise WrongTransition unless the table allows it."""
    if to not in ITEM_MOVES[state]:
        raise _wrong(f"Item {item_id}", state.value, f"cannot become {to.value}")


def _wrong(what: str, state: str, why_not: str, next_step: str = "") -> WrongTransition:
    return WrongTransition(f"{what} {why_not}", f"It is {state}", next_step)
