"""One job that an engine has in hand: from state to state, on a thread of its own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Protocol

from jos_tui.core import formats
from jos_tui.core.background import CancelToken
from jos_tui.core.errors import Cancelled, JosError, ProfileError
from jos_tui.jobs.engine.halt import Halt, fault_of
from jos_tui.jobs.engine.in_flight import InFlight
from jos_tui.jobs.engine.lanes import StoreLanes
from jos_tui.jobs.engine.patience import Patience, Trouble
from jos_tui.jobs.engine.recorder import Recorder
from jos_tui.jobs.engine.run import CrewOf, Run
from jos_tui.jobs.engine.tidy import tidy
from jos_tui.jobs.engine.works import Shared, Works
from jos_tui.jobs.item import Item
from jos_tui.jobs.journal.job_record import JobRecord
from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.journal.states import WrongTransition
from jos_tui.jobs.model import Change, JobSnapshot, JobState
from jos_tui.jobs.protection import Protection
from jos_tui.jobs.request import StoreRef
from jos_tui.store.store import Store

_MOST_KEYS = 3  # so often other keys are tried before the job has to wait for the user

_log = logging.getLogger(__name__)


class Stores(Protocol):
    """Where the connections of jobs come from."""

    def store_for(self, ref: StoreRef) -> Store:
        """Return the connection of a job. Raises ProfileError when there are no keys for it."""

    def refused(self, ref: StoreRef) -> bool:
        """Read the keys again because the store refused them; return whether there are others."""


class Listener(Protocol):
    """Who is told what happens, on threads of the engine. Must not raise, nor block for long."""

    def changed(self, changes: Sequence[Change], job: JobRecord) -> None:
        """A job has written something to its store or deleted it there."""

    def moved(self) -> None:
        """A job's counts are others."""

    def turned(self) -> None:
        """A job's state is another one, or there is one more or less."""


@dataclass(frozen=True, slots=True)
class Means:
    """What jobs work with."""

    journal: Journal
    stores: Stores
    listener: Listener
    patience: Patience
    shared: Callable[[StoreRef], Shared]
    lanes: Callable[[Store, StoreRef], StoreLanes]
    in_flight: Callable[[Store, JobRecord], InFlight]
    crew: Callable[[Store, JobRecord], CrewOf]


class Wanted(Enum):
    """What is to become of a job."""

    RUN = auto()
    PAUSE = auto()
    CANCEL = auto()
    HAND_BACK = auto()
    LET_GO = auto()  # of a draft that is to be forgotten


_PREVAILING = {  # over what was wanted before
    Wanted.RUN: {Wanted.RUN},
    Wanted.PAUSE: {Wanted.PAUSE, Wanted.HAND_BACK},
    Wanted.CANCEL: {Wanted.CANCEL, Wanted.RUN, Wanted.PAUSE, Wanted.LET_GO},
    Wanted.HAND_BACK: set(Wanted),
    Wanted.LET_GO: set(Wanted),
}


