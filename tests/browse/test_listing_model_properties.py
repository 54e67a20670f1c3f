"""The model against a list of entries that is sorted, filtered and marked the naive way."""

from __future__ import annotations

from fnmatch import fnmatchcase

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from jos_tui.browse.listing_model import Change, ListingModel, LoadState
from jos_tui.browse.ordering import Direction, Order, SortBy
from jos_tui.browse.visible_rows import LARGE
from jos_tui.core.entry import Entry, Kind
from tests.browse.rows import LEVEL, PREFIX, page

_name = st.text("aAbB.0[]\né", max_size=3)
_etag = st.sampled_from(["", "x", "0" * 32, "f" * 32 + "-7", "F" * 32])
_object = st.builds(
    lambda name, size, modified, etag: Entry(PREFIX + name, Kind.OBJECT, size, modified, etag),
    _name,
    st.integers(0, 3),
    st.integers(0, 2),
    _etag,
)
_prefix = st.builds(lambda name: Entry(f"{PREFIX}{name}/", Kind.PREFIX), _name)
_entries = st.lists(_object | _prefix, max_size=12)
_order = st.builds(Order, st.sampled_from(SortBy), st.sampled_from(Direction))
_filter = st.text("aAb.0", max_size=2) | st.sampled_from(["*a", "A*", "?", "[ab]*", "*/", "é"])
_pattern = st.sampled_from(["*", "a*", "A*", "*.", "?", "[a0]?", "b/"])


def _name_of(entry: Entry) -> str:
    return entry.key.removeprefix(PREFIX)


def _fits_glob(name: str, pattern: str) -> bool:
    if pattern == pattern.lower():
        name = name.lower()
    return fnmatchcase(name, pattern) or fnmatchcase(name.removesuffix("/"), pattern)


def _fits_filter(name: str, text: str) -> bool:
    if any(character in text for character in "*?[") and _fits_glob(name, text):
        return True
    if any(character in text for character in "*?") and "[" not in text:
        return False
    return text in (name.lower() if text == text.lower() else name)


def _extension(entry: Entry) -> str:
    name = _name_of(entry)
    if name.endswith("/") or "." not in name[1:]:
        return ""
    return name.rsplit(".", 1)[1].lower()


_VALUE = {
    SortBy.SIZE: lambda entry: entry.size,
    SortBy.MODIFIED: lambda entry: entry.modified_ms,
    SortBy.EXTENSION: _extension,
}


