"""What is to be done and how far it is, on disk."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from jos_tui.core.errors import JosError, LocalError
from jos_tui.jobs.chosen_rows import ChosenRows
from jos_tui.jobs.item import Item, ItemProgress, ItemResult, ItemState, ItemView, PlannedItem
from jos_tui.jobs.journal import chosen, items, jobs, views, workers
from jos_tui.jobs.journal.job_record import Counts, JobRecord
from jos_tui.jobs.journal.schema import Access, open_for_reading, open_for_writing
from jos_tui.jobs.journal.states import (
    RETRIED_FROM,
    check_job_plans_on,
    check_job_retriable,
)
from jos_tui.jobs.journal.tally import Tally
from jos_tui.jobs.journal.troubles import in_words
from jos_tui.jobs.journal.worker_id import WorkerId
from jos_tui.jobs.model import Check, Conflict, JobState, Report
from jos_tui.jobs.request import Options, Request, StoreRef

_SLICE = 2000
_FEW = 20
_FREE_PAGES = 500


class Journal:
    """The jobs of one user and host, in one file.

    Thread-safe. Every method blocks on the disk, and on other processes for at most ten seconds;
    each change is one transaction, on disk when the method returns. Raises LocalError (DiskFull)
    when the file cannot be used, KeyError for a job or item that is not there.
    """

    def __init__(
        self,
        path: Path,
        access: Access = Access.WRITE,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Open the file; see :class:`Access`. ``clock`` returns seconds since 1970 UTC."""
        self._path = path
        self._clock = clock
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self.set_aside: Path | None = None
        """Where a damaged file is now, in whose place a new one was begun."""
        if access is Access.WRITE:
            with in_words(path):
                self._connection, self.set_aside = open_for_writing(path)
        else:
            with in_words(path):
                self._connection = open_for_reading(path)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock, in_words(self._path):
            if self._connection is not None:
                self._connection.close()

    # Jobs

    def add_job(
        self, request: Request, store: StoreRef, options: Options, title: str, state: JobState
    ) -> int:
        """Add a job that begins as DRAFT or WAITING; return its number, which no other ever has."""
        with self._change() as connection:
            return jobs.add(connection, request, store, options, title, state, self._now_ms())

    def jobs(self) -> tuple[JobRecord, ...]:
        """Return all jobs, the oldest first."""
        with self._look() as connection:
            return () if connection is None else tuple(jobs.every(connection))

    def job(self, job_id: int) -> JobRecord:
        """Return a job."""
        with self._look_at(job_id) as connection:
            return jobs.one(connection, job_id)

    def counts(self, job_id: int) -> Counts:
        """Return the counts of a job: quicker than the whole of it."""
        with self._look_at(job_id) as connection:
            return jobs.counts(connection, job_id)

    def move(self, job_id: int, to: JobState, problem: JosError | None = None) -> JobRecord:
        """Take a job to a state, or change its problem where it may stay in the one it is in.

        Raises WrongTransition.
        """
        with self._change() as connection:
            jobs.move(connection, job_id, to, problem, self._now_ms())
            return jobs.one(connection, job_id)

    def note(self, job_id: int, sentences: Sequence[str]) -> None:
        """Add sentences to the report of a job, each once."""
        with self._change() as connection:
            jobs.note(connection, job_id, sentences)

    def set_options(self, job_id: int, options: Options) -> None:
        """Let a job run in another way from now on."""
        with self._change() as connection:
            jobs.set_options(connection, job_id, options)

    def forget(self, job_id: int) -> None:
        """Remove a job that has ended or is a draft. Raises WrongTransition.

        It is out of the lists at once; its items are deleted in many transactions.
        """
        with self._change() as connection:
            jobs.forget(connection, job_id)
        self.sweep()

    def sweep(self) -> None:
        """Delete what is left of forgotten jobs, also of those a process that was killed forgot.

        In slices, so that others get their turn.
        """
        with self._look() as connection:
            forgotten = [] if connection is None else list(jobs.forgotten(connection))
        for job_id in forgotten:
            self._drop_chosen(job_id)
            more = True
            while more:
                with self._change() as connection:
                    more = items.delete_some(connection, job_id, _SLICE)
                    if not more:
                        jobs.delete(connection, job_id)
        if forgotten:
            self._give_back_space()

    # Planning

    def choose(self, job_id: int, rows: ChosenRows) -> bool:
        """Add the next rows of those a request has apart; return whether they are the last."""
        with self._change() as connection:
            return chosen.add(connection, job_id, jobs.request(connection, job_id), rows)

    def chosen_rows(self, job_id: int, number: int) -> ChosenRows:
        """Return what came with one call of :meth:`choose`, until planning is done."""
        with self._look_at(job_id) as connection:
            return chosen.one(connection, job_id, number)

    def add_items(
        self,
        job_id: int,
        planned: Sequence[PlannedItem],
        cursor: str,
        notes: Sequence[str] = (),
    ) -> None:
        """Add items to a job, and where planning goes on behind them.

        Raises WrongTransition once planning is done, as it may have been stopped meanwhile.
        """
        with self._change() as connection:
            check_job_plans_on(job_id, is_planned=jobs.is_planned(connection, job_id))
            request = jobs.request(connection, job_id)
            known = jobs.counts(connection, job_id).items
            answer = jobs.answer(connection, job_id)
            tally = items.add(connection, job_id, request, planned, known, answer)
            jobs.count(connection, job_id, tally)
            jobs.note(connection, job_id, notes)
            jobs.plan_to(connection, job_id, cursor)

    def planning_done(self, job_id: int, notes: Sequence[str] = ()) -> None:
        """Take note that all items are there."""
        with self._change() as connection:
            jobs.state(connection, job_id)
            jobs.note(connection, job_id, notes)
            jobs.planned(connection, job_id)
        self._drop_chosen(job_id)

    def has_file(self, job_id: int, path: str) -> bool:
        """Whether an item of a download is saved under this path below the job's folder."""
        with self._look_at(job_id) as connection:
            return items.has_file(connection, job_id, path)

    # Running

    def lease(self, job_id: int, limit: int) -> list[Item]:
        """Make the oldest WAITING items RUNNING and return them; none unless the job is RUNNING."""
        with self._change() as connection:
            if jobs.state(connection, job_id) is not JobState.RUNNING:
                return []
            return items.lease(connection, job_id, limit)

    def record(
        self,
        job_id: int,
        results: Sequence[ItemResult],
        progress: Sequence[ItemProgress] = (),
    ) -> None:
        """Take note of what is safe of items under way, and then of how attempts ended.

        Raises WrongTransition, and records nothing, if an item that ended was not RUNNING.
        """
        with self._change() as connection:
            jobs.state(connection, job_id)
            items.progress(connection, job_id, progress)
            jobs.count(connection, job_id, items.record(connection, job_id, results))

    def pieces(self, item_id: int) -> dict[int, str]:
        """Return the numbers of the parts that are safe and their ETags ("" for a download)."""
        with self._look() as connection:
            return {} if connection is None else items.pieces(connection, item_id)

    def open_uploads(self, job_id: int) -> list[Item]:
        """Return the items with a multipart upload that was not completed."""
        with self._look_at(job_id) as connection:
            return items.uploading(connection, job_id)

    def uploads_in_use(self) -> frozenset[str]:
        """Return the ids of uploads that jobs have begun and have not given up.

        Also of those whose items failed, which a retry goes on from.
        """
        with self._look() as connection:
            if connection is None:
                return frozenset()
            return items.uploads_in_use(connection)

    def part_files(self, job_id: int) -> list[Item]:
        """Return the items that were begun, are not done and may have left something."""
        with self._look_at(job_id) as connection:
            return items.begun(connection, job_id)

    def undone(self, item: Item) -> None:
        """Take note that of an item that is not done nothing is left to go on from."""
        if item.upload_id or item.part_size or item.begun_etag:
            with self._change() as connection:
                items.forget_progress(connection, [item.id])

    def hand_back(self, job_id: int) -> None:
        """Make the RUNNING items of a job WAITING, one attempt older."""
        with self._change() as connection:
            jobs.state(connection, job_id)
            items.hand_back(connection, items.bounds(job_id))

    def retry_failed(self, job_id: int) -> int:
        """Make the FAILED items WAITING, and the job too unless it runs; return how many items.

        Raises WrongTransition.
        """
        with self._change() as connection:
            state = jobs.state(connection, job_id)
            check_job_retriable(job_id, state)
            if state in RETRIED_FROM:
                jobs.move(connection, job_id, JobState.WAITING, None, self._now_ms())
            tally = items.retry(connection, job_id)
            return self._counted(connection, job_id, tally, "failed")

    def answer(self, job_id: int, conflict: Conflict, item_ids: Sequence[int] | None) -> int:
        """Make HELD items WAITING with a conflict of their own, and return how many.

        With None all of them, and those that are planned later. Raises ValueError for ASK.
        """
        if conflict is Conflict.ASK:
            raise ValueError("ASK is no answer")
        with self._change() as connection:
            jobs.state(connection, job_id)
            if item_ids is None:
                jobs.set_answer(connection, job_id, conflict)
                tally = items.answer_all(connection, job_id, conflict)
            else:
                tally = items.answer(connection, job_id, conflict, item_ids)
            return self._counted(connection, job_id, tally, "held")

    # Workers

    def enter(self, worker: WorkerId) -> None:
        """Take the journal in hand, and what a dead worker had in hand back to WAITING.

        Raises WorkerAlive if another worker was heard of within the last 30 s and may be alive.
        """
        with self._change() as connection:
            workers.enter(connection, worker, self._now_ms())

    def beat(self, worker: WorkerId) -> None:
        """Take note that a worker is alive. Raises WorkerAlive if another has taken over."""
        with self._change() as connection:
            workers.beat(connection, worker, self._now_ms())

    def leave(self, worker: WorkerId) -> None:
        """Let go of the journal. Does not hand back."""
        with self._change() as connection:
            workers.leave(connection, worker)

    # Reading

    def items(
        self,
        job_id: int,
        states: Collection[ItemState] = (),
        after_id: int = 0,
        limit: int = 200,
    ) -> list[ItemView]:
        """Return the first items in these states, or in any if empty, behind one of them."""
        with self._look_at(job_id) as connection:
            return views.items(connection, job_id, states, after_id, limit)

    def checks(self, job_id: int) -> dict[Check, int]:
        """Return how many items were checked in which way."""
        with self._look_at(job_id) as connection:
            jobs.state(connection, job_id)
            return jobs.checks(connection, job_id)

    def report(self, job_id: int, most_failures: int = 1000) -> Report:
        """Return what came of a job so far.

        No more than ``most_failures`` failures are listed, and no more renamed items.
        """
        with self._look_at(job_id) as connection:
            return views.report(connection, job_id, most_failures)

    def _now_ms(self) -> int:
        return int(self._clock() * 1000)

    def _counted(self, connection: sqlite3.Connection, job_id: int, tally: Tally, name: str) -> int:
        jobs.count(connection, job_id, tally)
        return -tally.numbers[name]

    def _drop_chosen(self, job_id: int) -> None:
        more = True
        while more:
            with self._change() as connection:
                more = chosen.delete_some(connection, job_id, _FEW)

    def _give_back_space(self) -> None:
        free = 1
        while free:
            with self._look() as connection:
                if connection is None:
                    return
                # As a script, for as a statement it would be stepped once and free one page.
                connection.executescript(f"PRAGMA incremental_vacuum({_FREE_PAGES})")
                free = connection.execute("PRAGMA freelist_count").fetchone()[0]

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        with self._look() as connection:
            if connection is None:
                raise LocalError("The list of jobs was opened for reading only")
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _look_at(self, job_id: int) -> Iterator[sqlite3.Connection]:
        """Look at one job, all of it at one moment. Raises KeyError."""
        with self._look() as connection:
            if connection is None:
                raise KeyError(job_id)
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    @contextmanager
    def _look(self) -> Iterator[sqlite3.Connection | None]:
        with self._lock, in_words(self._path):
            yield self._connection
