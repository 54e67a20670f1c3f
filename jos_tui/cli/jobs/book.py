"""Where the jobs can be read: from the worker, or from its journal while there is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Protocol

from jos_tui.core.errors import LocalError
from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.journal.schema import Access
from jos_tui.jobs.model import JobSnapshot, JobState, Report
from jos_tui.jobs.plan_ends import Items
from jos_tui.jobs.planning.position import Position, SyncCounts
from jos_tui.jobs.request import StoreRef
from jos_tui.jobs.worker.client import JobsClient
from jos_tui.jobs.worker.paths import StateHome


class Book(Items, Protocol):
    """What can be known of jobs. Raises JosError, also for one that is not there."""

    def snapshots(self) -> Sequence[JobSnapshot]:
        """Return all jobs, oldest first."""

    def report(self, job_id: int) -> Report:
        """Return what has come of a job so far."""


class JournalBook:
    """The journal, without a worker. Changes nothing."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self.report = journal.report
        self.items = journal.items

    def snapshots(self) -> Sequence[JobSnapshot]:
        """Return all jobs, oldest first."""
        from jos_tui.jobs.engine.recorder import snapshot_of

        return [_without_worker(snapshot_of(record)) for record in self._journal.jobs()]


@contextmanager
def opened_book() -> Iterator[Book]:
    """Open the jobs for reading. Starts no worker. Raises JosError."""
    client = JobsClient(None)
    try:
        if client.attach():
            yield client
            return
    finally:
        client.close()
    with opened_journal() as journal:
        yield JournalBook(journal)


@contextmanager
def opened_journal() -> Iterator[Journal]:
    """Open the journal of this user and host for reading. Raises LocalError."""
    journal = Journal(StateHome.of_user().journal, Access.READ)
    try:
        yield journal
    finally:
        journal.close()


def store_of_job(job_id: int) -> StoreRef:
    """Return which connection a job belongs to. Raises KeyError and LocalError."""
    with opened_journal() as journal:
        return journal.job(job_id).store


def comparison_of(job_id: int) -> SyncCounts:
    """Return what comparing both sides of a job came to. Raises KeyError and LocalError."""
    with opened_journal() as journal:
        return Position.at(journal.job(job_id).cursor).tally.counts


def _without_worker(job: JobSnapshot) -> JobSnapshot:
    """Return a job as it is while nobody works on it, whatever the last worker was at."""
    if job.problem is not None or job.state not in {JobState.WAITING, JobState.RUNNING}:
        return job
    problem = LocalError(
        "No worker is at it",
        "The last one was killed, or the host was restarted",
        f"jos-tui jobs resume {job.id} goes on with it.",
    )
    return replace(job, state=JobState.WAITING, problem=problem)


def shown(snapshots: Sequence[JobSnapshot]) -> list[JobSnapshot]:
    """Return the jobs without those that somebody is still being asked about."""
    return [job for job in snapshots if job.state is not JobState.DRAFT]
