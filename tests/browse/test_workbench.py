"""A model of many rows with a workbench ends up as one without."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Queue

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jos_tui.browse.listing_model import ListingModel
from jos_tui.browse.ordering import Direction, Order, SortBy
from jos_tui.browse.steps import Steps
from jos_tui.browse.visible_rows import LARGE
from jos_tui.browse.workbench import Change, Landing, Work, Workbench
from jos_tui.core.background import CancelToken, Pool
from tests.browse.rows import LEVEL, PREFIX, obj, page, sub
from tests.support.patience import LONG_ENOUGH

MANY = [
    sub(f"p{number:06d}") if number % 50 == 0 else obj(f"p{number:06d}.{number % 7}", number * 7919)
    for number in range(LARGE + 5_000)
]


class Owner:
    """The thread that owns a bench: here, that of the test."""

    def __init__(self) -> None:
        self.pool = Pool("bench", 1)
        self.calls: Queue[Callable[[], None]] = Queue()
        self.landed: list[Change] = []
        self.bench = Workbench(self.pool, self.calls.put, self.landed.append)

    def until_done(self) -> None:
        while self.bench.is_busy:
            self.calls.get(timeout=LONG_ENOUGH)()


@pytest.fixture
def owner() -> Iterator[Owner]:
    owner = Owner()
    yield owner
    owner.pool.cancel_all()
    assert owner.pool.join(LONG_ENOUGH)


def filled(owner: Owner | None) -> ListingModel:
    model = ListingModel(LEVEL, owner.bench if owner else None)
    model.apply(page(MANY))
    model.finish()
    return model


def rows_of(model: ListingModel) -> list[tuple[str, bool]]:
    keys = [model.key(row) for row in range(len(model))]
    return [(key, model.is_marked(key)) for key in keys]


_order = st.builds(Order, st.sampled_from(SortBy), st.sampled_from(Direction))
_step = st.one_of(
    st.builds(lambda order: lambda model: model.set_order(order), _order),
    st.builds(
        lambda text: lambda model: model.set_filter(text),
        st.sampled_from(["", "p", "1", "12", "123", ".3", "*5", "P", "none"]),
    ),
    st.builds(
        lambda pattern: lambda model: model.mark_matching(pattern), st.sampled_from(["*1", "p?1*"])
    ),
    st.just(lambda model: model.unmark_matching("*3*")),
    st.just(lambda model: model.mark_all()),
    st.just(lambda model: model.invert_marks()),
    st.just(lambda model: model.clear_marks()),
    st.just(lambda model: model.upsert([obj("p000777", 5), obj("zz")])),
    st.just(lambda model: model.remove([PREFIX + "p000100/"])),
    st.just(lambda model: model.remove([entry.key for entry in MANY[::7]])),
    st.just(
        lambda model: model.upsert([obj(f"p{at:06d}.1{at}", at) for at in range(0, 25_000, 9)])
    ),
    st.just(lambda model: model.selection(0) if model.marked_count else ()),
)


@given(steps=st.lists(_step, max_size=6), waits=st.lists(st.booleans(), min_size=6, max_size=6))
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_work_in_the_background_comes_to_the_same(
    owner: Owner, steps: list[Callable[[ListingModel], object]], waits: list[bool]
) -> None:
    model, plain = filled(owner), filled(None)

    for step, wait in zip(steps, waits, strict=False):
        step(model)
        step(plain)
        if wait:
            owner.until_done()
    owner.until_done()

    assert rows_of(model) == rows_of(plain)
    assert (model.marked_count, model.marked_bytes) == (plain.marked_count, plain.marked_bytes)
    assert (model.order, model.behind) == (plain.order, 0)


def test_what_is_marked_is_known_to_who_asks_at_once(owner: Owner) -> None:
    """``a`` and then ``d``, faster than the marking: it is all rows that are to be deleted."""
    model = filled(owner)
    model.set_filter("0")
    model.mark_all()

    assert len(model.selection(0)) == sum("0" in entry.key for entry in MANY)


@contextmanager
def busy(owner: Owner) -> Iterator[None]:
    """The thread has something else to do."""
    go_on = threading.Event()

    def wait(_: CancelToken) -> None:
        go_on.wait(LONG_ENOUGH)

    owner.pool.submit(wait)
    try:
        yield
    finally:
        go_on.set()


@pytest.mark.parametrize(
    "step",
    [
        lambda model: model.toggle_mark(3),
        lambda model: model.clear_marks(),
        lambda model: model.selection(3),
    ],
    ids=["toggle", "clear", "selection"],
)
def test_marks_do_not_wait_for_another_order(
    owner: Owner, step: Callable[[ListingModel], object]
) -> None:
    model = filled(owner)
    with busy(owner):
        model.set_order(Order(SortBy.SIZE, Direction.DESCENDING))

        step(model)

        assert model.is_busy


def test_what_is_pointed_at_is_what_was_seen_before_it_was_sorted(owner: Owner) -> None:
    model = filled(owner)
    with busy(owner):
        seen = model.entry(3)
        model.set_order(Order(SortBy.SIZE, Direction.DESCENDING))
        model.mark_matching("no such name")

        assert model.selection(3) == (seen,)
        assert model.entry(3) != seen


def test_rows_that_go_all_over_a_long_listing_keep_nobody_waiting(owner: Owner) -> None:
    """While that is computed the listing is as it was, and a row can be marked."""
    model = filled(owner)
    model.set_order(Order(SortBy.SIZE, Direction.DESCENDING))
    owner.until_done()
    kept = model.key(3)
    with busy(owner):
        model.remove([entry.key for entry in MANY if entry.key != kept][::3])
        model.toggle_mark(3)

        assert model.is_changing
        assert len(model) == len(MANY)
    owner.until_done()

    assert len(model) == len(MANY) - len(range(0, len(MANY) - 1, 3))
    assert model.is_marked(kept)
    assert model.marked_count == 1


def held(bench: Workbench, name: str, landed: list[str]) -> tuple[threading.Event, threading.Event]:
    """Work that has begun, and goes on when it is let."""
    begun, go_on = threading.Event(), threading.Event()

    def steps() -> Steps[Landing]:
        begun.set()
        while not go_on.is_set():
            yield

        def land() -> Change:
            landed.append(name)
            return Change(0, 1)

        return land

    assert bench.do(steps, Work.ARRANGING) == Change(0, 0)
    return begun, go_on


def test_work_that_is_replaced_never_lands(owner: Owner) -> None:
    landed: list[str] = []
    begun, _ = held(owner.bench, "first", landed)
    assert begun.wait(LONG_ENOUGH)

    _, go_on = held(owner.bench, "second", landed)
    go_on.set()
    owner.until_done()

    assert landed == ["second"]
    assert owner.landed == [Change(0, 1)]


def test_work_that_is_given_up_never_lands(owner: Owner) -> None:
    landed: list[str] = []
    held(owner.bench, "first", landed)

    owner.bench.give_up()

    assert not owner.bench.is_busy
    assert owner.pool.join(LONG_ENOUGH)
    owner.bench.finish()
    assert landed == []


def test_a_fault_in_the_work_is_raised_where_it_lands(owner: Owner) -> None:
    def steps() -> Steps[Landing]:
        yield
        raise ZeroDivisionError

    def do_all() -> None:
        owner.bench.do(steps, Work.MARKING)
        owner.bench.finish()

    with pytest.raises(ZeroDivisionError):
        do_all()


def test_rows_that_come_into_a_long_sorted_listing_are_sorted_in_when_asked_for() -> None:
    model = ListingModel(LEVEL)
    model.set_order(Order(SortBy.SIZE, Direction.DESCENDING))
    model.apply(page(MANY))
    model.apply(page([obj("q", 1 << 40), obj("r", 0)]))

    assert (len(model), model.total, model.behind) == (len(MANY), len(MANY) + 2, 2)
    assert model.row_of(PREFIX + "q") is None
    model.catch_up()

    assert (len(model), model.behind) == (len(MANY) + 2, 0)
    assert model.key(len(MANY) // 50).endswith("/q")


def test_the_pool_may_end_before_the_work() -> None:
    owner = Owner()
    landed: list[str] = []
    _, go_on = held(owner.bench, "first", landed)
    owner.pool.cancel_all()
    assert owner.pool.join(LONG_ENOUGH)

    go_on.set()
    owner.bench.finish()

    assert landed == ["first"]


@pytest.mark.parametrize("texts", [["1"], ["p0", "p00", "00"], ["*.3"], ["1", ""]])
def test_a_filter_that_was_prepared_shows_what_it_would_have(
    owner: Owner, texts: list[str]
) -> None:
    prepared, plain = filled(owner), filled(None)
    prepared.prepare_filter()
    for text in texts:
        prepared.set_filter(text)
        plain.set_filter(text)
    owner.until_done()
    assert rows_of(prepared) == rows_of(plain)
    for model in (prepared, plain):
        model.upsert([obj("p0000015.1", 1)])
        model.set_filter(".1")
    owner.until_done()
    assert rows_of(prepared) == rows_of(plain)
