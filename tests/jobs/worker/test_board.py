"""When a job has settled, as far as a client has been told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jos_tui.core.errors import JosError, ProfileError
from jos_tui.jobs.model import JobKind, JobSnapshot, JobState
from jos_tui.jobs.worker.board import Board
from jos_tui.jobs.worker.messages import Moved

DRAFT = JobSnapshot(7, JobKind.PUT, "Upload", JobState.DRAFT, 1, 0, 0, 0, 1, 0, 0.0, None, "")


def told(*jobs: JobSnapshot) -> Board:
    board = Board(None)
    for job in jobs:
        board.put(Moved((job,)))
    return board


@pytest.mark.parametrize(
    ("state", "planned", "problem", "settled"),
    [
        (JobState.DRAFT, False, None, False),
        (JobState.DRAFT, True, None, True),
        (JobState.WAITING, True, None, False),
        (JobState.WAITING, True, ProfileError("Waiting for keys"), True),
        (JobState.RUNNING, True, JosError("The store is away"), False),
        (JobState.CANCELLING, True, None, False),
        (JobState.PAUSED, True, None, True),
        (JobState.DONE, True, None, True),
    ],
)
def test_a_job_has_settled_when_nothing_more_happens_by_itself(
    state: JobState, planned: bool, problem: JosError | None, settled: bool
) -> None:
    board = told(replace(DRAFT, state=state, planned=planned, problem=problem))
    assert board.wait(7, 0) is settled


def test_old_news_of_a_draft_that_was_confirmed_does_not_end_the_wait() -> None:
    board = told(DRAFT)
    board.confirmed(7)
    assert not board.wait(7, 0)
    board.put(Moved((DRAFT,)))
    assert not board.wait(7, 0)
    board.put(Moved((replace(DRAFT, state=JobState.DONE),)))
    assert board.wait(7, 0)


def test_a_job_that_is_gone_is_not_waited_for() -> None:
    board = told(DRAFT)
    board.confirmed(7)
    board.put(Moved((), (7,)))
    assert board.wait(7, 0)
