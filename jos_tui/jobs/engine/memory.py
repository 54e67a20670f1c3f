"""A common limit for the bytes that all jobs hold in memory."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from jos_tui.core.background import CancelToken


class MemoryLimit:
    """Lets threads hold up to ``limit`` bytes together; one of them may always hold any amount."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._held = 0
        self._state = threading.Condition()

    @contextmanager
    def hold(self, amount: int, cancel: CancelToken) -> Iterator[None]:
        """Wait until ``amount`` bytes are free and keep them for the block. Raises Cancelled."""
        forget = cancel.on_cancel(self._wake)
        try:
            with self._state:
                self._state.wait_for(lambda: cancel.cancelled or self._fits(amount))
                cancel.raise_if_cancelled()
                self._held += amount
        finally:
            forget()
        try:
            yield
        finally:
            with self._state:
                self._held -= amount
                self._state.notify_all()

    def _fits(self, amount: int) -> bool:
        return not self._held or self._held + amount <= self._limit

    def _wake(self) -> None:
        with self._state:
            self._state.notify_all()
