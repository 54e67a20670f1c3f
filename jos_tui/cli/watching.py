"""Staying with jobs until nothing more happens to them by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jos_tui.cli import output
from jos_tui.cli.progress import Line, ProgressLine, progress_text, together
from jos_tui.core.errors import JosError
from jos_tui.jobs.item import ItemState
from jos_tui.jobs.model import ItemFailure, JobSnapshot, Report
from jos_tui.jobs.transfer_host import TransferHost

if TYPE_CHECKING:
    from jos_tui.cli.jobs.book import Book
    from jos_tui.cli.stopping import StopRequest
    from jos_tui.jobs.worker.client import JobsClient

_NOTICE_SECONDS = 0.1  # how late a Ctrl-C may be seen
_MOST_FAILURES = 1000


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a job has got to, and what has come of it so far."""

    job: JobSnapshot
    report: Report


class Watch:
    """Shows how far jobs are, as one. Main thread only."""

    def __init__(
        self, client: JobsClient, job_ids: Sequence[int], line: Line | None = None
    ) -> None:
        self._client = client
        self._job_ids = tuple(job_ids)
        self._line = line or ProgressLine()
        self._said = ""
        self._host = TransferHost()
        self._cancelled = False

    def to_the_end(self, stop: StopRequest | None = None) -> list[Outcome]:
        """Block until all have ended, or wait for the user; return what has come of them.

        Where ``stop`` is asked for they are cancelled, and their tidying up is waited for. Raises
        JosError when the worker cannot be reached, and KeyboardInterrupt when asked a second time,
        but not before the worker knows.
        """
        try:
            for job_id in self._job_ids:
                while not self._client.wait(job_id, _NOTICE_SECONDS):
                    if stop is not None and stop.asked:
                        self._cancel()
                        stop.passed_on()
                    self._show()
        finally:
            self._line.clear()
        return [outcome_of(self._client, job_id) for job_id in self._job_ids]

    def _show(self) -> None:
        jobs = [job for job in self._client.snapshots() if job.id in self._job_ids]
        for job in jobs:
            if job.problem is not None and job.active and str(job.problem) != self._said:
                self._said = str(job.problem)
                self._line.clear()
                output.say(f"Job {job.id} keeps trying. {self._said}")
        if words := self._host.words_for(jobs):
            self._line.clear()
            output.say(words)
        if jobs:
            self._line.show(progress_text(together(jobs)))

    def _cancel(self) -> None:
        if self._cancelled:
            return
        self._cancelled = True
        for job_id in self._job_ids:
            try:
                self._client.cancel(job_id)
            except JosError:
                if snapshot_of(self._client, job_id).active:
                    raise


def outcome_of(book: Book, job_id: int) -> Outcome:
    """Return what has come of a job, with every failure. Raises JosError."""
    report = book.report(job_id)
    return Outcome(snapshot_of(book, job_id), report)


def failures_of(book: Book, outcome: Outcome) -> list[ItemFailure]:
    """Return all failures of a job: a report holds only the first of many."""
    if len(outcome.report.failures) < _MOST_FAILURES:
        return list(outcome.report.failures)
    failures: list[ItemFailure] = []
    after = 0
    while items := book.items(outcome.job.id, (ItemState.FAILED,), after):
        after = items[-1].id
        failures += [ItemFailure(item.name, item.error or JosError("")) for item in items]
    return failures


def snapshot_of(book: Book, job_id: int) -> JobSnapshot:
    """Return how far a job is. Raises JosError if it is not there."""
    for job in book.snapshots():
        if job.id == job_id:
            return job
    book.report(job_id)  # says so, unless another worker has just taken over
    for job in book.snapshots():
        if job.id == job_id:
            return job
    raise JosError(f"Job {job_id} is gone", "", "jos-tui jobs lists those there are.")
