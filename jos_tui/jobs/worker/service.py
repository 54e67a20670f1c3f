"""What a worker does for its clients, message by message."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import Cancelled, JosError, LocalError, ProfileError, ReadOnly
from jos_tui.jobs.chosen_rows import ChosenRows
from jos_tui.jobs.engine.clearing import OnCleared, Stuck, clear_away, kept
from jos_tui.jobs.engine.engine import Engine
from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.journal.states import check_job_forgettable
from jos_tui.jobs.model import JobState
from jos_tui.jobs.planning.asked import check, title_of
from jos_tui.jobs.protection import Protection
from jos_tui.jobs.request import Request, StoreRef, only_reads
from jos_tui.jobs.worker.credentials import Credentials
from jos_tui.jobs.worker.handing_over import rows_follow
from jos_tui.jobs.worker.hub import Turns
from jos_tui.jobs.worker.messages import (
    LASTING,
    STARTING,
    Asked,
    AskItems,
    AskReport,
    Begin,
    Beginning,
    Choose,
    Do,
    Done,
    Hello,
    Items,
    News,
    Order,
    Refused,
    Settle,
    Told,
    UnderWay,
)
from jos_tui.profiles.profile import Rights

_log = logging.getLogger(__name__)

_GO_ON_SECONDS = 1.0
_TELL_SECONDS = 0.5  # between two words on how far it is, and before the first


class Service:
    """What all clients share."""

    def __init__(
        self, engine: Engine, journal: Journal, credentials: Credentials, turns: Turns
    ) -> None:
        self.engine = engine
        self.journal = journal
        self.credentials = credentials
        self._turns = turns
        self._closing = CancelToken()
        self._lock = threading.Lock()
        self._forgetting = 0

    @property
    def closed(self) -> bool:
        """Whether what clients leave behind is the next worker's."""
        return self._closing.cancelled

    def close(self) -> None:
        """Leave what clients leave behind to the next worker, and stop tidying up."""
        self._closing.cancel()

    def take_up(self) -> None:
        """Go on with what another worker has left, and forget drafts nobody can confirm."""
        for job in self.journal.jobs():
            if job.state is JobState.DRAFT:
                self.engine.forget(job.id)
            elif job.state.at_work:
                self.engine.run(job.id)

    def go_on(self, ref: StoreRef) -> None:
        """Go on with what has waited for the keys of a connection.

        Blocks until that is seen, for the client is about to look: what still waits for keys has
        come to rest, as far as it can tell. It is asked to go on at every turn of a job, for one
        whose thread is just coming to rest does not hear it. A second at most, as its own thread
        may be held up by the disk.
        """
        ids = {job.id for job in self.journal.jobs() if job.store == ref}
        deadline = time.monotonic() + _GO_ON_SECONDS
        turned = self._turns.count
        while waiting := ids & self._not_under_way():
            for job_id in waiting:
                with suppress(KeyError):  # it was forgotten
                    self.engine.run(job_id)  # which does nothing to one that is under way
            before, turned = turned, self._turns.wait_beyond(turned, deadline - time.monotonic())
            if turned == before:
                return

    def _not_under_way(self) -> set[int]:
        return {
            job.id
            for job in self.engine.snapshots()
            if job.state is JobState.WAITING
            or (job.state is JobState.CANCELLING and job.problem is not None)
        }

    @property
    def is_forgetting(self) -> bool:
        """Whether something is being removed, for a client that is there or was."""
        return self._forgetting > 0

    def forget(self, job_id: int, on_cleared: OnCleared = lambda _done, _total: None) -> None:
        """Forget a job that has ended, and remove what it has left half-done.

        Blocks on the disk and the store, until ``close`` at the longest: then Cancelled is raised.
        Where that cannot be removed the job stays, and LocalError is raised. Raises KeyError and
        WrongTransition.
        """
        stuck = self._cleared(job_id, on_cleared)
        if stuck is not None:
            raise kept(job_id, stuck.error)
        self.engine.forget(job_id)

    def forget_anyway(self, job_id: int, on_cleared: OnCleared = lambda _done, _total: None) -> str:
        """Forget a job as ``forget`` does, also where something of it cannot be removed.

        Return a sentence about what that is, "" if there is nothing.
        """
        stuck = self._cleared(job_id, on_cleared)
        self.engine.forget(job_id)
        return "" if stuck is None else stuck.sentence

    def _cleared(self, job_id: int, on_cleared: OnCleared) -> Stuck | None:
        record = self.journal.job(job_id)
        check_job_forgettable(job_id, record.state)
        with self._counting_forgetting():
            return clear_away(self.journal, record, self.credentials, self._closing, on_cleared)

    @contextmanager
    def _counting_forgetting(self) -> Iterator[None]:
        with self._lock:
            self._forgetting += 1
        try:
            yield
        finally:
            with self._lock:
                self._forgetting -= 1

    def prune(self, ended_before_ms: int) -> None:
        """Forget the jobs that ended before a time, in milliseconds since 1970 UTC.

        Those that have left something which cannot be removed now stay for another time.
        """
        for job in self.journal.jobs():
            if job.state.is_end and job.ended_ms < ended_before_ms:
                try:
                    self.forget(job.id)
                except Cancelled:
                    return
                except JosError as error:
                    _log.warning("%s", error)
        self.journal.sweep()  # what a worker that was killed left half removed


