"""The marked rows of a listing as they were at one moment."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate, compress

from jos_tui.browse.columns import Columns
from jos_tui.browse.steps import SLICE
from jos_tui.core.entry import EntriesInOrder, Entry


class MarkedRows(EntriesInOrder):
    """What was marked when it was asked for, whatever becomes of the listing afterwards.

    Takes no memory for each row, but keeps the rows of the listing, marked or not.
    """

    def __init__(self, columns: Columns, flags: bytes) -> None:
        """``columns`` are frozen; ``flags`` have one byte for each row, 1 if it is marked."""
        self._columns = columns
        self._flags = flags
        starts = range(0, len(flags), SLICE)
        counts = [flags.count(1, start, start + SLICE) for start in starts]
        self._before = list(accumulate(counts, initial=0))  # how many are marked before a slice

    def __len__(self) -> int:
        return self._before[-1]

    def between(self, start: int, stop: int) -> tuple[Entry, ...]:
        """Return those from ``start`` up to ``stop``, which is not beyond the last one."""
        if start >= stop:
            return ()
        first = bisect_right(self._before, start) - 1
        last = bisect_right(self._before, stop - 1)
        rows = range(first * SLICE, min(last * SLICE, len(self._flags)))
        marked = list(compress(rows, self._flags[rows.start : rows.stop]))
        skipped = self._before[first]
        return self._columns.entries(marked[start - skipped : stop - skipped])
