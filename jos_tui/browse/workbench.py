"""Where a listing has long work done: on a thread, step by step, one thing after the other."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from jos_tui.browse.steps import Steps
from jos_tui.core.background import CancelToken, Pool

_GRACE_SECONDS = 0.015
"""What is done so soon is as good as done at once."""


class Change(NamedTuple):
    """The visible rows that may look different now, from ``first`` up to ``stop``.

    Rows from ``stop`` on look as before. ``stop`` counts the rows from before and after: it may
    lie behind the last row when there are fewer rows now.
    """

    first: int
    stop: int


Landing = Callable[[], Change]
"""Takes a computed result in. Returns at once."""


class _Work:
    """Steps that a thread takes, and that whoever cannot wait may take over."""

    def __init__(self, begin: Callable[[], Steps[Landing]], replaces: str) -> None:
        self.replaces = replaces
        self.done = threading.Event()
        self._begin = begin
        self._steps: Steps[Landing] | None = None
        self._step = threading.Lock()
        self._taken_over = False
        self._landing: Landing | None = None
        self._error: BaseException | None = None

    def run(self, token: CancelToken) -> None:
        """Take all steps, unless cancelled or taken over meanwhile."""
        while not (token.cancelled or self.done.is_set() or self._taken_over):
            with self._step:
                if not self._taken_over:
                    self._next()

    def land(self) -> Change:
        """Take the steps that are left and land. Raises what the work has raised."""
        self._taken_over = True
        with self._step:
            while not self.done.is_set():
                self._next()
        if self._landing is None:
            raise self._error or RuntimeError("work without a result")
        return self._landing()

    def _next(self) -> None:
        try:
            if self._steps is None:
                self._steps = self._begin()
            next(self._steps)
        except StopIteration as end:
            self._landing = end.value
            self.done.set()
        except BaseException as error:  # noqa: BLE001 - raised again where it lands
            self._error = error
            self.done.set()


class Workbench:
    """Does work on a pool and lands it on the thread that owns the bench.

    ``call`` has a function called on the owner's thread, from any thread. ``landed`` is told, on
    the owner's thread, what has landed later than :meth:`do` returned. While work is on its way
    the owner must not change what it reads.
    """

    def __init__(
        self,
        pool: Pool,
        call: Callable[[Callable[[], None]], object],
        landed: Callable[[Change], None],
    ) -> None:
        self._pool = pool
        self._call = call
        self._landed = landed
        self._works: deque[_Work] = deque()
        self._token = CancelToken()

    @property
    def is_busy(self) -> bool:
        """Whether work is on its way."""
        return bool(self._works)

    def do(self, begin: Callable[[], Steps[Landing]], replaces: str = "") -> Change:
        """Do work when that before it has landed; wait a moment (15 ms at most) for its end.

        Work that replaces the last one, which has the same name, takes its place. Returns what
        has changed by now.
        """
        if self._works and replaces and self._works[-1].replaces == replaces:
            self._works.pop()
            if not self._works:  # it was the one under way
                self._token.cancel()
        work = _Work(begin, replaces)
        self._works.append(work)
        if len(self._works) == 1:
            self._start()
            if work.done.wait(_GRACE_SECONDS):
                self._works.clear()
                return work.land()
        return Change(0, 0)

    def finish(self, but: str = "") -> None:
        """Bring all work to its end, but what comes last if it has this name. Blocks."""
        while any(not but or work.replaces != but for work in self._works):
            self._land_first()

    def give_up(self) -> None:
        """Drop all work."""
        self._token.cancel()
        self._works.clear()

    def _start(self) -> None:
        work = self._works[0]

        def run(token: CancelToken) -> None:
            work.run(token)
            if work.done.is_set():
                self._call(lambda: self._arrived(work))

        self._token = self._pool.submit(run)

    def _arrived(self, work: _Work) -> None:
        if self._works and self._works[0] is work:
            self._land_first()
            if self._works:
                self._start()

    def _land_first(self) -> None:
        self._landed(self._works.popleft().land())
