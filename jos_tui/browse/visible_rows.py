"""Which rows of a listing are shown, in which order: the sum of a filter and a sort."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import repeat
from typing import NamedTuple

from jos_tui.browse.columns import Columns, Run
from jos_tui.browse.filtering import Glob, NameFilter
from jos_tui.browse.marks import flags_of
from jos_tui.browse.ordering import Order, SortBy, arranging, merging, position
from jos_tui.browse.searching import NameSearch, among
from jos_tui.browse.steps import SLICE, Steps, finished
from jos_tui.core.entry import Page

LARGE = 20_000
"""From so many rows on, a sort or filter takes long enough to be noticed."""

_FEW = 8
_GONE = -1
_RUNS_AT_ONCE = 500


class Arrangement(NamedTuple):
    """Rows that are computed but not shown yet, of the first ``covered`` rows of the columns."""

    order: Order
    filter: NameFilter | None
    rows: Sequence[int]
    covered: int
    sorted_all: Sequence[int] | None


class VisibleRows:
    """Maps visible rows to rows of the columns."""

    def __init__(self, columns: Columns, large: int) -> None:
        """``large`` is from how many rows on a change of a sort or filter takes long."""
        self._columns = columns
        self._large = large
        self._search = NameSearch(columns)
        self._rows: Sequence[int] = range(0)
        self._sorted_all: Sequence[int] | None = None  # all rows in an order other than by name
        self._covered = 0
        self.order = Order()
        self.filter: NameFilter | None = None

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, row: int) -> int:
        return self._rows[row]

    @property
    def behind(self) -> int:
        """How many of the last rows of the columns are not among the visible ones yet."""
        return len(self._columns) - self._covered

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

    def arranging(self, order: Order, wanted: NameFilter | None) -> Steps[Arrangement]:
        """Compute what is visible in an order and with a filter. Reads only."""
        total = len(self._columns)
        known = self._sorted_all if order == self.order and not self.behind else None
        if wanted is None:
            all_rows = known
            if all_rows is None:
                all_rows = yield from arranging(self._columns, order, range(total))
            is_kept = order.by is not SortBy.NAME
            return Arrangement(order, None, all_rows, total, all_rows if is_kept else None)
        if self._is_narrowed(order, wanted):
            rows = yield from among(self._rows, self._columns.names, wanted)
            return Arrangement(order, wanted, rows, total, known)
        shown = yield from self._search.matching(wanted)
        if known is not None and len(shown) > self._large:
            rows = yield from _chosen(known, shown)
        else:
            rows = yield from arranging(self._columns, order, shown)
        return Arrangement(order, wanted, rows, total, known)

    def matching(self, pattern: str) -> Steps[Sequence[int]]:
        """Return the rows, of those that are shown, whose whole name fits a shell pattern."""
        return among(self._rows, self._columns.names, Glob(pattern))

    def preparing(self) -> Steps[None]:
        """Get ready for a filter, which is then found faster. Reads only."""
        return self._search.preparing()

    def _is_narrowed(self, order: Order, wanted: NameFilter) -> bool:
        """Whether it is faster to look at the rows that are shown than at all."""
        return (
            self.filter is not None
            and wanted.narrows(self.filter)
            and order == self.order
            and not self.behind
            and len(self._rows) < len(self._columns) // _FEW
        )

    def show(self, arrangement: Arrangement) -> None:
        """Make an arrangement of the columns, which have not changed since, visible."""
        self.order, self.filter = arrangement.order, arrangement.filter
        if self.filter is None:
            self._search.forget()
        self._rows, self._sorted_all = arrangement.rows, arrangement.sorted_all
        self._covered = arrangement.covered

    def follows_at_once(self, runs: Sequence[Run]) -> bool:
        """Whether a change of the columns is taken in in no time."""
        total = len(self._columns)
        is_plain = self.order.by is SortBy.NAME and self.filter is None
        return total < self._large or is_plain or all(run.start >= total for run in runs)

    def follow(self, runs: Sequence[Run], total_before: int) -> None:
        """Take in a change of the columns, which had ``total_before`` rows until then.

        Where very many rows are sorted, those that are added at the end are left for later.
        """
        self._search.forget(runs[0].start)
        by_name = self.order.by is SortBy.NAME
        at_end = all(run.start >= total_before for run in runs)
        if not by_name and at_end and total_before >= self._large:
            return
        if (by_name and self.filter is None) or self._covered < total_before:
            self.show(finished(self.arranging(self.order, self.filter)))
            return
        rows = self._rows if at_end else finished(_moved(self._rows, runs, total_before))
        self.show(finished(self._with_added(rows, runs, self._columns)))

    def following(self, runs: Sequence[Run], after: Columns) -> Steps[Arrangement]:
        """Compute what is visible once runs have made the columns as ``after``. Reads only."""
        order, rows = self.order, self._rows
        if order.by is SortBy.NAME and self.filter is None:
            every = yield from arranging(after, order, range(len(after)))
            return Arrangement(order, None, every, len(after), None)
        if self.behind:
            rows = (yield from self.arranging(order, self.filter)).rows
        rows = yield from _moved(rows, runs, len(self._columns))
        return (yield from self._with_added(rows, runs, after))

    def changed(self, runs: Sequence[Run], arrangement: Arrangement) -> None:
        """Show what :meth:`following` has computed: the columns have changed."""
        self._search.forget(runs[0].start)
        self.show(arrangement)

    def _with_added(
        self, rows: Sequence[int], runs: Sequence[Run], after: Columns
    ) -> Steps[Arrangement]:
        """Put rows that runs have put in, and the filter shows, in their places among others."""
        added = _added(runs)
        if self.filter is not None:
            added = yield from among(added, after.names, self.filter)
        rows = yield from merging(after, self.order, rows, added)
        is_kept = self.filter is None and self.order.by is not SortBy.NAME
        return Arrangement(self.order, self.filter, rows, len(after), rows if is_kept else None)


def _moved(rows: Sequence[int], runs: Sequence[Run], total: int) -> Steps[Sequence[int]]:
    """Return rows by their new indexes, without those that were replaced; ``total`` was before."""
    now, done, growth = array("q"), 0, 0
    for number, run in enumerate((*runs, Run(total, total, Page()))):
        yield from _extended(now, range(done + growth, run.start + growth))
        now.extend(repeat(_GONE, run.stop - run.start))
        done, growth = run.stop, growth + run.growth
        if number % _RUNS_AT_ONCE == 0:
            yield
    moved = array("I")
    for start in range(0, len(rows), SLICE):
        part = map(now.__getitem__, rows[start : start + SLICE])
        moved.extend([index for index in part if index != _GONE])
        yield
    return moved


def _extended(numbers: array[int], more: range) -> Steps[None]:
    for start in range(0, len(more), SLICE):
        numbers.extend(more[start : start + SLICE])
        if len(more) > SLICE:
            yield


def _added(runs: Sequence[Run]) -> Sequence[int]:
    """Return, ascending, the new indexes of the rows that runs put in."""
    rows, growth = array("I"), 0
    for run in runs:
        rows.extend(range(run.start + growth, run.start + growth + len(run.page)))
        growth += run.growth
    return rows


def _chosen(rows: Sequence[int], shown: Sequence[int]) -> Steps[Sequence[int]]:
    """Return those of all ``rows`` that are among those ``shown``, in the order of ``rows``."""
    flags = yield from flags_of(shown, len(rows))
    chosen = array("I")
    for start in range(0, len(rows), SLICE):
        chosen.extend([row for row in rows[start : start + SLICE] if flags[row]])
        yield
    return chosen
