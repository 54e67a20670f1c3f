"""A limit for how many bytes a job moves per second."""

from __future__ import annotations

import threading
import time

from jos_tui.core.background import CancelToken

_PIECE = 1 << 18
_BURST_SECONDS = 0.25


class Bandwidth:
    """Lets threads together take ``limit`` bytes per second; 0 is no limit. Any thread.

    What was not used adds up for a quarter of a second at most.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._paid_until = time.monotonic()  # when all that was taken is paid for

    @property
    def is_limited(self) -> bool:
        """Whether there is a limit."""
        return self._limit > 0

    def take(self, amount: int, cancel: CancelToken) -> None:
        """Wait until so many bytes may go, in pieces, so that threads share. Raises Cancelled."""
        while self._limit and amount > 0:
            piece = min(amount, _PIECE)
            amount -= piece
            if cancel.wait(self._due(piece)):
                break
        cancel.raise_if_cancelled()

    def _due(self, piece: int) -> float:
        """Return the seconds until a piece may go."""
        with self._lock:
            now = time.monotonic()
            self._paid_until = max(self._paid_until, now - _BURST_SECONDS) + piece / self._limit
            return max(0.0, self._paid_until - now)