class Job:
    """A job in hand. Its methods are quick and may be called from any thread; effects follow."""

    def __init__(
        self, means: Means, record: JobRecord, wanted: Wanted, on_over: Callable[[Job], None]
    ) -> None:
        self.id = record.id
        self._means = means
        self._on_over = on_over
        self._recorder = Recorder(means.journal, record)
        self._lock = threading.Lock()
        self._wanted = wanted
        self._once_more = False
        self._over = False
        self._run: Run | None = None
        self._stop = CancelToken()  # of tidying up
        self._refusals = 0
        self._done_before = 0
        self._uncertain: list[str] = []
        self._thread = threading.Thread(target=self._main, name=f"job-{record.id}", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def want(self, wanted: Wanted) -> bool:
        """Let something else become of it; False if its thread has ended already."""
        with self._lock:
            if self._over:
                return False
            if wanted not in _PREVAILING[self._wanted]:
                self._wanted = wanted
                self._interrupt()
            return True

    def start_over(self) -> bool:
        """Stop and go on at once, in the state the journal gives it; False if it has ended."""
        with self._lock:
            if self._over:
                return False
            self._once_more = True
            self._interrupt()
            return True

    def again(self) -> bool:
        """Look for items that have become ready; False if its thread has ended already."""
        run = self._run
        if run is None:
            return self.start_over()
        run.again()
        return True

    def join(self, seconds: float) -> bool:
        """Wait for the end of its thread; return whether it has ended."""
        self._thread.join(max(0.0, seconds))
        return not self._thread.is_alive()

    def snapshot(self) -> JobSnapshot:
        """Return how far it is."""
        return self._recorder.snapshot()

    def set_record(self, record: JobRecord) -> None:
        """Take over what was changed in the journal elsewhere."""
        self._recorder.set_record(record)

    @property
    def record(self) -> JobRecord:
        """What the journal said of it last."""
        return self._recorder.record

    def _interrupt(self) -> None:
        self._stop.cancel()
        if self._run is not None:
            self._run.stop.cancel()

    def _main(self) -> None:
        try:
            while self._go_on():
                pass
        except JosError as exc:
            _log.warning("Job %d cannot go on: %s", self.id, exc)
            self._pause_for(exc)
        except Exception as exc:  # noqa: BLE001 - a thread has nobody above it
            _log.exception("Job %d was paused because of a fault in the program", self.id)
            self._pause_for(fault_of(exc))
        finally:
            with self._lock:
                self._over = True
            self._on_over(self)

    def _go_on(self) -> bool:
        """Do what is wanted; return whether there is more to do."""
        with self._lock:
            wanted, self._once_more = self._wanted, False
            self._stop = CancelToken()
        settled = True
        try:
            if wanted is Wanted.RUN:
                settled = self._work()
            elif wanted is Wanted.CANCEL:
                self._cancel()
            elif wanted is not Wanted.LET_GO:
                self._put_down(wanted)
        except WrongTransition:  # somebody was quicker: look at what it is now
            settled = False
            self._recorder.set_record(self._means.journal.job(self.id))
        with self._lock:
            self._over = settled and self._wanted is wanted and not self._once_more
            return not self._over

    def _put_down(self, wanted: Wanted) -> None:
        to = JobState.PAUSED if wanted is Wanted.PAUSE else JobState.WAITING
        if self.record.state in {JobState.RUNNING, JobState.WAITING} - {to}:
            self._move(to)

    def _work(self) -> bool:
        """Run it; return whether it has come to rest."""
        record = self._means.journal.job(self.id)
        self._recorder.set_record(record)
        if record.state is JobState.CANCELLING:
            self._wanted = Wanted.CANCEL
            return False
        if record.state.is_end:
            return True
        if record.state is JobState.PAUSED:
            self._move(JobState.WAITING)
        self._means.journal.hand_back(self.id)  # what the last run could not for want of space
        store = self._store()
        if store is None:
            return True
        if record.state is not JobState.DRAFT:
            # What was confirmed may have become protected since.
            Protection(store.profile.protected).check(record.request, record.options.typed)
            self._move(JobState.RUNNING)
        return self._ran(store)

    def _ran(self, store: Store) -> bool:
        self._recorder.suffers(None)
        works = self._works(store)
        run = self._made(store, works)
        with self._lock:
            self._run = run
            if self._wanted is not Wanted.RUN or self._once_more:
                run.stop.cancel()
        try:
            halt = run.go()
        finally:
            with self._lock:
                self._run = None
        self._uncertain = works.uncertain()
        if halt is not None:
            return self._halted(halt)
        return self._finished() if run.finished else False

    def _finished(self) -> bool:
        if self.record.state is JobState.DRAFT:
            return True
        counts = self._means.journal.counts(self.id)
        if counts.left > counts.held:  # some have become ready since
            return False
        if counts.held:
            self._move(JobState.PAUSED, _waits_for_answers(counts.held))
        elif not self._means.journal.job(self.id).planned:  # it was answered meanwhile
            return False
        else:
            self._move(JobState.SOME_FAILED if counts.failed else JobState.DONE)
        return True

    def _halted(self, halt: Halt) -> bool:
        if halt.trouble is Trouble.KEYS:
            done = self.record.counts.done
            self._refusals = 1 if done > self._done_before else self._refusals + 1
            self._done_before = done
            if self._refusals <= _MOST_KEYS and self._means.stores.refused(self.record.store):
                return False
        self._pause_for(halt.error)
        return True

    def _pause_for(self, problem: JosError) -> None:
        self._recorder.suffers(problem)
        try:
            if self.record.state in {JobState.RUNNING, JobState.WAITING}:
                self._move(JobState.PAUSED, problem)
        except (JosError, KeyError) as exc:
            _log.warning("The state of job %d cannot be written: %s", self.id, exc)
            # All the same nobody is at it, and it can be resumed; the next worker does it unasked.
            paused = replace(self.record, state=JobState.PAUSED, problem=problem)
            self._recorder.set_record(paused)
        self._tell(())

    def _cancel(self) -> None:
        """Leave nothing half-done behind."""
        journal = self._means.journal
        self._recorder.set_record(journal.job(self.id))
        if self.record.state is not JobState.CANCELLING:
            self._move(JobState.CANCELLING)
        journal.hand_back(self.id)
        begun = (*journal.part_files(self.id), *journal.open_uploads(self.id))
        left = {item.id: item for item in begun}
        if left:
            store = self._store()
            if store is None:
                return
            self._recorder.suffers(None)
            self._means.listener.turned()
            if not self._tidied(store, list(left.values())):
                return
        journal.note(self.id, self._uncertain)
        self._move(JobState.CANCELLED)

    def _tidied(self, store: Store, items: Sequence[Item]) -> bool:
        works = self._works(store)
        try:
            notes = tidy(works, self._means.journal, items, self._means.patience, self._stop)
        except Cancelled:
            return False
        finally:
            works.close()
        self._means.journal.note(self.id, notes)
        return True

    def _store(self) -> Store | None:
        try:
            return self._means.stores.store_for(self.record.store)
        except ProfileError as exc:
            self._wait_for_keys(exc)
            return None

    def _wait_for_keys(self, problem: ProfileError) -> None:
        self._recorder.suffers(problem)
        state = self.record.state
        if state in {JobState.WAITING, JobState.CANCELLING}:
            self._move(state, problem)
        elif state is JobState.RUNNING:
            self._move(JobState.WAITING, problem)

    def _works(self, store: Store) -> Works:
        shared = self._means.shared(self.record.store)
        return Works(self._means.journal, self._recorder, store, shared)

    def _made(self, store: Store, works: Works) -> Run:
        means = self._means
        return Run(
            means.journal,
            self._recorder,
            store,
            means.lanes(store, self.record.store),
            works,
            means.patience,
            means.in_flight(store, self.record),
            self._tell,
            means.crew(store, self.record),
        )

    def _move(self, to: JobState, problem: JosError | None = None) -> None:
        self._recorder.set_record(self._means.journal.move(self.id, to, problem))
        self._means.listener.turned()

    def _tell(self, changes: Sequence[Change]) -> None:
        if changes:
            self._means.listener.changed(changes, self.record)
        self._means.listener.moved()


def _waits_for_answers(held: int) -> JosError:
    return JosError(
        "Some names are taken",
        f"{formats.plural(held, 'item')} would replace something",
        "Say what is to become of them.",
    )
