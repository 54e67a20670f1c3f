"""Which rows of a listing are shown, in which order: the sum of a filter and a sort."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from jos_tui.browse.columns import Columns, Run
from jos_tui.browse.filtering import NameFilter, NameIndex, matching
from jos_tui.browse.ordering import Order, SortBy, arranged, merged, position


class VisibleRows:
    """Maps visible rows to rows of the columns."""

    def __init__(self, columns: Columns, prefix: str) -> None:
        self._columns = columns
        self._prefix = prefix
        self._index = NameIndex(columns, prefix)
        self._rows: Sequence[int] = range(0)
        self.order = Order()
        self.filter: NameFilter | None = None

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, row: int) -> int:
        return self._rows[row]

    def between(self, first: int, stop: int) -> Sequence[int]:
        """Return the indexes of the visible rows from ``first`` up to ``stop``."""
        return self._rows[first:stop]

    def find(self, index: int) -> int | None:
        """Return the visible row that shows a row of the columns, None if it is filtered out."""
        row = self.near(index)
        return row if row < len(self._rows) and self._rows[row] == index else None

    def near(self, index: int) -> int:
        """Return the visible row that shows a row of the columns, or would if it were shown."""
        return position(self._columns, self.order, self._rows, index)

    def set_order(self, order: Order) -> None:
        """Show the same rows in another order."""
        self.order = order
        self._arrange()

    def set_filter(self, wanted: NameFilter | None) -> None:
        """Show the rows a filter lets through, None for all."""
        self.filter = wanted
        self._arrange()

    def follow(self, runs: Sequence[Run], total_before: int) -> None:
        """Take in a change of the columns, which had ``total_before`` rows until then."""
        if any(run.start < total_before for run in runs):
            self._index.forget()
        by_name = self.order.by is SortBy.NAME
        if (by_name and self.filter is None) or len(runs) > 1:
            self._arrange()
            return
        for run in runs:
            if run.start < total_before:
                self._make_room(run)
            self._rows = merged(self._columns, self.order, self._rows, self._shown_of(run))

    def _arrange(self) -> None:
        shown: Sequence[int] = range(len(self._columns))
        if self.filter is not None:
            shown = matching(self._index, self._columns, self._prefix, self.filter)
        self._rows = arranged(self._columns, self.order, shown)

    def _make_room(self, run: Run) -> None:
        start, stop, growth = run.start, run.stop, run.growth
        self._rows = array(
            "I",
            [i if i < start else i + growth for i in self._rows if i < start or i >= stop],
        )

    def _shown_of(self, run: Run) -> Sequence[int]:
        rows = range(run.start, run.start + len(run.page))
        if self.filter is None:
            return rows
        keys, skip, matches = self._columns.keys, len(self._prefix), self.filter.matches
        return [row for row in rows if matches(keys[row][skip:])]
