"""How many requests a job has in flight: more than usual where that measures faster."""

from __future__ import annotations

from dataclasses import dataclass

from jos_tui.jobs.engine.adaptive import Doubling

WINDOW_SECONDS = 0.25
AGAIN_SECONDS = 30.0

_PIECES_EACH = 3  # parts that were begun together also end together: one such burst is no rate
_PIECE_WEIGHT = 256 << 10  # what the round trip of a small file is worth, in bytes of a large one


@dataclass(frozen=True, slots=True)
class Traffic:
    """What a job has sent or fetched since it was begun: so many bytes, in so many pieces."""

    bytes: int = 0
    pieces: int = 0

    def since(self, before: Traffic) -> Traffic:
        """Return what was added."""
        return Traffic(self.bytes - before.bytes, self.pieces - before.pieces)

    @property
    def weight(self) -> int:
        """How much that is, of small files and large parts alike."""
        return self.bytes + self.pieces * _PIECE_WEIGHT


class InFlight:
    """Begins with the usual number, and doubles it up to ``most`` while that pays.

    It pays where each request waits long for its answer, or each connection is slow; it does not
    where the processor, the store or the line is busy already. What pays changes when a job comes
    from large files to small ones, so every half minute it is tried again. Not thread-safe;
    ``now`` is time.monotonic() of the call.
    """

    def __init__(self, usual: int, most: int) -> None:
        self._usual, self._most = min(usual, most), most
        self._number = Doubling(self._most, self._usual)
        self._window: tuple[float, Traffic] | None = None
        self._settled_at: float | None = None

    @property
    def most(self) -> int:
        """How many there may ever be."""
        return self._most

    @property
    def number(self) -> int:
        """How many there should be now."""
        return self._number.count

    def looked(self, now: float, traffic: Traffic, *, full: bool) -> int:
        """Return how many there should be; ``full`` says that all of them are in use.

        Only such time counts for the rate.
        """
        if not full or self._window is None:
            self._window = (now, traffic) if full else None
            return self._number.count
        since, before = self._window
        passed, seconds = traffic.since(before), now - since
        if seconds >= WINDOW_SECONDS and passed.pieces >= _PIECES_EACH * self._number.count:
            self._window = now, traffic
            self._measured(now, passed.weight / seconds)
        return self._number.count

    def fall_back(self) -> int:
        """Return to the usual number, and never come to as many again as gave trouble."""
        if self._number.count > self._usual:
            self._most = max(self._usual, self._number.count // 2)
            self._number = Doubling(self._most, self._usual)
            self._window = self._settled_at = None
        return self._number.count

    def _measured(self, now: float, rate: float) -> None:
        if self._settled_at is not None and now - self._settled_at >= AGAIN_SECONDS:
            self._settled_at = None
            self._number = Doubling(self._most, self._number.count)
        self._number.measured(rate, self._most)
        if self._number.settled and self._settled_at is None:
            self._settled_at = now
