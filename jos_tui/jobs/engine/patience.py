"""Which errors concern a whole store, and for how long a job waits for it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import Enum

from jos_tui.core.errors import (
    BadCredentials,
    ClockSkew,
    DiskFull,
    JosError,
    NoSuchBucket,
    NotAStore,
    ReadOnly,
    ServerTrouble,
    StoreFull,
    Unreachable,
)


class Trouble(Enum):
    """What an error means for the job its item belongs to."""

    ITEM = "item"  # the others may go well
    OUTAGE = "outage"  # the store does not work; it may again
    FULL = "full"  # the store takes nothing more; it may again
    KEYS = "keys"  # nothing goes without other keys
    END = "end"  # nothing goes until somebody has done something about it


def trouble_of(error: JosError) -> Trouble:
    """Return what an error that an item met means for its job."""
    if isinstance(error, BadCredentials):
        return Trouble.KEYS
    if isinstance(error, (DiskFull, ClockSkew, ReadOnly)):
        return Trouble.END
    if isinstance(error, StoreFull):
        return Trouble.FULL
    if isinstance(error, (Unreachable, ServerTrouble, NotAStore)):
        return Trouble.OUTAGE
    return Trouble.ITEM


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a job waits for a store that does not work, in seconds.

    It looks again after ``first``, then twice that and so on, at most ``longest`` later, and gives
    up after ``in_all`` without anything done.
    """

    first: float = 1.0
    longest: float = 30.0
    in_all: float = 600.0


class Endurance:
    """The pauses of one job for as long as nothing goes. Not thread-safe."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._since = 0.0
        self._pauses = 0

    def worked(self) -> None:
        """Take note that something went well."""
        self._pauses = 0

    def pause(self) -> float | None:
        """Return how long to wait now, None if it was long enough."""
        now = time.monotonic()
        if not self._pauses:
            self._since = now
        left = self._since + self._patience.in_all - now
        if left <= 0:
            return None
        pause = self._patience.first * float(2 ** min(self._pauses, 30))
        self._pauses += 1
        return min(pause, self._patience.longest, left)


HOPELESS_IN_A_ROW = 8
"""After so many items that met no bucket at all, the others are not tried."""


class Hopeless:
    """Counts items that failed one after the other for want of a bucket. Not thread-safe."""

    def __init__(self) -> None:
        self._in_a_row = 0

    def worked(self) -> None:
        """Take note of an item that was done."""
        self._in_a_row = 0

    def failed(self, error: JosError) -> bool:
        """Take note of a failure; return whether the next item would fail in the same way."""
        self._in_a_row = self._in_a_row + 1 if isinstance(error, NoSuchBucket) else 0
        return self._in_a_row >= HOPELESS_IN_A_ROW