class ModelAgainstNaiveList(RuleBasedStateMachine):
    large = LARGE

    @initialize()
    def begin(self) -> None:
        self.model = ListingModel(LEVEL, large=self.large)
        self.rows: dict[str, Entry] = {}
        self.marks: set[str] = set()
        self.order = Order()
        self.filter = ""
        self.listed_up_to = ""
        self.drawn: list[Entry] = []

    def shown(self) -> list[Entry]:
        rows = sorted(self.rows.values(), key=lambda entry: entry.key)
        rows = [entry for entry in rows if _fits_filter(_name_of(entry), self.filter)]
        descending = self.order.direction is Direction.DESCENDING
        if self.order.by is SortBy.NAME:
            return rows[::-1] if descending else rows
        prefixes = [entry for entry in rows if entry.kind is Kind.PREFIX]
        objects = [entry for entry in rows if entry.kind is Kind.OBJECT]
        for part in (prefixes, objects):
            part.sort(key=_VALUE[self.order.by], reverse=descending)
        return prefixes + objects

    def check_change(self, change: Change) -> None:
        """Rows outside a change look as before."""
        late = self.model.catch_up()
        change = Change(min(change.first, late.first), max(change.stop, late.stop))
        shown = self.shown()
        assert shown[: change.first] == self.drawn[: change.first]
        assert shown[change.stop :] == self.drawn[change.stop :]
        self.drawn = shown

    def keep_marks_of_rows(self) -> None:
        self.marks &= set(self.rows)

    @precondition(lambda self: self.model.state is LoadState.LOADING)
    @rule(entries=_entries)
    def next_page_in_order(self, entries: list[Entry]) -> None:
        by_key = {entry.key: entry for entry in entries if entry.key > self.listed_up_to}
        if not by_key:
            return
        last = max(by_key)
        for key in list(self.rows):
            if self.listed_up_to < key <= last:
                del self.rows[key]
        self.rows.update(by_key)
        self.listed_up_to = last
        self.keep_marks_of_rows()
        self.check_change(self.model.apply(page([by_key[key] for key in sorted(by_key)])))

    @precondition(lambda self: self.model.state is LoadState.LOADING)
    @rule()
    def listing_ends(self) -> None:
        for key in list(self.rows):
            if key > self.listed_up_to:
                del self.rows[key]
        self.keep_marks_of_rows()
        self.check_change(self.model.finish())

    @rule()
    def refresh(self) -> None:
        self.listed_up_to = ""
        self.model.restart()

    @rule(entries=_entries)
    def written(self, entries: list[Entry]) -> None:
        self.rows.update({entry.key: entry for entry in entries})
        self.check_change(self.model.upsert(entries))

    @rule(data=st.data(), unknown=_name)
    def deleted(self, data: st.DataObject, unknown: str) -> None:
        known = sorted(self.rows)
        keys = data.draw(st.lists(st.sampled_from(known), max_size=12)) if known else []
        keys.append(PREFIX + unknown)
        for key in keys:
            self.rows.pop(key, None)
        self.keep_marks_of_rows()
        self.check_change(self.model.remove(keys))

    @rule(order=_order)
    def sort(self, order: Order) -> None:
        self.order = order
        self.check_change(self.model.set_order(order))

    @rule(text=_filter)
    def narrow(self, text: str) -> None:
        self.filter = text
        self.check_change(self.model.set_filter(text))

    @rule(data=st.data())
    def mark_some(self, data: st.DataObject) -> None:
        shown = self.shown()
        if not shown:
            return
        row = st.integers(0, len(shown) - 1)
        one, other, toggled = data.draw(row), data.draw(row), data.draw(row)
        self.marks |= {entry.key for entry in shown[min(one, other) : max(one, other) + 1]}
        self.marks ^= {shown[toggled].key}
        self.model.mark_between(one, other)
        self.model.toggle_mark(toggled)

    @rule(pattern=_pattern, take_off=st.booleans())
    def mark_by_glob(self, pattern: str, take_off: bool) -> None:
        keys = {entry.key for entry in self.shown() if _fits_glob(_name_of(entry), pattern)}
        if take_off:
            self.marks -= keys
            self.model.unmark_matching(pattern)
        else:
            self.marks |= keys
            self.model.mark_matching(pattern)

    @rule()
    def invert(self) -> None:
        self.marks ^= {entry.key for entry in self.shown()}
        self.model.invert_marks()

    @rule()
    def mark_all(self) -> None:
        self.marks |= {entry.key for entry in self.shown()}
        self.model.mark_all()

    @rule()
    def clear(self) -> None:
        self.marks.clear()
        self.model.clear_marks()

    @invariant()
    def shows_the_same_rows(self) -> None:
        shown = self.shown()
        assert [self.model.entry(row) for row in range(len(self.model))] == shown
        assert self.model.total == len(self.rows)

    @invariant()
    def finds_the_same_rows(self) -> None:
        rows = {entry.key: row for row, entry in enumerate(self.shown())}
        assert {key: self.model.row_of(key) for key in self.rows} == {
            key: rows.get(key) for key in self.rows
        }

    @invariant()
    def has_the_same_marks(self) -> None:
        marked = [self.rows[key] for key in sorted(self.marks)]
        assert self.model.marked_count == len(marked)
        assert self.model.marked_bytes == sum(max(entry.size, 0) for entry in marked)
        if marked:
            assert self.model.selection(0) == tuple(marked)
        else:
            assert self.model.selection(0) == tuple(self.shown()[:1])


TestModelAgainstNaiveList = ModelAgainstNaiveList.TestCase
TestModelAgainstNaiveList.settings = settings(
    max_examples=100, stateful_step_count=25, deadline=None
)


class LargeModelAgainstNaiveList(ModelAgainstNaiveList):
    """What is done another way where there are very many rows comes to the same."""

    large = 0


TestLargeModelAgainstNaiveList = LargeModelAgainstNaiveList.TestCase
TestLargeModelAgainstNaiveList.settings = settings(
    max_examples=100, stateful_step_count=25, deadline=None
)


@given(st.lists(_entries, max_size=4), _order, _filter)
def test_pages_in_any_order_show_every_key_once(
    pages: list[list[Entry]], order: Order, text: str
) -> None:
    """A store that does not list in key order: the latest row of a key counts."""
    model = ListingModel(LEVEL)
    model.set_order(order)
    model.set_filter(text)
    expected: dict[str, Entry] = {}

    for entries in pages:
        model.apply(page(entries))
        expected.update({entry.key: entry for entry in entries})
    model.finish()
    model.set_order(Order())
    model.set_filter("")

    assert [model.entry(row) for row in range(len(model))] == [
        expected[key] for key in sorted(expected)
    ]
