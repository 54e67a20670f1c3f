"""What is selected stays what it was, costs nothing to take, and is let go of."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Sequence
from typing import Any
from weakref import ref

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.browse.columns import Columns, page_of
from jos_tui.browse.listing_model import ListingModel
from jos_tui.browse.marked_rows import MarkedRows
from jos_tui.browse.ordering import Direction, Order, SortBy
from jos_tui.browse.steps import finished
from jos_tui.core.entry import EntriesInOrder, Entry, Kind
from tests.browse.rows import LEVEL, PREFIX, numbered, obj, page, sub

_names = st.text("ab/", max_size=3)
_etag = st.sampled_from(["", "x", "y", "0" * 32, "f" * 32 + "-7"])
_entry = st.builds(lambda name, size, etag: Entry(name, Kind.OBJECT, size, 7, etag), _names,
                   st.integers(0, 3), _etag)  # fmt: skip
_change = st.tuples(st.just("put"), st.lists(_entry, max_size=20)) | st.tuples(
    st.just("drop"), st.lists(_names, max_size=20)
)


def many(count: int = 100_000) -> ListingModel:
    """A level of very many objects and a few prefixes, as it is listed."""
    model = ListingModel(LEVEL)
    model.apply(page([sub("0")]))
    model.apply(page(numbered(count)))
    return model


def selected(model: ListingModel) -> Sequence[Entry]:
    rows = model.selection(0)
    assert isinstance(rows, EntriesInOrder)
    return rows


def entries_in_memory() -> int:
    return sum(type(value) is Entry for value in gc.get_objects())


def test_taking_a_large_selection_makes_no_entry() -> None:
    model = many()
    model.mark_all()
    gc.collect()
    before = entries_in_memory()

    rows = model.selection(0)

    assert len(rows) == model.marked_count == 100_001
    assert entries_in_memory() == before


def test_going_through_a_large_selection_keeps_few_entries() -> None:
    model = many()
    model.mark_all()
    gc.collect()
    before = entries_in_memory()

    for number, _ in enumerate(selected(model)):
        if number % 20_000 == 0:
            assert entries_in_memory() - before < 5_000


def test_a_large_selection_is_the_marked_rows_in_key_order() -> None:
    model = many(5_000)
    model.set_order(Order(SortBy.SIZE, Direction.DESCENDING))
    model.mark_matching("*7*")

    rows = selected(model)

    wanted = [entry for entry in numbered(5_000) if "7" in entry.name]
    assert list(rows) == wanted
    assert (rows[0], rows[-1], rows[3:1200:7]) == (wanted[0], wanted[-1], tuple(wanted[3:1200:7]))
    assert rows[990:1010] == tuple(wanted[990:1010])
    with pytest.raises(IndexError):
        rows[len(wanted)]


@pytest.mark.parametrize(
    "change",
    [
        lambda model: model.set_order(Order(SortBy.SIZE, Direction.DESCENDING)),
        lambda model: model.set_filter("9"),
        lambda model: model.clear_marks(),
        lambda model: model.toggle_mark(4),
        lambda model: model.invert_marks(),
        lambda model: model.apply(page(numbered(50, start=8_000))),
        lambda model: model.upsert([obj("00000003", 99), obj("0-new", 1)]),
        lambda model: model.remove([f"{PREFIX}{number:08d}" for number in range(0, 5000, 3)]),
        lambda model: (model.restart(), model.apply(page(numbered(10))), model.finish()),
    ],
    ids=["sort", "filter", "clear", "toggle", "invert", "page", "written", "deleted", "refresh"],
)
def test_what_is_selected_stays_whatever_becomes_of_the_listing(
    change: Callable[[ListingModel], object],
) -> None:
    model = many(5_000)
    model.mark_matching("*1*")
    wanted = tuple(selected(model))
    rows = selected(model)
    halfway = iter(rows)
    begun = [next(halfway) for _ in range(1_500)]

    change(model)

    assert tuple(rows) == wanted
    assert (*begun, *halfway) == wanted


def test_a_selection_is_read_on_a_thread_while_the_listing_changes() -> None:
    model = many(20_000)
    model.mark_all()
    rows = selected(model)
    wanted, read = list(rows), list[list[Entry]]()
    reader = threading.Thread(target=lambda: read.extend(list(rows) for _ in range(5)))
    reader.start()
    for number in range(200):
        model.remove([f"{PREFIX}{number * 7:08d}"])
        model.upsert([obj(f"{number:08d}-new", 5)])
        model.apply(page(numbered(5, start=30_000 + 5 * number)))
    reader.join()
    assert read == [wanted] * 5


@given(st.lists(_change, max_size=6), st.integers(0, 6))
def test_frozen_rows_stay(changes: list[tuple[str, list[Any]]], frozen_at: int) -> None:
    columns = Columns("", Kind.PREFIX)
    rows, wanted = None, None
    for number, (what, about) in enumerate([*changes, ("drop", [])]):
        if number == min(frozen_at, len(changes)):
            rows = MarkedRows(columns.frozen(), b"\1" * len(columns))
            wanted = columns.entries(range(len(columns)))
        if what == "put":
            columns.replace(finished(columns.putting(page_of(about))))
        else:
            columns.replace(finished(columns.dropping(about)))
    assert rows is not None
    assert tuple(rows) == wanted


def test_rows_are_copied_only_while_somebody_uses_them() -> None:
    columns = Columns("", Kind.PREFIX)
    columns.replace(finished(columns.putting(page_of(numbered(10)))))
    frozen = columns.frozen()
    names = columns.names
    columns.replace(finished(columns.putting(page_of(numbered(1, start=10)))))
    assert columns.names is names  # more rows behind those that are there
    columns.replace(finished(columns.dropping([names[3]])))
    assert columns.names is not names
    assert columns.frozen() is not frozen

    gone = ref(columns.frozen())
    assert gone() is None
    names = columns.names
    columns.replace(finished(columns.dropping([names[3]])))
    assert columns.names is names


def test_a_closed_level_goes_with_the_last_selection_of_it() -> None:
    model = many(5_000)
    model.mark_all()
    rows = selected(model)
    gone, names = ref(model), ref(rows)
    del model
    assert gone() is None
    assert len(list(rows)) == 5_001
    del rows
    assert names() is None