class ClientSession:
    """What one client asks for. One thread at a time, but for ``LASTING`` orders."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._drafts: set[int] = set()
        self._incomplete: dict[int, Beginning] = {}
        self._ref: StoreRef | None = None
        self._news = News.JOBS
        self._rights = Rights.ALL

    @property
    def watched(self) -> StoreRef | None:
        """The connection whose changes the client wants to hear of, once it has said so."""
        return self._ref if self._news is News.CHANGES else None

    def answer(
        self, asked: Asked, on_under_way: Callable[[UnderWay], None] = lambda _: None
    ) -> Told:
        """Do what is asked. Errors are answers."""
        try:
            return self._do(asked, on_under_way)
        except JosError as error:
            return Refused(error)
        except KeyError:
            return Refused(_NO_SUCH_JOB)
        except Exception as error:  # noqa: BLE001 - the worker has more to do than this
            _log.error("A fault", exc_info=error)
            what = f"The worker has a fault ({type(error).__name__})"
            return Refused(LocalError(what, "", "Please report it with the worker's log."))

    def end(self) -> None:
        """Forget the drafts that nobody else knows of."""
        for job_id in self._drafts.copy():
            if not self._service.closed:
                self.answer(Do(Order.DISCARD, job_id))

    def _do(self, asked: Asked, on_under_way: Callable[[UnderWay], None]) -> Told:
        journal = self._service.journal
        match asked:
            case Hello():
                return self._hello(asked)
            case Begin():
                return Done(self._begin(asked))
            case Choose(job_id, rows):
                self._choose(job_id, rows)
                return Done()
            case Do(order, job_id) if order in LASTING:
                return Done(note=self._forget(order, job_id, on_under_way))
            case Do(order, job_id, typed):
                self._order(order, job_id, typed)
                return Done()
            case Settle(job_id, conflict, item_ids):
                return Done(self._service.engine.answer(job_id, conflict, item_ids))
            case AskReport(job_id):
                return journal.report(job_id)
            case AskItems(job_id, states, after_id, limit):
                return Items(tuple(journal.items(job_id, states, after_id, limit)))

    def _hello(self, hello: Hello) -> Told:
        if hello.store is not None and hello.keys is not None:
            self._ref, self._news, self._rights = hello.store, hello.news, hello.keys.rights
            self._service.credentials.learn(hello.store, hello.keys.profile)
            self._service.go_on(hello.store)
        return Done()

    def _begin(self, begin: Begin) -> int:
        if self._ref is None:
            raise ProfileError("No store was named", "A job needs one to work on")
        self._check_rights(begin.request)
        check(begin.request)
        if begin.beginning is Beginning.RUN:
            self._check_typed(begin.request, self._ref, begin.typed)
        is_draft = begin.beginning is Beginning.DRAFT or rows_follow(begin.request)
        job_id = self._service.journal.add_job(
            begin.request,
            self._ref,
            replace(begin.options, typed=begin.typed),
            title_of(begin.request),
            JobState.DRAFT if is_draft else JobState.WAITING,
        )
        if is_draft:
            self._drafts.add(job_id)
        if rows_follow(begin.request):
            self._incomplete[job_id] = begin.beginning
        else:
            self._service.engine.run(job_id)
        return job_id

    def _choose(self, job_id: int, rows: ChosenRows) -> None:
        if job_id not in self._incomplete:  # what another client began is none of our business
            raise KeyError(job_id)
        if not self._service.journal.choose(job_id, rows):
            return
        if self._incomplete.pop(job_id) is Beginning.RUN:
            self._service.engine.confirm(job_id)
            self._drafts.discard(job_id)
        else:
            self._service.engine.run(job_id)

    def _check_rights(self, request: Request) -> None:
        if self._rights is Rights.READ and not only_reads(request):
            raise ReadOnly

    def _check_typed(self, request: Request, ref: StoreRef, typed: str) -> None:
        if not only_reads(request):
            profile = self._service.credentials.profile_of(ref)
            Protection(profile.protected).check(request, typed)

    def _forget(self, order: Order, job_id: int, on_under_way: Callable[[UnderWay], None]) -> str:
        due = time.monotonic() + _TELL_SECONDS

        def tell(done: int, total: int) -> None:
            nonlocal due
            if time.monotonic() >= due:
                due = time.monotonic() + _TELL_SECONDS
                on_under_way(UnderWay(done, total))

        if order is Order.FORGET_ANYWAY:
            return self._service.forget_anyway(job_id, tell)
        self._service.forget(job_id, tell)
        return ""

    def _order(self, order: Order, job_id: int, typed: str) -> None:
        engine = self._service.engine
        if order in STARTING:
            record = self._service.journal.job(job_id)
            self._check_rights(record.request)
            typed = typed or record.options.typed
            self._check_typed(record.request, record.store, typed)
            if typed != record.options.typed:
                options = replace(record.options, typed=typed)
                self._service.journal.set_options(job_id, options)
        match order:
            case Order.CONFIRM:
                engine.confirm(job_id)
                self._drafts.discard(job_id)
            case Order.STOP_COUNTING:
                engine.stop_counting(job_id)
            case Order.DISCARD:
                self._drafts.discard(job_id)
                self._incomplete.pop(job_id, None)
                self._service.forget(job_id)
            case Order.PAUSE:
                engine.pause(job_id)
            case Order.RESUME:
                engine.resume(job_id)
            case Order.CANCEL:
                engine.cancel(job_id)
            case Order.RETRY:
                engine.retry(job_id)


_NO_SUCH_JOB = LocalError(
    "There is no such job",
    "It was forgotten, or was only a plan, and those end with their worker",
    "Look at the list of jobs.",
)
