"""How fast a job goes, smoothed so that it can be read."""

from __future__ import annotations

import time
from collections import deque

_WINDOW_SECONDS = 5.0
_SAMPLE_SECONDS = 0.25
_FEWEST_SAMPLES = 10  # more than there are parts in flight: on a slow link parts end in bursts


class Meter:
    """Amount per second over the last seconds, or over the last samples where they are rare.

    Not thread-safe. ``now`` is time.monotonic() of the call.
    """

    def __init__(self, now: float | None = None) -> None:
        self._samples = deque([(time.monotonic() if now is None else now, 0)])
        self._total = 0

    def add(self, amount: int, now: float) -> None:
        """Count an amount."""
        self._total += amount
        if now - self._samples[-1][0] >= _SAMPLE_SECONDS:
            self._samples.append((now, self._total))
        while len(self._samples) > _FEWEST_SAMPLES and now - self._samples[1][0] > _WINDOW_SECONDS:
            self._samples.popleft()

    def rate(self, now: float) -> float:
        """Return the amount per second; 0 at first, and falling while nothing comes."""
        since, before = self._samples[0]
        elapsed = now - since
        return (self._total - before) / elapsed if elapsed >= _SAMPLE_SECONDS else 0.0
