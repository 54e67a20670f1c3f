"""The marked rows of a listing, with running totals."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from enum import Enum
from itertools import compress
from typing import NamedTuple

from jos_tui.browse.columns import Columns, Run
from jos_tui.browse.marked_rows import MarkedRows
from jos_tui.browse.steps import SLICE, Steps, finished
from jos_tui.core.entry import NO_SIZE

_BYTES_AT_ONCE = 16 * SLICE
_RUNS_AT_ONCE = 500


class Marking(Enum):
    """What becomes of the marks of rows."""

    ADD = "add"
    REMOVE = "remove"
    INVERT = "invert"


class Marked(NamedTuple):
    """Marks that are computed but not in use yet, and the ``version`` they were computed from."""

    version: int
    flags: bytearray
    rows: int
    bytes: int


class Marks:
    """One byte for each row of the columns: 1 if it is marked."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._flags = bytearray()
        self._version = 0
        self.count = 0
        self.bytes = 0

    def __contains__(self, index: int) -> bool:
        return self._flags[index] == 1

    def rows(self) -> MarkedRows:
        """Return the marked rows as they are now; later changes do not matter to them."""
        return MarkedRows(self._columns.frozen(), bytes(self._flags))

    def toggle(self, index: int) -> None:
        """Mark a row of the columns, or take its mark off."""
        self._set(index, 1 - self._flags[index])

    def clear(self) -> None:
        """Take all marks off."""
        self._flags = bytearray(len(self._flags))
        self.count = self.bytes = 0
        self._version += 1

    def changing(self, rows: Sequence[int], how: Marking) -> Steps[Marked]:
        """Compute what the marks are once those of ``rows`` are changed. Reads only."""
        version, old = self._version, self._flags
        chosen = yield from flags_of(rows, len(old))
        new, count, total = bytearray(), 0, 0
        for start in range(0, len(old), SLICE):
            part = _combined(old[start : start + SLICE], chosen[start : start + SLICE], how)
            new += part
            count += part.count(1)
            total += sum(self._sizes(start, part))
            if start % _BYTES_AT_ONCE == 0:
                yield
        return Marked(version, new, count, total)

    def take(self, marked: Marked) -> bool:
        """Use what was computed; False if there were other changes meanwhile."""
        if marked.version != self._version:
            return False
        self._flags, self.count, self.bytes = marked.flags, marked.rows, marked.bytes
        self._version += 1
        return True

    def follow(self, runs: Sequence[Run]) -> None:
        """Move with rows that are about to be replaced; see :meth:`following`."""
        if len(runs) == 1 and runs[0].start == len(self._flags):
            self._flags += bytes(len(runs[0].page))
            self._version += 1
        else:
            self.take(finished(self.following(runs)))

    def following(self, runs: Sequence[Run]) -> Steps[Marked]:
        """Compute what the marks are once rows are replaced: names that stay keep theirs.

        ``runs`` are in order and do not overlap. Reads only.
        """
        version, old, names, sizes = self._version, self._flags, self._columns.names, self._sizes
        count, total, flags, done = self.count, self.bytes, bytearray(), 0
        for number, run in enumerate(runs):
            if number % _RUNS_AT_ONCE == 0:
                yield
            flags += old[done : run.start]
            done = run.stop
            gone = old[run.start : run.stop]
            marked = {names[run.start + at] for at in range(len(gone)) if gone[at]}
            new = bytes([name in marked for name in run.page.keys])
            flags += new
            if marked:
                count += new.count(1) - len(marked)
                total += sum(_known(compress(run.page.sizes, new))) - sum(sizes(run.start, gone))
        return Marked(version, flags + old[done:], count, total)

    def _set(self, index: int, flag: int) -> None:
        if self._flags[index] == flag:
            return
        sign = 1 if flag else -1
        self._flags[index] = flag
        self.count += sign
        self.bytes += sign * max(0, self._columns.sizes[index])
        self._version += 1

    def _sizes(self, start: int, flags: bytes | bytearray) -> Iterable[int]:
        sizes = self._columns.sizes[start : start + len(flags)]
        marked = compress(sizes, flags)
        return marked if NO_SIZE not in sizes else _known(marked)


def _known(sizes: Iterable[int]) -> Iterable[int]:
    return (size for size in sizes if size != NO_SIZE)


def rows_of(columns: Columns, keys: Sequence[str]) -> Steps[Sequence[int]]:
    """Return the rows that these keys have."""
    rows = array("I")
    for start in range(0, len(keys), SLICE):
        names = [columns.name_of(key) for key in keys[start : start + SLICE]]
        found = [columns.find(name) for name in names if name is not None]
        rows.extend([row for row in found if row is not None])
        yield
    return rows


def flags_of(rows: Sequence[int], total: int) -> Steps[bytearray]:
    """Return one byte for each of ``total`` rows: 1 for those in ``rows``."""
    flags = bytearray(total)
    if isinstance(rows, range):
        if rows:
            first, last = min(rows[0], rows[-1]), max(rows[0], rows[-1])
            flags[first : last + 1] = b"\1" * (last + 1 - first)
        return flags
    for start in range(0, len(rows), 4 * SLICE):
        for index in rows[start : start + 4 * SLICE]:
            flags[index] = 1
        yield
    return flags


def _combined(old: bytearray, chosen: bytearray, how: Marking) -> bytes:
    one, other = int.from_bytes(old, "little"), int.from_bytes(chosen, "little")
    if how is Marking.ADD:
        one |= other
    elif how is Marking.REMOVE:
        one &= ~other
    else:
        one ^= other
    return one.to_bytes(len(old), "little")
