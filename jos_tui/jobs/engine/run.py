"""One go at a job: its items are leased, done on the lanes of its store, and recorded."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import Cancelled, JosError
from jos_tui.core.text import printable_name
from jos_tui.jobs.engine.attempt import Fate, ItemAttempt
from jos_tui.jobs.engine.crew import Crew
from jos_tui.jobs.engine.halt import Halt, fault_of, left_behind
from jos_tui.jobs.engine.in_flight import InFlight
from jos_tui.jobs.engine.lanes import JobLanes, StoreLanes
from jos_tui.jobs.engine.outage import Outage
from jos_tui.jobs.engine.patience import Hopeless, Patience, Trouble, trouble_of
from jos_tui.jobs.engine.planner import Planner
from jos_tui.jobs.engine.recorder import Recorder
from jos_tui.jobs.engine.work import Unit
from jos_tui.jobs.engine.works import Works
from jos_tui.jobs.item import Action, Item, ItemState
from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.model import Change, JobKind, JobState
from jos_tui.store.store import Store

FLUSH_SECONDS = 0.25
# So many items are leased when no more than so many are in hand for each that may be in flight.
_LEASED = (256, 16)
_LEASED_TO_DELETE = (4000, 1000)
# What a transfer takes away: an upload deletes keys, or copies them to the trash and away.
_REMOVALS = {
    JobKind.PUT: frozenset({Action.DELETE, Action.COPY}),
    JobKind.GET: frozenset({Action.REMOVE_FILE}),
}

_log = logging.getLogger(__name__)

CrewOf = Callable[[Works, JobLanes, Recorder, CancelToken], Crew]
"""Makes the helpers of a go; they are called in later, if at all."""


class Run:
    """A go that begins with :meth:`go` and ends when all is done, or when ``stop`` is cancelled.

    ``finished`` says which it was.

    ``go`` belongs to the thread of the job; everything else may be called from any thread.
    """

    def __init__(
        self,
        journal: Journal,
        recorder: Recorder,
        store: Store,
        lanes: StoreLanes,
        works: Works,
        patience: Patience,
        in_flight: InFlight,
        tell: Callable[[Sequence[Change]], None],
        crew: CrewOf,
    ) -> None:
        self.stop = CancelToken()
        self.finished = False
        self._journal = journal
        self._recorder = recorder
        self._job_id = recorder.record.id
        self._works = works
        self._tell = tell
        self._wake = threading.Event()
        self._lock = threading.Lock()
        self._halt: Halt | None = None
        self._hopeless = Hopeless()
        self._attempts: set[ItemAttempt] = set()
        self._written: list[Unit] = []  # what waits for the journal
        self._last: list[ItemAttempt] = []  # those that wait until all others have ended
        self._more = True  # whether there may be items to lease
        self._dry = False  # whether there are none, and planning has ended
        self._returned = False  # whether items were handed back since the last flush
        self._hurry = False
        self._flushed = time.monotonic()
        kind = recorder.record.request.kind
        self._deletes = kind is JobKind.DELETE
        self._removals = _REMOVALS.get(kind, frozenset())
        self._lease, self._each = _LEASED_TO_DELETE if self._deletes else _LEASED
        self._store_lanes = lanes
        self._in_flight = in_flight
        self._lanes = lanes.enter(in_flight.number, self.stop, self.fault)
        self._crew = crew(works, self._lanes, recorder, self.stop)
        self._outage = Outage(store, patience, self._lanes, recorder, self._wake.set)
        self._planner = Planner(
            journal,
            recorder,
            store,
            patience,
            self.stop,
            self._planned_more,
            self._end,
            self.fault,
        )
        self.stop.on_cancel(self._wake.set)

    def go(self) -> Halt | None:
        """Work until the end or the stop. Raises JosError if the journal cannot be written."""
        record = self._recorder.record
        try:
            if record.planned:
                self._planner.skip()
            else:
                self._planner.start()
            self.finished = self._loop(leasing=record.state is not JobState.DRAFT)
        finally:
            self._wind_up()
        return self._halt or self._planner.halt

    def again(self) -> None:
        """Look for items that may have become ready."""
        self._more = True
        self._wake.set()

    def fault(self, exc: BaseException) -> None:
        """End it because of an exception that nobody was prepared for."""
        _log.error("A job was paused because of a fault in the program", exc_info=exc)
        self._end(Halt(Trouble.END, fault_of(exc)))

    def _loop(self, *, leasing: bool) -> bool:
        """Return whether all is done."""
        while not self.stop.cancelled:
            self._wake.clear()
            self._flush()
            if leasing:
                problem = self._outage.tend()
                if problem is not None:
                    self._end(problem)
                    break
                self._refill()
                self._begin_the_last()
                self._lanes.allow(self._allowed())
                self._crew.tend()
            if self._over(leasing=leasing):
                return True
            self._wake.wait(self._outage.seconds(FLUSH_SECONDS))
        return False

    def _allowed(self) -> int:
        if not self._outage.open:
            return self._in_flight.fall_back()
        now, traffic = time.monotonic(), self._recorder.traffic
        return self._in_flight.looked(now, traffic, full=self._lanes.full)

    def _over(self, *, leasing: bool) -> bool:
        with self._lock:
            if not leasing:
                return self._planner.over
            return self._dry and not (self._attempts or self._more or self._returned)

    def _flush(self) -> None:
        now = time.monotonic()
        if not self._hurry and now - self._flushed < FLUSH_SECONDS:
            return
        self._write()

    def _write(self) -> None:
        with self._lock:
            returned, self._returned, self._hurry = self._returned, False, False
            written, self._written = self._written, []
        self._flushed = time.monotonic()
        moved, changes = self._recorder.flush()
        self._planner.written()
        if written and not self.stop.cancelled:
            self._lanes.add(*written)
        if returned:
            self._more = True
        if moved or changes or self._attempts:
            self._tell(changes)

    def _refill(self) -> None:
        while self._outage.open and self._more and self._has_room():
            planned = self._planner.over
            self._more = False
            items = self._journal.lease(self._job_id, self._lease)
            self._dry = planned and not items
            if not items:
                return
            self._more = True
            self._begin(items)

    def _has_room(self) -> bool:
        with self._lock:
            if self._last and not self._deletes:
                return False  # behind a removal there are only removals
            return len(self._attempts) - len(self._last) <= self._low

    @property
    def _low(self) -> int:
        return self._each * self._lanes.limit

    def _begin(self, items: Sequence[Item]) -> None:
        attempts = [ItemAttempt(item, self._recorder, self) for item in items]
        last = [one for one in attempts if self._comes_last(one.item)]
        with self._lock:
            self._attempts.update(attempts)
            self._last += last
        rest = [one for one in attempts if one not in last] if last else attempts
        self._lanes.begin(self._crew.units(rest))

    def _comes_last(self, item: Item) -> bool:
        """Whether it waits for all others: a bucket, or what a transfer finds to be too much."""
        if item.action is Action.REMOVE_BUCKET:
            return True
        return item.action in self._removals

    def _begin_the_last(self) -> None:
        with self._lock:
            others = len(self._attempts) > len(self._last) or self._returned
            if not self._last or others or (self._deletes and (self._more or not self._dry)):
                return
            last, self._last = self._last, []
        if not self._deletes and self._has_failures():
            for attempt in last:
                attempt.failed(_kept(attempt.item))
            return
        self._lanes.begin(self._works.units(last, self._lanes))

    def _has_failures(self) -> bool:
        self._write()
        return self._recorder.record.counts.failed > 0

    def _planned_more(self) -> None:
        self._recorder.outdated()
        self.again()

    def _wind_up(self) -> None:
        self.stop.cancel()
        self._planner.join()
        self._lanes.drain()
        self._crew.close()
        self._store_lanes.leave(self._lanes)
        with self._lock:
            left, self._attempts = self._attempts, set()
        for attempt in left:
            attempt.dropped()
        try:
            self._write()
            if left:
                self._journal.hand_back(self._job_id)
        finally:
            self._works.close()
        self._recorder.set_record(self._journal.job(self._job_id))

    def _end(self, halt: Halt) -> None:
        with self._lock:
            self._halt = self._halt or halt
        self.stop.cancel()

    # What attempts ask of it.

    def ended(self, attempt: ItemAttempt, state: ItemState) -> None:
        """Take note that an attempt has ended."""
        with self._lock:
            self._attempts.discard(attempt)
            if state is ItemState.WAITING:
                self._returned = self._hurry = True
            elif state is not ItemState.FAILED:
                self._hopeless.worked()
            few = len(self._attempts) - len(self._last) in {0, self._low}
            self._hurry |= self._planner.waits and not self._attempts
        if state in {ItemState.DONE, ItemState.SKIPPED}:
            self._outage.worked()
        if few:
            self._wake.set()

    def worked(self) -> None:
        """Take note that the store has taken or given something."""
        self._outage.worked()

    def hurry(self) -> None:
        """Have the journal written at once."""
        self._hurry = True
        self._wake.set()

    def once_written(self, unit: Unit) -> None:
        """Run a unit when all that was told before is in the journal."""
        with self._lock:
            self._written.append(unit)

    def judge(self, attempt: ItemAttempt, error: JosError) -> Fate:
        """Decide about a failure."""
        trouble = trouble_of(error)
        if trouble is Trouble.ITEM:
            with self._lock:
                hopeless = self._hopeless.failed(error)
            if hopeless:
                self._end(Halt(Trouble.END, error))
            return Fate.FAILED
        if trouble in {Trouble.KEYS, Trouble.END}:
            self._end(Halt(trouble, error))
            return Fate.TRY_AGAIN
        if self._outage.met_by(attempt.item, trouble, error):
            return Fate.TRY_AGAIN
        self._lanes.at_once(partial(self._give_up, attempt, error))
        return Fate.UNDO

    def _give_up(self, attempt: ItemAttempt, error: JosError, cancel: CancelToken) -> None:
        item, pieces = attempt.left
        try:
            self._works.undo(item, pieces, cancel)
        except Cancelled:
            raise
        except JosError as exc:
            attempt.note(left_behind(exc))
        else:
            if not _is_copied(item):
                attempt.progress(begins_anew=True)
        attempt.given_up(error)


def _is_copied(item: Item) -> bool:
    """Whether what is left of it is a whole copy, and only its original has to go."""
    return bool(item.begun_etag) and not item.upload_id


def _kept(item: Item) -> JosError:
    return JosError(
        f"{printable_name(item.from_key or item.key or item.path)} was kept",
        "It is to be removed only when all else has been done, and something failed",
        "See what failed, and try again.",
    )
