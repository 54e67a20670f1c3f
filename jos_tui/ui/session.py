"""One connection in use: the store, the jobs, and the threads that ask them things."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cached_property, partial
from typing import TYPE_CHECKING, NamedTuple

from jos_tui.browse.probing import Limits
from jos_tui.core.background import CancelToken, Pool
from jos_tui.core.errors import LocalError
from jos_tui.jobs.worker.paths import Lifetime, StateHome
from jos_tui.profiles.profile import Profile, Rights

if TYPE_CHECKING:
    from jos_tui.core.errors import NotAllowed
    from jos_tui.jobs.model import Change, JobSnapshot
    from jos_tui.jobs.transfer_host import TransferHost
    from jos_tui.jobs.worker.client import JobsClient
    from jos_tui.store.capabilities import Ability
    from jos_tui.store.store import Store

DISK_THREADS = 16
"""A folder on a disk that hangs keeps its thread, as nothing can stop that: others must open."""
LISTING_THREADS = 2
MEASURING_THREADS = 2
"""One for the screen of usage, one for what is measured beside it."""
HISTORY_THREADS = 3
"""One for each screen that may lie on another one."""
NOTES_SECONDS = 2.0
"""So long the end waits until it is written down where one was: a home may be out of reach."""
ROWS_SECONDS = 1.0
"""So long what belongs to jobs waits for the first rows: a store may be slow."""
PROBING_THREADS = Limits().at_once


class Listeners(NamedTuple):
    """Who is told what happens, on threads of the session; none of them may block.

    ``changed`` hears what jobs have written to the store or deleted, ``moved`` how all jobs of
    this machine are when some are not as they were, ``crashed`` of a fault of this program.
    """

    changed: Callable[[Sequence[Change]], None]
    moved: Callable[[Sequence[JobSnapshot]], None]
    crashed: Callable[[BaseException], None]


class Session:
    """Owns what belongs to one connection. ``close`` ends it, but not the jobs.

    ``begun`` are the jobs that were begun or set going again in this session. The calls of
    ``jobs`` that block belong on the pools ``orders`` and ``looks``, which keep their order. What
    may stall or last has a pool of its own: ``disk`` reads local folders and
    keeps no order, ``notes`` reads and writes what is remembered of places, ``usage`` what was
    measured, ``measuring`` lists all that is below a level, ``history`` reads versions and what is
    left over, ``probing`` asks what nobody waits for, ``forgetting`` waits until what jobs have
    left half-done is removed.
    """

    def __init__(self, profile: Profile, home: StateHome, listeners: Listeners) -> None:
        self.profile = profile
        self.home = home
        self._listeners = listeners
        self._making_store = threading.Lock()
        self._store: Store | None = None
        self._outdated: list[Store] = []
        self._making_jobs = threading.Lock()
        self._jobs: JobsClient | None = None
        self.begun: set[int] = set()
        self.listing = Pool("listing", LISTING_THREADS, listeners.crashed)
        self.tree = Pool("tree", 1, listeners.crashed)
        self.making = Pool("making", 1, listeners.crashed)
        self.orders = Pool("orders", 1, listeners.crashed)
        self.looks = Pool("looks", 1, listeners.crashed)
        self.disk = Pool("disk", DISK_THREADS, listeners.crashed)
        self.usage = Pool("usage", 1, listeners.crashed)
        self.notes = Pool("notes", 1, listeners.crashed)
        self.forgetting = Pool("forgetting", 1, listeners.crashed)
        self.measuring = Pool("measuring", MEASURING_THREADS, listeners.crashed)
        self.history = Pool("history", HISTORY_THREADS, listeners.crashed)
        self.probing = Pool("probing", PROBING_THREADS, listeners.crashed)
        self._begun = threading.Event()
        self._answered = threading.Event()

    @property
    def store(self) -> Store:
        """The store, connected to when it is first needed: the first frame does without it."""
        with self._making_store:
            if self._store is None:
                from jos_tui.store.store import connect

                self._store = connect(self.profile)
            return self._store

    @property
    def denied(self) -> NotAllowed | None:
        """The refusal of what was asked of the store last, None where that was answered."""
        return self._store.denied if self._store is not None else None

    def take_keys(self, profile: Profile) -> None:
        """Ask with other keys from now on, and have the jobs do so. Does not block.

        What is under way goes on with those it began with.
        """
        with self._making_store:
            if self._store is not None:
                self._outdated.append(self._store)
            self._store, self.profile = None, profile
        self.orders.submit(self._hand_on_keys)

    def _hand_on_keys(self, _: CancelToken) -> None:
        try:
            self.jobs.take_keys(self.profile)
        except LocalError:  # who asks for jobs is told
            return

    @property
    def jobs(self) -> JobsClient:
        """The way to the worker, made when it is first needed: the first frame does without it."""
        with self._making_jobs:
            if self._jobs is None:
                from jos_tui.jobs.worker.client import JobsClient

                changed, moved = self._listeners.changed, self._listeners.moved
                self._jobs = JobsClient(self.profile, changed, moved, home=self.home)
            return self._jobs

    @cached_property
    def transfer_host(self) -> TransferHost:
        """What is to be said of big transfers from this machine."""
        from jos_tui.jobs.transfer_host import TransferHost

        return TransferHost()

    def lacks(self, ability: Ability) -> str:
        """Return why the store cannot do something, "" unless it has shown that it cannot."""
        return "" if self._store is None else self._store.capabilities.why_not(ability)

    @property
    def why_no_change(self) -> str:
        """Why nothing can be changed in the store, "" if it can."""
        return "This connection is for reading only" if self.profile.rights is Rights.READ else ""

    @property
    def jobs_end_with_us(self) -> bool:
        """Whether the worker goes when this program does."""
        return self.home.lifetime is Lifetime.TIED

    def write_down(self, change: Change) -> None:
        """Add what was changed without a job to the log. Blocks. Raises LocalError."""
        self.home.change_log().add([change], self.profile.endpoint.url)

    def at_work(self) -> list[int]:
        """Return the jobs of this session that get on by themselves."""
        from jos_tui.jobs.worker.board import is_settled

        return [
            job.id
            for job in self.jobs.snapshots()
            if job.id in self.begun and job.state.at_work and not is_settled(job)
        ]

    def hold_back(self, rows_seconds: float = ROWS_SECONDS) -> None:
        """Let what is asked at the start wait for :meth:`begin`, for jobs for :meth:`answered`.

        Asking loads minio, and the first frame would share the interpreter with that; so would
        the first rows with the modules of the jobs, which wait no longer than ``rows_seconds``.
        """
        for pool in (*[self.listing] * LISTING_THREADS, self.tree, self.notes):
            pool.submit(self._wait_to_begin)
        self.looks.submit(partial(self._wait_for_rows, rows_seconds))

    def begin(self) -> None:
        """Ask what was held back: the first frame is drawn."""
        self._begun.set()

    @property
    def waits_for_rows(self) -> bool:
        """Whether :meth:`answered` is still to be called."""
        return not self._answered.is_set()

    def answered(self) -> None:
        """Look for jobs: the first rows are drawn, or there are none."""
        self._answered.set()

    def _wait_to_begin(self, token: CancelToken) -> None:
        forget = token.on_cancel(self._begun.set)
        self._begun.wait()
        forget()

    def _wait_for_rows(self, seconds: float, token: CancelToken) -> None:
        self._wait_to_begin(token)
        forget = token.on_cancel(self._answered.set)
        self._answered.wait(seconds)
        forget()

    def take_up(self) -> None:
        """Connect, in the background, and start a worker if one that is gone has left work."""
        self.looks.submit(self._take_up)

    def _take_up(self, _: CancelToken) -> None:
        from jos_tui.jobs.worker.left import is_work_left

        try:
            if not self.jobs.attach() and is_work_left(self.home):
                self.jobs.warm_up()
        except LocalError:  # who asks for jobs is told
            return

    def look_for_worker(self) -> None:
        """Connect, in the background, to a worker that somebody else has started."""
        if self.looks.idle():
            self.looks.submit(self._attach)

    def _attach(self, _: CancelToken) -> None:
        try:
            self.jobs.attach()
        except LocalError:  # who asks for jobs is told
            return

    def note_use(self) -> None:
        """Write down, in the background, that this connection is used now."""
        self.looks.submit(self._note_use_soon)  # with what is held back until the first frame

    def _note_use_soon(self, _: CancelToken) -> None:
        self.disk.submit(self._note_use)

    def _note_use(self, _: CancelToken) -> None:
        from jos_tui.profiles.last_used import LastUsed

        with suppress(OSError):  # a convenience; jobs, which need the folder, say what is wrong
            LastUsed(self.home.folder).note(self.profile, time.time_ns() // 1_000_000)

    @property
    def _pools(self) -> tuple[Pool, ...]:
        return (
            self.listing,
            self.tree,
            self.making,
            self.orders,
            self.looks,
            self.disk,
            self.usage,
            self.notes,
            self.forgetting,
            self.measuring,
            self.history,
            self.probing,
        )

    def idle(self) -> bool:
        """Whether nothing is being asked and no job gets on."""
        from jos_tui.jobs.worker.board import is_settled

        asked = all(pool.idle() for pool in self._pools)
        return asked and all(map(is_settled, self.jobs.snapshots()))

    def close(self) -> None:
        """Drop the connections. Does not wait for threads that are stuck, for notes a little."""
        for pool in self._pools:
            if pool is not self.notes:
                pool.cancel_all()
        self.begin()
        self.answered()
        self.notes.join(NOTES_SECONDS)
        self.notes.cancel_all()
        self.jobs.close()
        for store in self._outdated:
            store.close()
        if self._store is not None:
            self._store.close()
