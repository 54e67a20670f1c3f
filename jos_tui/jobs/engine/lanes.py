"""Threads that all jobs of one store share, and take turns on."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable
from enum import Enum

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import Cancelled
from jos_tui.jobs.engine.work import Unit


class Gate(Enum):
    """How many units of a job may start."""

    OPEN = "open"
    ONE = "one"  # one at a time, to see whether the store takes it again
    SHUT = "shut"


class StoreLanes:
    """The threads of one store, at most ``cap``. Any thread may call its methods.

    As many units run at once as the job with the most in flight may have. A job none of whose
    units runs gets a thread beyond that, up to ``cap``: so a small job never waits for large parts
    of another. Jobs get their turns one after the other. Threads end when there is nothing to do.
    """

    def __init__(self, name: str, cap: int) -> None:
        self._name = name
        self._cap = cap
        self.state = threading.Condition()
        self.running = 0
        self._jobs: deque[JobLanes] = deque()
        self._threads = 0

    @property
    def limit(self) -> int:
        """How many units may run at once."""
        return min(self._cap, max((job.limit for job in self._jobs), default=0))

    def enter(
        self,
        limit: int,
        stop: CancelToken,
        on_fault: Callable[[BaseException], None],
    ) -> JobLanes:
        """Let a job take part with up to ``limit`` units at once until :meth:`leave`."""
        job = JobLanes(self, limit, stop, on_fault)
        with self.state:
            self._jobs.append(job)
        return job

    def leave(self, job: JobLanes) -> None:
        """Let a job none of whose units runs take part no longer."""
        with self.state:
            self._jobs.remove(job)

    def staff(self) -> None:
        """Start threads for what may run. Called with the state held."""
        wanted = min(self._cap, self.running + sum(job.startable() for job in self._jobs))
        while self._threads < wanted:
            self._threads += 1
            threading.Thread(target=self._lane, name=f"{self._name}-lane", daemon=True).start()

    def _lane(self) -> None:
        while True:
            with self.state:
                turn = self._choose()
                if turn is None:
                    self._threads -= 1
                    return
                job, unit = turn
                self.running += 1
                job.running += 1
            try:
                job.run(unit)
            finally:
                del unit  # an upload must not be kept open by a thread that waits for a turn
                with self.state:
                    self.running -= 1
                    job.running -= 1
                    self.state.notify_all()

    def _choose(self) -> tuple[JobLanes, Unit] | None:
        for _ in range(len(self._jobs)):
            self._jobs.rotate(-1)
            job = self._jobs[-1]
            if job.startable() and (self.running < self.limit or not job.running):
                return job, job.pop()
        return None


class JobLanes:
    """What one job wants to run: units of begun items before those that begin an item."""

    def __init__(
        self,
        store: StoreLanes,
        limit: int,
        stop: CancelToken,
        on_fault: Callable[[BaseException], None],
    ) -> None:
        self.limit = limit
        self.running = 0
        self._store = store
        self._stop = stop
        self._on_fault = on_fault
        self._gate = Gate.OPEN
        self._urgent: deque[Unit] = deque()
        self._begun: deque[Unit] = deque()
        self._fresh: deque[Unit] = deque()

    @property
    def spare(self) -> int:
        """How many more units could run at this moment: 0 while other items fill the lanes."""
        with self._store.state:
            free = min(self.limit - self.running, self._store.limit - self._store.running)
            return max(0, free - len(self._begun) - len(self._fresh))

    @property
    def full(self) -> bool:
        """Whether as many units run as may."""
        return self.running >= self.limit

    def allow(self, limit: int) -> None:
        """Let up to ``limit`` units run at once from now on."""
        if limit != self.limit:
            with self._store.state:
                self.limit = limit
                self._store.staff()

    def add(self, *units: Unit) -> None:
        """Queue units of an item that was begun, before all items that were not."""
        with self._store.state:
            self._begun.extend(units)
            self._store.staff()

    def begin(self, units: Iterable[Unit]) -> None:
        """Queue units that each begin an item."""
        with self._store.state:
            self._fresh.extend(units)
            self._store.staff()

    def at_once(self, unit: Unit) -> None:
        """Run a unit before all others, and even while the gate is shut."""
        with self._store.state:
            self._urgent.append(unit)
            self._store.staff()

    def let(self, gate: Gate) -> None:
        """Set how many units may start."""
        with self._store.state:
            self._gate = gate
            self._store.staff()

    def drain(self, seconds: float | None = None) -> bool:
        """Drop what has not started, wait until nothing runs; return whether that is so."""
        with self._store.state:
            for queue in (self._urgent, self._begun, self._fresh):
                queue.clear()
            return self._store.state.wait_for(lambda: not self.running, seconds)

    def startable(self) -> int:
        """How many units may start. Called with the state held."""
        if self._stop.cancelled:
            return 0
        room = {Gate.OPEN: self.limit, Gate.ONE: 1, Gate.SHUT: 0}[self._gate] - self.running
        return len(self._urgent) + max(0, min(len(self._begun) + len(self._fresh), room))

    def pop(self) -> Unit:
        """Take the unit whose turn it is. Called with the state held, if one is startable."""
        for queue in (self._urgent, self._begun):
            if queue:
                return queue.popleft()
        return self._fresh.popleft()

    def run(self, unit: Unit) -> None:
        """Run a unit on this thread; whatever it should not have raised is a fault."""
        try:
            unit(self._stop)
        except Cancelled as exc:
            if not self._stop.cancelled:
                self._on_fault(exc)
        except BaseException as exc:  # noqa: BLE001 - a thread has nobody above it
            self._on_fault(exc)
