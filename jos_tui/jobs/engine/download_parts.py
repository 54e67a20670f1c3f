"""Which parts of an object are still to be fetched, and who fetches which."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass


@dataclass(slots=True, eq=False)
class Run:
    """Neighbouring parts that one stream fetches: from ``next`` up to, not with, ``stop``."""

    next: int
    stop: int


class PartMap:
    """The parts of one object, numbered from 0: fetched, in a run, or free. Not thread-safe."""

    def __init__(self, count: int, fetched: Collection[int] = ()) -> None:
        self.count = count
        self._fetched = set(fetched)
        self._runs: list[Run] = []
        self._free = list(_stretches(count, self._fetched))

    @property
    def complete(self) -> bool:
        """Whether every part was fetched."""
        return len(self._fetched) == self.count

    @property
    def empty(self) -> bool:
        """Whether no part was fetched yet."""
        return not self._fetched

    def take(self, most: int) -> Run | None:
        """Begin a run at the first free part, of ``most`` parts at most.

        If none is free, half of what another run has not begun becomes so; None if there is no
        such run.
        """
        if not self._free:
            self._halve()
        if not self._free:
            return None
        start, stop = self._free.pop(0)
        run = Run(start, min(stop, start + most))
        self._runs.append(run)
        self._release(run.stop, stop)
        return run

    def fetched(self, run: Run) -> None:
        """Count the next part of a run as fetched."""
        self._fetched.add(run.next)
        run.next += 1

    def end(self, run: Run) -> None:
        """End a run; what it has not fetched is free again."""
        self._runs.remove(run)
        self._release(run.next, run.stop)

    def shorten(self, run: Run, most: int) -> None:
        """Leave a run ``most`` parts, with the one under way; the others are free again."""
        stop, run.stop = run.stop, min(run.stop, run.next + most)
        self._release(run.stop, stop)

    def shorten_all(self, most: int) -> None:
        """Leave each run ``most`` parts."""
        for run in self._runs:
            self.shorten(run, most)

    def _halve(self) -> None:
        longest = max(self._runs, key=lambda run: run.stop - run.next, default=None)
        if longest is not None:
            self.shorten(longest, (longest.stop - longest.next + 1) // 2)

    def _release(self, start: int, stop: int) -> None:
        if start >= stop:
            return
        merged: list[tuple[int, int]] = []
        for first, last in sorted([*self._free, (start, stop)]):
            if merged and merged[-1][1] == first:
                merged[-1] = (merged[-1][0], last)
            else:
                merged.append((first, last))
        self._free = merged


def _stretches(count: int, fetched: Collection[int]) -> Iterator[tuple[int, int]]:
    start = 0
    for number in (*sorted(fetched), count):
        if start < number:
            yield start, number
        start = number + 1
