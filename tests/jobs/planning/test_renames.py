"""Several rows that get other names at once, as they are planned on a real store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from jos_tui.core.location import Location
from jos_tui.jobs.item import ItemState, PlannedItem
from jos_tui.jobs.planning.outbox import Outbox
from jos_tui.jobs.planning.plan import plan_into
from jos_tui.jobs.planning.sink import AnswersNeeded
from jos_tui.jobs.planning.turns import rename_request
from jos_tui.jobs.request import CopyRequest
from jos_tui.store.copying import Original
from tests.jobs.planning.desk import NOW, Desk, Kept

FREE, TAKEN, LEFT_OUT = ItemState.WAITING, ItemState.HELD, ItemState.SKIPPED


def renames(desk: Desk, names: dict[str, str], prefix: str = "") -> CopyRequest:
    rows = {row.key.removeprefix(prefix): row for row in desk.entries(prefix)}
    level = Location(desk.bucket, prefix)
    return rename_request(level, [(rows[old], new) for old, new in names.items()])


def worker(desk: Desk, failing: Sequence[str] = ()) -> Kept:
    """Return a sink whose items are moved as soon as they are waited for, but for some."""

    def move(items: Sequence[PlannedItem]) -> None:
        for item in items:
            if item.state is FREE and item.from_key not in failing:
                original = Original(item.from_bucket, item.from_key, item.size, item.etag)
                desk.store.copy(original, item.bucket, item.key, NOW)
                desk.store.delete(item.from_bucket, item.from_key, NOW)

    return Kept(do=move)


def plan_with(desk: Desk, request: CopyRequest, kept: Kept) -> Kept:
    plan_into(desk.store, request, Outbox(kept, kept.cursor, NOW), NOW)
    return kept


def moves(kept: Kept) -> list[tuple[str, str, ItemState]]:
    return [(item.from_key, item.key, item.state) for item in kept.items]


def test_names_that_are_free_are_given_without_waiting_and_those_taken_are_asked_about(
    any_desk: Desk,
) -> None:
    any_desk.fill("p/a", "p/b", "p/d/x", "p/d/y", "p/taken", "p/e/y")
    request = renames(any_desk, {"a": "deep/a", "b": "taken", "d/": "e"}, "p/")
    kept = plan_with(any_desk, request, worker(any_desk))
    assert kept.waits == []
    assert moves(kept) == [
        ("p/a", "p/deep/a", FREE),
        ("p/b", "p/taken", TAKEN),
        ("p/d/x", "p/e/x", FREE),
        ("p/d/y", "p/e/y", TAKEN),
    ]
    assert all(item.etag for item in kept.items)


def test_a_row_of_names_is_planned_from_its_end_each_when_the_one_before_is_done(
    desk: Desk,
) -> None:
    desk.fill("1", "2", "3", "a/x", "b/x", "b/y")
    request = renames(desk, {"1": "2", "2": "3", "3": "4", "a/": "b", "b/": "c"})
    kept = plan_with(desk, request, worker(desk))
    assert kept.waits == [3, 5]
    assert moves(kept) == [
        ("3", "4", FREE),
        ("b/x", "c/x", FREE),
        ("b/y", "c/y", FREE),
        ("2", "3", FREE),
        ("a/x", "b/x", FREE),
        ("1", "2", FREE),
    ]
    assert kept.notes == []


def test_what_could_not_be_moved_out_of_the_way_is_never_replaced(desk: Desk) -> None:
    desk.fill("1", "2", "3", "a/x", "a/z", "b/x")
    request = renames(desk, {"1": "2", "2": "3", "3": "4", "a/": "b", "b/": "c"})
    kept = plan_with(desk, request, worker(desk, failing=["2", "b/x"]))
    assert moves(kept)[2:] == [
        ("2", "3", FREE),
        ("a/x", "b/x", LEFT_OUT),
        ("a/z", "b/z", FREE),
        ("1", "2", LEFT_OUT),
    ]
    assert kept.notes == ["Rows whose new name did not become free are left out: 2, such as a/."]


class Stopped(Exception):
    pass


def test_planning_goes_on_where_it_was_also_while_it_waited(desk: Desk) -> None:
    desk.fill("1", "2", "3", "a/x", "a/y", "b/x")
    request = renames(desk, {"1": "2", "2": "3", "3": "4", "a/": "b", "b/": "c"})
    kept = worker(desk)
    work = kept.do

    def stop(_: Sequence[PlannedItem]) -> None:
        raise Stopped

    for _ in range(2):
        kept.do = stop
        with pytest.raises(Stopped):
            plan_into(desk.store, request, Outbox(kept, kept.cursor, NOW, 1), NOW)
        kept.do = work
        with pytest.raises(Stopped):
            plan_into(desk.store, request, Outbox(_Once(kept), kept.cursor, NOW, 1), NOW)
    plan_with(desk, request, kept)
    assert [item.from_key for item in kept.items] == ["3", "b/x", "2", "a/x", "a/y", "1"]
    assert all(item.state is FREE for item in kept.items)


class _Once(Kept):
    """Hands on to another sink, and is stopped by the first batch behind a wait."""

    def __init__(self, to: Kept) -> None:
        super().__init__()
        self._to, self._waited = to, False

    def wait_for_ends(self) -> None:
        self._to.wait_for_ends()
        self._waited = True

    def add(self, items: Sequence[PlannedItem], cursor: str, notes: Sequence[str] = ()) -> None:
        self._to.add(items, cursor, notes)
        if self._waited and items:
            raise Stopped


def test_what_waits_for_an_answer_holds_up_those_that_depend_on_it(desk: Desk) -> None:
    desk.fill("1", "2", "3")
    request = renames(desk, {"1": "2", "2": "3"})
    kept = Kept()

    def held(_: Sequence[PlannedItem]) -> None:
        raise AnswersNeeded

    kept.do = held
    with pytest.raises(AnswersNeeded):
        plan_with(desk, request, kept)
    assert moves(kept) == [("2", "3", TAKEN)]
    desk.store.delete(desk.bucket, "3", NOW)
    kept.do = worker(desk).do
    kept.items[0] = replace(kept.items[0], state=FREE)
    plan_with(desk, request, kept)
    assert moves(kept)[1:] == [("1", "2", FREE)]
