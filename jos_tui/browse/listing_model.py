"""One level of a store as it is shown: rows that arrive page by page, sorted, filtered, marked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from jos_tui.browse.columns import FEW_RUNS, Columns, Run, page_of, sorted_page
from jos_tui.browse.filtering import NameFilter
from jos_tui.browse.listed import Listed, LoadState
from jos_tui.browse.marks import Marking, Marks, rows_of
from jos_tui.browse.ordering import Order, SortBy
from jos_tui.browse.steps import Steps, at_once, finished
from jos_tui.browse.visible_rows import LARGE, VisibleRows
from jos_tui.browse.workbench import Change, Landing, Work, Workbench
from jos_tui.core.entry import FEW_ROWS, Entry, Kind, Page
from jos_tui.core.errors import JosError
from jos_tui.core.location import Location

__all__ = ["Change", "ListingModel", "LoadState"]

_NOTHING = Change(0, 0)


class ListingModel:
    """The listing of one location. For one thread.

    "Row" is the number of a visible row, counted from 0 in the current order and filter. Methods
    that change what is visible return a Change.

    With a workbench, what takes long on very many rows (sorting, filtering, marking, rows that
    come and go all over the place) is done there: the method then returns an empty Change, and the
    bench hands out the real one later. Until then :attr:`is_busy`. The next of these waits there
    for its turn; what is done at once first waits for what it depends on, and blocks.
    """

    def __init__(
        self, location: Location, bench: Workbench | None = None, large: int = LARGE
    ) -> None:
        """``large`` is from how many rows on work is long."""
        self.location = location
        self._bench = bench
        self._large = large
        self.state = LoadState.LOADING
        self.error: JosError | None = None
        """Why the listing FAILED."""
        bare = Kind.BUCKET if location.is_bucket_list else Kind.PREFIX
        self._columns = Columns(location.prefix, bare)
        self._visible = VisibleRows(self._columns, large)
        self._marks = Marks(self._columns)
        self._listed = Listed()
        self._wanted = self._visible.order, self._visible.filter

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

    @property
    def is_busy(self) -> bool:
        """Whether a sort, filter, marking or change of rows is on its way."""
        return self._bench is not None and self._bench.is_busy

    @property
    def is_changing(self) -> bool:
        """Whether rows that came or went are on their way."""
        return self._bench is not None and self._bench.does(Work.CHANGING)

    @property
    def behind(self) -> int:
        """How many rows, of those that came last, are not sorted in yet; see :meth:`catch_up`."""
        return self._visible.behind

    @property
    def is_far_behind(self) -> bool:
        """Whether it is time to catch up: at the end, before that when much has come."""
        is_loading = self.state is LoadState.LOADING
        return self.behind > (max(LARGE, self.total // 3) if is_loading else 0)

    def entry(self, row: int) -> Entry:
        """Return a visible row."""
        return self._columns.entry(self._visible[row])

    def key(self, row: int) -> str:
        """Return the full key of a visible row."""
        return self._columns.key(self._visible[row])

    def rows(self) -> tuple[Entry, ...]:
        """Return all rows in key order, visible or not."""
        return self._columns.entries(range(self.total))

    def row_of(self, key: str) -> int | None:
        """Return the row of a key, None if it is not there or filtered out."""
        index = self._columns.find_key(key)
        return None if index is None else self._visible.find(index)

    def row_near(self, key: str) -> int | None:
        """Return the row of a key or, if it is not visible, the one in its place.

        None if there is no row, or if nothing tells where a key that is gone would be.
        """
        by_name = self.order.by is SortBy.NAME
        index = self._columns.before_key(key) if by_name else self._columns.find_key(key)
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
        self._finish(Work.CHANGING)
        page = self._columns.named(page)
        if not self._listed.continued_by(page):
            return self._apply_out_of_order(page)
        start = self._listed.rows_of(self._columns)
        self._listed.take(page)
        stop = self._listed.rows_of(self._columns)
        if self._columns.holds(start, stop, page):
            return _NOTHING
        return self._replace(Run(start, stop, page))

    def finish(self) -> Change:
        """Note that the listing is complete: what an earlier one had behind its end is gone."""
        self.state = LoadState.COMPLETE
        self._finish(Work.CHANGING)
        return self._drop_unlisted() if self._listed.in_key_order else _NOTHING

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
        self._listed = Listed()

    def upsert(self, entries: Iterable[Entry]) -> Change:
        """Show entries of this bucket that were just written (or buckets, in the list of buckets).

        Objects further down show as their prefix; entries outside this level are left out.
        """
        written = list(entries)

        def putting() -> Steps[Sequence[Run]]:
            rows = [row for entry in written if (row := self._row_of_level(entry)) is not None]
            return (yield from self._columns.putting(self._columns.named(page_of(rows))))

        return self._change(putting) if written else _NOTHING

    def remove(self, keys: Iterable[str]) -> Change:
        """Take away rows that were just deleted; unknown keys do not matter."""
        name_of, gone = self._columns.name_of, list(keys)

        def dropping() -> Steps[Sequence[Run]]:
            names = (name for key in gone if (name := name_of(key)) is not None)
            return (yield from self._columns.dropping(names))

        return self._change(dropping) if gone else _NOTHING

    def set_order(self, order: Order) -> Change:
        """Show the rows in another order."""
        self._wanted = order, self._wanted[1]
        return self._arrange()

    def set_filter(self, text: str) -> Change:
        """Show only the rows whose name fits ``text``, all for ""."""
        self._wanted = self._wanted[0], NameFilter(text) if text else None
        return self._arrange()

    def catch_up(self) -> Change:
        """Sort in what :attr:`behind` counts."""
        return self._arrange() if self.behind else _NOTHING

    def prepare_filter(self) -> None:
        """Get ready for a filter that is about to be typed: its first letter is found faster."""

        def steps() -> Steps[Landing]:
            yield from self._visible.preparing()
            return lambda: _NOTHING

        is_worth_it = self.total >= self._large and self.state is not LoadState.LOADING
        if self._bench is not None and is_worth_it:  # pages that come would have to wait for it
            self._bench.do(steps, Work.PREPARING)

    def settle_filter(self) -> None:
        """Bring a filter that is still on its way to its end. Blocks if there is one."""
        if self._wanted[1] is not self._visible.filter:
            self._finish()

    def give_up_work(self) -> None:
        """Drop what is on its way: rows, order, filter and marks stay as they are."""
        if self._bench is not None:
            self._bench.give_up()
        self._wanted = self._visible.order, self._visible.filter

    @property
    def marked_count(self) -> int:
        """How many rows are marked, visible or not."""
        return self._marks.count

    @property
    def marked_bytes(self) -> int:
        """The sum of the sizes of the marked objects; prefixes count as nothing."""
        return self._marks.bytes

    def is_marked(self, key: str) -> bool:
        """Return whether the row of a key is marked."""
        index = self._columns.find_key(key)
        return index is not None and index in self._marks

    def toggle_mark(self, row: int) -> Change:
        """Mark a row, or take its mark off."""
        index = self._visible[row]
        self._finish(Work.MARKING)
        self._marks.toggle(index)
        shown_at = self._visible.find(index)
        return _NOTHING if shown_at is None else Change(shown_at, shown_at + 1)

    def mark_between(self, one: int, other: int) -> Change:
        """Mark all rows from one to the other, both included."""
        self._finish(Work.CHANGING)
        first, stop = min(one, other), max(one, other) + 1
        rows = self._visible.between(first, stop)
        return self._mark(lambda: at_once(rows), Marking.ADD, Change(first, stop))

    def mark_all(self) -> Change:
        """Mark all visible rows."""
        return self._mark(self._shown, Marking.ADD)

    def invert_marks(self) -> Change:
        """Mark the visible rows that are not, and the other way round."""
        return self._mark(self._shown, Marking.INVERT)

    def mark_matching(self, pattern: str) -> Change:
        """Mark the visible rows whose whole name fits a shell pattern."""
        return self._mark(lambda: self._visible.matching(pattern), Marking.ADD)

    def unmark_matching(self, pattern: str) -> Change:
        """Take the marks off the visible rows whose whole name fits a shell pattern."""
        return self._mark(lambda: self._visible.matching(pattern), Marking.REMOVE)

    def mark_keys(self, keys: Sequence[str]) -> Change:
        """Mark the rows of these keys, visible or not; those that have no row do not matter."""
        return self._mark(lambda: rows_of(self._columns, keys), Marking.ADD)

    def clear_marks(self) -> Change:
        """Take all marks off, also those of rows that are filtered out."""
        self._finish(Work.MARKING)
        self._marks.clear()
        return Change(0, len(self))

    def selection(self, cursor_row: int) -> Sequence[Entry]:
        """Return what an action is about: the marked rows in key order, else the cursor's row.

        Marked rows that are filtered out count. Empty if nothing is marked and there is no row.
        What is returned stays as it is; of very many rows each is made when it is asked for.
        """
        pointed = (self.entry(cursor_row),) if 0 <= cursor_row < len(self) else ()
        self._finish(Work.MARKING)
        if self._marks.count:
            rows = self._marks.rows()
            is_large = len(rows) > FEW_ROWS and not self.location.is_bucket_list
            return rows if is_large else tuple(rows)
        return pointed

    def _finish(self, work: Work | None = None) -> None:
        """Wait for work of a kind, None for all, and for what it waits for itself."""
        if self._bench is not None:
            self._bench.finish(work)

    def _do(self, begin: Callable[[], Steps[Landing]], work: Work) -> Change:
        """Compute something and take the result in: at once, or later if there are many rows."""
        if self._bench is None or (self.total < self._large and not self.is_busy):
            return finished(begin())()
        return self._bench.do(begin, work)

    def _arrange(self) -> Change:
        def steps() -> Steps[Landing]:
            arrangement = yield from self._visible.arranging(*self._wanted)

            def land() -> Change:
                before = len(self)
                self._visible.show(arrangement)
                return Change(0, max(before, len(self)))

            return land

        return self._do(steps, Work.ARRANGING)

    def _mark(
        self,
        chosen: Callable[[], Steps[Sequence[int]]],
        how: Marking,
        change: Change | None = None,
    ) -> Change:
        def steps() -> Steps[Landing]:
            rows = yield from chosen()
            marked = yield from self._marks.changing(rows, how)

            def land() -> Change:
                if not self._marks.take(marked):
                    self._marks.take(finished(self._marks.changing(rows, how)))
                return change or Change(0, len(self))

            return land

        return self._do(steps, Work.MARKING)

    def _apply_out_of_order(self, page: Page) -> Change:
        gone = self._drop_unlisted() if self._listed.in_key_order else _NOTHING
        self._listed.in_key_order = False
        self._finish()
        put = self._replace_now(finished(self._columns.putting(sorted_page(page))))
        return Change(min(gone.first, put.first), max(gone.stop, put.stop))

    def _drop_unlisted(self) -> Change:
        start = self._listed.rows_of(self._columns)
        if start == self.total:
            return _NOTHING
        return self._replace(Run(start, self.total, Page()))

    def _row_of_level(self, entry: Entry) -> Entry | None:
        """Return the row by which an entry that was written shows, None if by none."""
        return self._columns.row_of(entry)

    def _change(self, finding: Callable[[], Steps[Sequence[Run]]]) -> Change:
        """Have rows come or go; to do that at many places may take long."""

        def steps() -> Steps[Landing]:
            runs = yield from finding()
            if not runs:
                return lambda: _NOTHING
            if len(runs) <= FEW_RUNS and self._visible.follows_at_once(runs):
                return lambda: self._replace_now(runs)
            after = yield from self._columns.replacing(runs)
            arrangement = yield from self._visible.following(runs, after)
            marked = yield from self._marks.following(runs)

            def land() -> Change:
                shown = len(self)
                if not self._marks.take(marked):
                    self._marks.follow(runs)
                self._columns.take(after)
                self._visible.changed(runs, arrangement)
                return self._change_by(runs, max(shown, len(self)))

            return land

        return self._do(steps, Work.CHANGING)

    def _replace(self, run: Run) -> Change:
        """Have neighbouring rows go, and others come in their place."""
        if not self._visible.follows_at_once([run]):
            return self._change(lambda: at_once([run]))
        self._finish()
        return self._replace_now([run])

    def _replace_now(self, runs: Sequence[Run]) -> Change:
        total, shown = self.total, len(self)
        self._marks.follow(runs)
        self._columns.replace(runs)
        self._visible.follow(runs, total)
        return self._change_by(runs, max(shown, len(self)))

    def _change_by(self, runs: Sequence[Run], end: int) -> Change:
        if self.order != Order():
            return Change(0, end)
        if self.filter is None and not any(run.growth for run in runs):
            return Change(runs[0].start, runs[-1].stop)
        return Change(self._visible.near(runs[0].start), end)

    def _shown(self) -> Steps[Sequence[int]]:
        return at_once(self._visible.between(0, len(self)))
