"""The line to a store as the place where things happen at a certain request."""

from __future__ import annotations

import os
import random
import signal
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self

from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, Request
from tests.support.patience import LONG_ENOUGH


class Gate:
    """Holds up everything from the request on that is number ``number`` of those that match.

    Opens at the end of the ``with`` block at the latest.
    """

    def __init__(
        self, proxy: FaultProxy, match: Callable[[Request], bool], number: int = 1
    ) -> None:
        self._match = match
        self._left = number
        self._reached = threading.Event()
        self._opened = threading.Event()
        proxy.inject(Fault(FaultKind.LATENCY, self._passes_by, None))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.open()

    def wait(self) -> None:
        """Block until that request has come."""
        assert self._reached.wait(LONG_ENOUGH), "the request has not come"

    def open(self) -> None:
        """Let it go on, and all after it."""
        self._opened.set()

    def _passes_by(self, request: Request) -> bool:
        self._left -= self._match(request)
        if self._left <= 0 and not self._opened.is_set():
            self._reached.set()
            self._opened.wait(LONG_ENOUGH)
        return False


class Killer:
    """Kills its victims in turn, again and again, in the moment in which some request comes.

    A victim is the number of its process, 0 while there is none; while it is being found out all
    requests are held up. It kills nobody before ``begin``. Make it before a gate of the same proxy
    is reached: nothing can be added while that is shut.
    """

    def __init__(
        self,
        proxy: FaultProxy,
        chance: random.Random,
        victims: Sequence[Callable[[], int]],
        kills: int,
        most_between: int,
    ) -> None:
        self._chance = chance
        self._victims = victims
        self._begun = False
        self._left = kills
        self._most_between = most_between
        self._next = chance.randint(1, most_between)
        self.kills = 0
        proxy.inject(Fault(FaultKind.LATENCY, self._passes_by, None))

    def begin(self) -> None:
        """Begin to count requests."""
        self._begun = True

    def _passes_by(self, request: Request) -> bool:
        self._next -= self._begun
        if self._next <= 0 and self._left and self._kill():
            self._left -= 1
            self.kills += 1
            self._next = self._chance.randint(1, self._most_between)
        return False

    def _kill(self) -> bool:
        pid = self._victims[self.kills % len(self._victims)]()
        if not pid:
            return False
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            return True
        return False


def is_put(request: Request) -> bool:
    return request.method == "PUT"


def is_get(request: Request) -> bool:
    """Whether it fetches an object, rather than a listing."""
    return request.method == "GET" and "list-type" not in request.query
