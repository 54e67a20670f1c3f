"""Uploads that jobs go on with are known by their id."""

from __future__ import annotations

from pathlib import Path

import pytest

from jos_tui.jobs.item import ItemProgress
from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.model import JobState
from jos_tui.jobs.uploads_in_use import uploads_in_use
from jos_tui.jobs.worker.paths import StateHome
from tests.jobs.journal.samples import running_job


@pytest.mark.parametrize(
    ("states", "used"),
    [
        ((), True),
        ((JobState.PAUSED,), True),
        ((JobState.SOME_FAILED,), True),
        ((JobState.CANCELLING, JobState.CANCELLED), False),
    ],
)
def test_an_upload_is_in_use_until_its_job_has_given_it_up(
    tmp_path: Path, states: tuple[JobState, ...], used: bool
) -> None:
    home = StateHome(tmp_path)
    journal = Journal(home.journal)
    job_id = running_job(journal, 1)
    [item] = journal.lease(job_id, 1)
    journal.record(job_id, [], [ItemProgress(item.id, "the-upload", 5, "")])
    for state in states:
        journal.move(job_id, state)
    journal.close()
    assert uploads_in_use(home) == ({"the-upload"} if used else set())


def test_without_a_journal_none_is(tmp_path: Path) -> None:
    assert uploads_in_use(StateHome(tmp_path)) == frozenset()
