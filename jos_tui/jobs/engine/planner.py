"""The thread on which a job is planned, while what is planned already is being done."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import Cancelled, JosError
from jos_tui.jobs.engine.halt import Halt
from jos_tui.jobs.engine.kept_rows import whole
from jos_tui.jobs.engine.patience import Endurance, Patience, Trouble, trouble_of
from jos_tui.jobs.engine.recorder import Recorder
from jos_tui.jobs.item import PlannedItem
from jos_tui.jobs.journal.job_record import Counts
from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.journal.states import WrongTransition
from jos_tui.jobs.model import JobState
from jos_tui.jobs.planning.plan import plan
from jos_tui.jobs.planning.sink import AnswersNeeded
from jos_tui.store.store import Store


class Planner:
    """Plans one job to its end, from where its journal says, unless it is stopped.

    ``on_more`` is called after each batch and at the end, ``on_halt`` when nothing of the job can
    go on. ``halt`` is why it ended early; what is planned by then can be done nevertheless. It also
    ends early, without one, where items are held and what comes next depends on them. ``waits``
    says that it goes on only when what is planned was tried.
    """

    def __init__(
        self,
        journal: Journal,
        recorder: Recorder,
        store: Store,
        patience: Patience,
        stop: CancelToken,
        on_more: Callable[[], None],
        on_halt: Callable[[Halt], None],
        on_fault: Callable[[BaseException], None],
    ) -> None:
        self.over = False
        self.halt: Halt | None = None
        self._journal = journal
        self._recorder = recorder
        self._job_id = recorder.record.id
        self._store = store
        self._endurance = Endurance(patience)
        self._stop = stop
        self._on_more = on_more
        self._on_halt = on_halt
        self._on_fault = on_fault
        self._suffers = False
        self.waits = False
        self._written = threading.Event()
        stop.on_cancel(self._written.set)
        self._thread = threading.Thread(target=self._main, name="planning", daemon=True)

    def start(self) -> None:
        """Begin, on a thread of its own."""
        self._thread.start()

    def skip(self) -> None:
        """Be over: all is planned."""
        self.over = True

    def join(self) -> None:
        """Wait for its end, once it was stopped."""
        if self._thread.is_alive():
            self._thread.join()

    def written(self) -> None:
        """Take note that what became of items is in the journal."""
        self._written.set()

    # What planning asks of it.

    def add(self, items: Sequence[PlannedItem], cursor: str, notes: Sequence[str] = ()) -> None:
        """Keep what was planned."""
        try:
            self._journal.add_items(self._job_id, items, cursor, notes)
        except WrongTransition as exc:  # it was stopped, and what was planned is the whole plan
            raise Cancelled from exc
        self._endurance.worked()
        if self._suffers:
            self._suffers = False
            self._recorder.suffers(None)
        self._on_more()

    def has_file(self, path: str) -> bool:
        """Whether an item is saved at a path already."""
        return self._journal.has_file(self._job_id, path)

    def uploads_in_use(self) -> frozenset[str]:
        """Return the ids of unfinished uploads that jobs of this host go on with."""
        return self._journal.uploads_in_use()

    def wait_for_ends(self) -> None:
        """Wait until the journal says that no item waits or runs. See :class:`PlanSink`."""
        if self._recorder.record.state is JobState.DRAFT:
            raise JosError("This cannot be counted beforehand", "One step depends on another")
        self.waits = True
        try:
            while (counts := self._counted()).left > counts.held:
                self._written.wait()
        finally:
            self.waits = False
        if counts.held:
            raise AnswersNeeded

    def _counted(self) -> Counts:
        self._written.clear()  # before it looks: what is written from now on wakes it, and a stop
        self._stop.raise_if_cancelled()
        return self._journal.counts(self._job_id)

    def _main(self) -> None:
        try:
            self._plan()
        except Cancelled:
            return
        except BaseException as exc:  # noqa: BLE001 - a thread has nobody above it
            self._on_fault(exc)
        self.over = True
        self._on_more()

    def _plan(self) -> None:
        while True:
            record = self._journal.job(self._job_id)
            request = whole(self._journal, self._job_id, record.request)
            try:
                plan(self._store, request, self, record.cursor, self._stop)
            except Cancelled:
                raise
            except AnswersNeeded:
                return
            except JosError as exc:
                if not self._may_try_again(exc):
                    return
            else:
                self._journal.planning_done(self._job_id)
                return

    def _may_try_again(self, error: JosError) -> bool:
        trouble = trouble_of(error)
        pause = self._endurance.pause() if trouble is Trouble.OUTAGE else None
        if pause is None:
            self.halt = Halt(trouble, error)
            if trouble is Trouble.KEYS:
                self._on_halt(self.halt)
            return False
        self._suffers = True
        self._recorder.suffers(error)
        self._stop.wait(pause)
        self._stop.raise_if_cancelled()
        return True
