"""One level of a store as it is shown: rows that arrive page by page, sorted, filtered, marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from jos_tui.browse.columns import Columns, Run, page_of, sorted_page
from jos_tui.browse.filtering import Glob, NameFilter
from jos_tui.browse.marks import Marks
from jos_tui.browse.ordering import Order, SortBy
from jos_tui.browse.visible_rows import VisibleRows
from jos_tui.core.entry import Entry, Kind, Page
from jos_tui.core.errors import JosError
from jos_tui.core.location import SEPARATOR, Location


class LoadState(Enum):
    """How complete a listing is."""

    LOADING = "loading"
    COMPLETE = "complete"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Change:
    """The visible rows that may look different now, from ``first`` up to ``stop``.

    Rows from ``stop`` on look as before. ``stop`` counts the rows from before and after: it may
    lie behind the last row when there are fewer rows now.
    """

    first: int
    stop: int


_NOTHING = Change(0, 0)


class ListingModel:
    """The listing of one location. For one thread; every method returns at once.

    "Row" is the number of a visible row, counted from 0 in the current order and filter. Methods
    that change what is visible return a Change.
    """

    def __init__(self, location: Location) -> None:
        self.location = location
        self.state = LoadState.LOADING
        self.error: JosError | None = None
        """Why the listing FAILED."""
        bare = Kind.BUCKET if location.is_bucket_list else Kind.PREFIX
        self._columns = Columns(bare)
        self._visible = VisibleRows(self._columns, location.prefix)
        self._marks = Marks(self._columns)
        self._listed_up_to: str | None = None
        self._in_key_order = True

    def __len__(self) -> int:
        """Return how many rows are visible."""
        return len(self._visible)

    @property
    def total(self) -> int:
        """How many rows there are, visible or not."""
        return len(self._columns)

    @property
    def order(self) -> Order:
        """The order of the visible rows."""
        return self._visible.order

    @property
    def filter(self) -> NameFilter | None:
        """What chooses the visible rows, None if all are."""
        return self._visible.filter

    def entry(self, row: int) -> Entry:
        """Return a visible row."""
        return self._columns.entry(self._visible[row])

    def key(self, row: int) -> str:
        """Return the full key of a visible row."""
        return self._columns.keys[self._visible[row]]

    def rows(self) -> tuple[Entry, ...]:
        """Return all rows in key order, visible or not."""
        return self._columns.entries(range(self.total))

    def row_of(self, key: str) -> int | None:
        """Return the row of a key, None if it is not there or filtered out."""
        index = self._columns.find(key)
        return None if index is None else self._visible.find(index)

    def row_near(self, key: str) -> int | None:
        """Return the row of a key or, if it is not visible, the one in its place.

        None if there is no row, or if nothing tells where a key that is gone would be.
        """
        index = self._columns.find(key)
        if index is None and self.order.by is SortBy.NAME:
            index = self._columns.before(key)
        if index is None or not len(self):
            return None
        return min(self._visible.near(index), len(self) - 1)

    def apply(self, page: Page) -> Change:
        """Take in the next page of the listing.

        The page stands for all keys up to its last one: rows from an earlier listing that lie in
        between and are not in it are gone. A store that does not list in key order is believed
        too, but then rows of an earlier listing go at the first page that shows it.
        """
        if not page:
            return _NOTHING
        if not self._continues(page):
            return self._apply_out_of_order(page)
        start = self._listed_rows()
        self._listed_up_to = page.keys[-1]
        return self._replace([Run(start, self._listed_rows(), page)])

    def finish(self) -> Change:
        """Note that the listing is complete: what an earlier one had behind its end is gone."""
        self.state = LoadState.COMPLETE
        return self._drop_unlisted() if self._in_key_order else _NOTHING

    def stop(self) -> None:
        """Note that the listing was stopped; what came is kept."""
        self.state = LoadState.STOPPED

    def fail(self, error: JosError) -> None:
        """Note that the listing failed; what came is kept."""
        self.state = LoadState.FAILED
        self.error = error

    def restart(self) -> None:
        """Expect a new listing of the same location; its pages replace the rows they cover."""
        self.state = LoadState.LOADING
        self.error = None
        self._listed_up_to = None
        self._in_key_order = True

    def upsert(self, entries: Iterable[Entry]) -> Change:
        """Show entries of this bucket that were just written (or buckets, in the list of buckets).

        Objects further down show as their prefix; entries outside this level are left out.
        """
        rows = [row for entry in entries if (row := self._row_of_level(entry)) is not None]
        return self._replace(self._columns.runs_to_put(page_of(rows)))

    def remove(self, keys: Iterable[str]) -> Change:
        """Take away rows that were just deleted; unknown keys do not matter."""
        return self._replace(self._columns.runs_to_drop(keys))

    def set_order(self, order: Order) -> Change:
        """Show the rows in another order."""
        self._visible.set_order(order)
        return self._all()

    def set_filter(self, text: str) -> Change:
        """Show only the rows whose name fits ``text``, all for ""."""
        before = len(self)
        self._visible.set_filter(NameFilter(text) if text else None)
        return Change(0, max(before, len(self)))

    @property
    def marked_count(self) -> int:
        """How many rows are marked, visible or not."""
        return len(self._marks)

    @property
    def marked_bytes(self) -> int:
        """The sum of the sizes of the marked objects; prefixes count as nothing."""
        return self._marks.bytes

    def is_marked(self, key: str) -> bool:
        """Return whether the row of a key is marked."""
        return key in self._marks

    def toggle_mark(self, row: int) -> Change:
        """Mark a row, or take its mark off."""
        self._marks.invert([self._visible[row]])
        return Change(row, row + 1)

    def mark_between(self, one: int, other: int) -> Change:
        """Mark all rows from one to the other, both included."""
        first, stop = min(one, other), max(one, other) + 1
        self._marks.add(self._visible.between(first, stop))
        return Change(first, stop)

    def mark_all(self) -> Change:
        """Mark all visible rows."""
        self._marks.add(self._visible.between(0, len(self)))
        return self._all()

    def invert_marks(self) -> Change:
        """Mark the visible rows that are not, and the other way round."""
        self._marks.invert(self._visible.between(0, len(self)))
        return self._all()

    def mark_matching(self, pattern: str) -> Change:
        """Mark the visible rows whose whole name fits a shell pattern."""
        self._marks.add(self._matching(pattern))
        return self._all()

    def unmark_matching(self, pattern: str) -> Change:
        """Take the marks off the visible rows whose whole name fits a shell pattern."""
        self._marks.remove(self._matching(pattern))
        return self._all()

    def clear_marks(self) -> Change:
        """Take all marks off, also those of rows that are filtered out."""
        self._marks.clear()
        return self._all()

    def selection(self, cursor_row: int) -> tuple[Entry, ...]:
        """Return what an action is about: the marked rows in key order, else the cursor's row.

        Marked rows that are filtered out count. Empty if nothing is marked and there is no row.
        """
        if len(self._marks):
            return self._columns.entries(self._marks.indexes())
        return (self.entry(cursor_row),) if 0 <= cursor_row < len(self) else ()

    def _continues(self, page: Page) -> bool:
        """Whether a page is in key order and begins behind the last one."""
        if not self._in_key_order:
            return False
        if self._listed_up_to is not None and page.keys[0] <= self._listed_up_to:
            return False
        return all(one < next_one for one, next_one in pairwise(page.keys))

    def _apply_out_of_order(self, page: Page) -> Change:
        gone = self._drop_unlisted() if self._in_key_order else _NOTHING
        self._in_key_order = False
        put = self._replace(self._columns.runs_to_put(sorted_page(page)))
        return Change(min(gone.first, put.first), max(gone.stop, put.stop))

    def _listed_rows(self) -> int:
        """How many rows the pages up to now stand for."""
        return 0 if self._listed_up_to is None else self._columns.up_to(self._listed_up_to)

    def _drop_unlisted(self) -> Change:
        start = self._listed_rows()
        if start == self.total:
            return _NOTHING
        return self._replace([Run(start, self.total, Page())])

    def _row_of_level(self, entry: Entry) -> Entry | None:
        if self.location.is_bucket_list or entry.kind is Kind.BUCKET:
            fits = self.location.is_bucket_list and entry.kind is Kind.BUCKET
            return entry if fits else None
        prefix = self.location.prefix
        if not entry.key.startswith(prefix):
            return None
        cut = entry.key.find(SEPARATOR, len(prefix))
        return entry if cut < 0 else Entry(entry.key[: cut + 1], Kind.PREFIX)

    def _replace(self, runs: Sequence[Run]) -> Change:
        if not runs:
            return _NOTHING
        total, shown = self.total, len(self)
        lifted = self._marks.lift(runs)
        self._columns.replace(runs)
        self._marks.put_back(lifted)
        self._visible.follow(runs, total)
        return self._change_by(runs, max(shown, len(self)))

    def _change_by(self, runs: Sequence[Run], end: int) -> Change:
        if self.order != Order():
            return Change(0, end)
        if self.filter is None and not any(run.growth for run in runs):
            return Change(runs[0].start, runs[-1].stop)
        return Change(self._visible.near(runs[0].start), end)

    def _all(self) -> Change:
        return Change(0, len(self))

    def _matching(self, pattern: str) -> list[int]:
        glob, skip = Glob(pattern), len(self.location.prefix)
        keys = self._columns.keys
        shown = self._visible.between(0, len(self))
        return [index for index in shown if glob.matches(keys[index][skip:])]
