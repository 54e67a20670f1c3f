"""The jobs as the rest of the program sees them; the work is done in the worker."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from typing import TypeVar

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import Cancelled, JosError, LocalError
from jos_tui.jobs.chosen_rows import slices
from jos_tui.jobs.item import ItemState, ItemView
from jos_tui.jobs.model import Change, Conflict, JobSnapshot, Report
from jos_tui.jobs.request import Options, Request
from jos_tui.jobs.worker.board import Board, OnSnapshots
from jos_tui.jobs.worker.connector import Connector
from jos_tui.jobs.worker.handing_over import rows_apart
from jos_tui.jobs.worker.link import Link, LinkLost
from jos_tui.jobs.worker.messages import (
    LASTING,
    Asked,
    AskItems,
    AskReport,
    Begin,
    Beginning,
    Changed,
    Choose,
    Do,
    Done,
    Hello,
    Items,
    Keys,
    Moved,
    News,
    Order,
    Settle,
    Told,
    UnderWay,
)
from jos_tui.jobs.worker.paths import Lifetime, StateHome
from jos_tui.jobs.worker.store_ref import ref_of
from jos_tui.jobs.worker.wire import Wire
from jos_tui.profiles.profile import Profile

OnChange = Callable[[Sequence[Change]], None]
OnUnderWay = Callable[[UnderWay], None]

RECONNECTING = "jobs-reconnect"
"""The name of the threads that look for a worker in the background."""

_ANSWER_SECONDS = 30.0
_TIED_SECONDS = 5.0
_PAUSES = (0.0, 1.0, 5.0)
_LOSSES_SECONDS = 60.0
_Answer = TypeVar("_Answer", bound=Told)


class JobsClient:
    """A connection to the worker, made when it is needed, and again when the worker was killed.

    Thread-safe. All methods but ``snapshots``, ``snapshot`` and ``warm_up`` block: for an answer
    up to 30 seconds, and as long for a worker to start; then they raise LocalError. Those that
    forget block for as long as a worker is at it. Errors of the worker are raised here as what they
    were there. ``profile`` may be None for a client that only
    looks after jobs that are there; its keys go to the worker over the socket alone.

    ``on_change`` gets what jobs have done to the store of ``profile``, ``on_snapshots`` all jobs
    when some are not as they were, twice a second at most. Both run on the thread that reads what
    the worker says: they must not block, nor call a method that does.
    """

    def __init__(
        self,
        profile: Profile | None,
        on_change: OnChange | None = None,
        on_snapshots: OnSnapshots | None = None,
        *,
        home: StateHome | None = None,
    ) -> None:
        self._home = home or StateHome.of_user()
        self._profile = profile
        self._on_change = on_change
        self._board = Board(on_snapshots)
        self._connector = Connector(self._home)
        self._connecting = threading.Lock()
        self._link: Link | None = None
        self._restoring = threading.Lock()
        self._losses: deque[float] = deque(maxlen=len(_PAUSES))
        self._closed = CancelToken()

    def start(
        self,
        request: Request,
        options: Options = Options(),  # noqa: B008 - frozen
        typed: str = "",
    ) -> int:
        """Make a job of a request, which begins at once, and return its number.

        ``typed`` is the name that confirms what is protected. Raises JosError: also when what it
        asks for cannot be, such as a source that is not there.
        """
        return self._begin(request, options, Beginning.RUN, typed)

    def draft(self, request: Request, options: Options = Options()) -> int:  # noqa: B008 - frozen
        """Plan a request; it runs when it is confirmed. It is forgotten if the client goes away."""
        return self._begin(request, options, Beginning.DRAFT)

    def confirm(self, job_id: int, typed: str = "") -> None:
        """Run a draft; ``typed`` is the name that confirms what is protected."""
        self._do(Order.CONFIRM, job_id, typed)
        self._board.confirmed(job_id)

    def stop_counting(self, job_id: int) -> None:
        """Plan a draft no further: what is planned by now is all that can be confirmed."""
        self._do(Order.STOP_COUNTING, job_id)

    def discard(self, job_id: int) -> None:
        """Forget a draft."""
        self._do(Order.DISCARD, job_id)

    def pause(self, job_id: int) -> None:
        """Stop a job until it is resumed."""
        self._do(Order.PAUSE, job_id)

    def resume(self, job_id: int, typed: str = "") -> None:
        """Go on with a job that is paused; ``typed`` confirms what has become protected since."""
        self._do(Order.RESUME, job_id, typed)

    def cancel(self, job_id: int) -> None:
        """Give a job up and remove what it has half done."""
        self._do(Order.CANCEL, job_id)

    def retry(self, job_id: int, typed: str = "") -> None:
        """Try again what has failed; ``typed`` as with :meth:`resume`."""
        self._do(Order.RETRY, job_id, typed)

    def forget(self, job_id: int, on_under_way: OnUnderWay = lambda _: None) -> None:
        """Take a job that has ended out of the list, and remove what it has left half-done.

        How far that is goes to ``on_under_way`` now and then, on this thread. The worker goes on
        when nobody waits any more. Raises LocalError, and the job stays, where it cannot be done.
        """
        self._do(Order.FORGET, job_id, on_under_way=on_under_way)

    def forget_anyway(self, job_id: int, on_under_way: OnUnderWay = lambda _: None) -> str:
        """Forget a job also where something it has left half-done cannot be removed.

        Return a sentence about what that is, not yet printable, "" if there is nothing.
        """
        return self._do(Order.FORGET_ANYWAY, job_id, on_under_way=on_under_way).note

    def answer(self, job_id: int, conflict: Conflict, item_ids: Sequence[int] | None = None) -> int:
        """Say what happens to items whose name is taken, by default to all; return how many."""
        ids = None if item_ids is None else tuple(item_ids)
        return self._ask(Settle(job_id, conflict, ids), Done).value

    def snapshots(self) -> tuple[JobSnapshot, ...]:
        """Return all jobs, oldest first, as the worker last told: none before the first answer."""
        return self._board.snapshots()

    def snapshot(self, job_id: int) -> JobSnapshot:
        """Return one of them. Raises KeyError."""
        return self._board.snapshot(job_id)

    def wait(self, job_id: int, seconds: float) -> bool:
        """Block until a job has ended or nothing more happens to it by itself.

        That is so while it is paused, or waits for keys or for an answer, and when the worker
        cannot be reached any more, which is then the job's problem. Returns whether it is so.
        """
        self._linked()
        return self._board.wait(job_id, seconds)

    def report(self, job_id: int) -> Report:
        """Return what has come of a job so far."""
        return self._ask(AskReport(job_id), Report)

    def items(
        self,
        job_id: int,
        states: Collection[ItemState] = (),
        after_id: int = 0,
        limit: int = 200,
    ) -> list[ItemView]:
        """Return items of a job in these states (all if empty), behind the one of a number."""
        return list(self._ask(AskItems(job_id, tuple(states), after_id, limit), Items).items)

    def attach(self) -> bool:
        """Connect if a worker is running, but start none; return whether one is."""
        with self._connecting:
            if self._link is None or self._link.lost:
                wire = self._connector.find()
                if wire is None:
                    return False
                self._link = self._greeted(wire)
            return True

    def take_keys(self, profile: Profile) -> None:
        """Use other keys for the same store from now on: jobs that wait for keys go on.

        A worker that is not there is told when there is one.
        """
        self._profile = profile
        with self._connecting:
            is_linked = self._link is not None and not self._link.lost
        if is_linked:
            self._ask(self._hello(), Done)

    def warm_up(self) -> None:
        """Connect in the background, starting a worker if need be. What fails is said later."""
        self._reconnect_soon((0.0,))

    def close(self) -> None:
        """Hang up; jobs go on, but drafts are forgotten. A worker that is tied to us ends."""
        self._closed.cancel()
        self._board.close()
        self._connector.close()
        link = self._link
        if link is not None:
            tied = self._home.lifetime is Lifetime.TIED
            link.close(_TIED_SECONDS if tied else 0.0)

    def _begin(
        self, request: Request, options: Options, beginning: Beginning, typed: str = ""
    ) -> int:
        small, rows = rows_apart(request)
        job_id = self._ask(Begin(small, options, beginning, typed), Done).value
        try:
            for some in slices(rows):
                self._closed.raise_if_cancelled()
                self._ask(Choose(job_id, some), Done)
        except JosError:
            with suppress(JosError):  # it is gone with the worker, or goes when we hang up
                self.discard(job_id)
            raise
        return job_id

    def _do(
        self,
        order: Order,
        job_id: int,
        typed: str = "",
        on_under_way: OnUnderWay = lambda _: None,
    ) -> Done:
        seconds = None if order in LASTING else _ANSWER_SECONDS
        return self._ask(Do(order, job_id, typed), Done, seconds, on_under_way)

    def _ask(
        self,
        body: Asked,
        kind: type[_Answer],
        seconds: float | None = _ANSWER_SECONDS,
        on_under_way: OnUnderWay = lambda _: None,
    ) -> _Answer:
        try:
            told = self._linked().ask(body, seconds, on_under_way)
        except LinkLost as loss:
            told = self._ask_again(body, loss, seconds, on_under_way)
        if not isinstance(told, kind):
            raise LocalError("The worker has given another answer than was asked for")
        return told

    def _ask_again(
        self, body: Asked, loss: LinkLost, seconds: float | None, on_under_way: OnUnderWay
    ) -> Told:
        try:
            if not loss.asked or not isinstance(body, Begin):  # of which two would be two jobs
                return self._linked().ask(body, seconds, on_under_way)
        except LinkLost:
            pass
        raise LocalError(
            "The worker ended before it answered",
            "So it is not known whether it has done what it was asked to",
            "Look at the list of jobs before you try again.",
        )

    def _linked(self) -> Link:
        with self._connecting:
            self._closed.raise_if_cancelled()
            if self._link is None or self._link.lost:
                self._link = self._greeted(self._connector.get())
                if self._closed.cancelled:  # while it was made
                    self._link.close()
                    raise Cancelled
            return self._link

    def _greeted(self, wire: Wire) -> Link:
        self._board.begin_anew()
        link = Link(wire, self._pushed, self._lost)
        try:
            link.ask(self._hello(), _ANSWER_SECONDS)
        except LinkLost:
            raise LocalError("The worker ended at once", "", f"See {self._home.log}") from None
        except JosError:
            link.close()
            raise
        return link

    def _hello(self) -> Hello:
        profile = self._profile
        if profile is None:
            return Hello()
        news = News.JOBS if self._on_change is None else News.CHANGES
        return Hello(ref_of(profile), Keys.of(profile), news)

    def _pushed(self, told: Told) -> None:
        if isinstance(told, Moved):
            self._board.put(told)
        elif isinstance(told, Changed) and self._on_change is not None:
            self._on_change(told.changes)

    def _lost(self) -> None:
        if self._closed.cancelled or not self._board.has_work():
            return
        now = time.monotonic()
        self._losses.append(now)
        if len(self._losses) == len(_PAUSES) and now - self._losses[0] < _LOSSES_SECONDS:
            self._board.stuck(
                LocalError("The worker ends again and again", "", f"See {self._home.log}")
            )
            return
        self._reconnect_soon(_PAUSES)

    def _reconnect_soon(self, pauses: Sequence[float]) -> None:
        threading.Thread(
            target=self._reconnect, args=(pauses,), name=RECONNECTING, daemon=True
        ).start()

    def _reconnect(self, pauses: Sequence[float]) -> None:
        problem = None
        with self._restoring:
            for pause in pauses:
                if self._closed.wait(pause):
                    return
                try:
                    self._linked()
                except JosError as error:
                    problem = error
                else:
                    return
        if problem is not None:
            self._board.stuck(problem)
