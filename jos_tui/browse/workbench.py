"""Where a listing has long work done: on a thread, step by step, one thing after the other."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from enum import Enum
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


class Work(Enum):
    """What some work is for."""

    ARRANGING = "arranging"
    """An order or a filter; only the last one that is asked for matters."""
    CHANGING = "changing"
    """Rows that came or went."""
    MARKING = "marking"
    PREPARING = "preparing"


class _Piece:
    """Steps that a thread takes, and that whoever cannot wait may take over."""

    def __init__(self, begin: Callable[[], Steps[Landing]], work: Work) -> None:
        self.work = work
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
        self._pieces: deque[_Piece] = deque()
        self._token = CancelToken()

    @property
    def is_busy(self) -> bool:
        """Whether work is on its way."""
        return bool(self._pieces)

    def does(self, work: Work) -> bool:
        """Whether work of a kind is on its way."""
        return any(piece.work is work for piece in self._pieces)

    def do(self, begin: Callable[[], Steps[Landing]], work: Work) -> Change:
        """Do work when that before it has landed; wait a moment (15 ms at most) for its end.

        An arranging takes the place of one that comes last. Returns what has changed by now.
        """
        if work is Work.ARRANGING and self._pieces and self._pieces[-1].work is work:
            self._pieces.pop()
            if not self._pieces:  # it was the one under way
                self._token.cancel()
        piece = _Piece(begin, work)
        self._pieces.append(piece)
        if len(self._pieces) == 1:
            self._start()
            if piece.done.wait(_GRACE_SECONDS):
                self._pieces.clear()
                return piece.land()
        return Change(0, 0)

    def finish(self, work: Work | None = None) -> None:
        """Bring all work of a kind (None: all there is), and what it waits for, to its end.

        Blocks.
        """
        while self._pieces if work is None else self.does(work):
            self._land_first()

    def give_up(self) -> None:
        """Drop all work."""
        self._token.cancel()
        self._pieces.clear()

    def _start(self) -> None:
        piece = self._pieces[0]

        def run(token: CancelToken) -> None:
            piece.run(token)
            if piece.done.is_set():
                self._call(lambda: self._arrived(piece))

        self._token = self._pool.submit(run)

    def _arrived(self, piece: _Piece) -> None:
        if self._pieces and self._pieces[0] is piece:
            self._land_first()
            if self._pieces:
                self._start()

    def _land_first(self) -> None:
        self._landed(self._pieces.popleft().land())
