"""The keyboard before what only has to be done some time.

Python runs one thread at a time, and lets each go on for milliseconds while others wait. Beside
threads that reckon without a pause a key would have to wait for all of them, at each of the dozen
steps that lead from it to the terminal.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

LONGEST_SECONDS = 0.25
"""When the way is free again after it was taken, if nobody says so: no fault may keep it."""

MOMENT_SECONDS = 0.05
"""How long others give way at a time: a key held down must not bring a listing to a stop."""


class RightOfWay:
    """Taken by who answers somebody; what goes on in the background gives way. Any thread."""

    def __init__(self) -> None:
        self._free = threading.Event()
        self._free.set()
        self._taken_until = 0.0
        self._turn = threading.Lock()

    @property
    def is_taken(self) -> bool:
        """Whether somebody is being answered."""
        return not self._free.is_set() and monotonic() < self._taken_until

    def take(self) -> None:
        """Have the others give way until :meth:`leave`, for ``LONGEST_SECONDS`` at most."""
        self._taken_until = monotonic() + LONGEST_SECONDS
        self._free.clear()

    def leave(self) -> None:
        """Let the others go on."""
        self._free.set()

    @contextmanager
    def behind(self) -> Iterator[None]:
        """Do a short piece of reckoning when the way is free, one thread at a time.

        Blocks for the pieces of others, and up to ``MOMENT_SECONDS`` while the way is taken.
        """
        with self._turn:  # waiting is part of it, or all threads would come right after one pause
            now = monotonic()
            self._free.wait(max(0.0, min(now + MOMENT_SECONDS, self._taken_until) - now))
            yield


KEYBOARD = RightOfWay()
"""There is one, as there is one lock that all threads of a process share."""
