"""The marked rows of a listing: kept by key, so that no sort, filter or refresh loses them."""

from __future__ import annotations

from collections.abc import Sequence

from jos_tui.browse.columns import Columns, Run


class Marks:
    """A set of keys of one listing, with the running total of their bytes."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._keys: set[str] = set()
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._keys)

    def __contains__(self, key: str) -> bool:
        return key in self._keys

    def indexes(self) -> list[int]:
        """Return the marked rows of the columns, ascending."""
        marked = self._keys
        return [index for index, key in enumerate(self._columns.keys) if key in marked]

    def add(self, indexes: Sequence[int]) -> None:
        """Mark rows of the columns."""
        keys, marked = self._columns.keys, self._keys
        if marked:
            indexes = [index for index in indexes if keys[index] not in marked]
        self._put(indexes)

    def remove(self, indexes: Sequence[int]) -> None:
        """Take the marks off rows of the columns."""
        keys, marked = self._columns.keys, self._keys
        self._take([index for index in indexes if keys[index] in marked])

    def invert(self, indexes: Sequence[int]) -> None:
        """Mark those rows of the columns that are not, and the other way round."""
        keys, marked = self._columns.keys, self._keys
        were_marked = [index for index in indexes if keys[index] in marked]
        self.add(indexes)
        self._take(were_marked)

    def clear(self) -> None:
        """Take all marks off."""
        self._keys.clear()
        self.bytes = 0

    def lift(self, runs: Sequence[Run]) -> set[str]:
        """Take the marks off rows that are about to be replaced; return the marked keys."""
        if not self._keys:
            return set()
        doomed = [index for run in runs for index in range(run.start, run.stop)]
        keys = self._columns.keys
        lifted = {keys[index] for index in doomed if keys[index] in self._keys}
        self.remove(doomed)
        return lifted

    def put_back(self, lifted: set[str]) -> None:
        """Mark those of the lifted keys that are still, or again, there."""
        found = (self._columns.find(key) for key in lifted)
        self.add([index for index in found if index is not None])

    def _put(self, unmarked: Sequence[int]) -> None:
        keys = self._columns.keys
        self._keys.update([keys[index] for index in unmarked])
        self.bytes += self._size(unmarked)

    def _take(self, marked: Sequence[int]) -> None:
        keys = self._columns.keys
        self._keys.difference_update([keys[index] for index in marked])
        self.bytes -= self._size(marked)

    def _size(self, indexes: Sequence[int]) -> int:
        sizes = self._columns.sizes
        return sum([sizes[index] for index in indexes if sizes[index] > 0])
