from __future__ import annotations

import os
from dataclasses import replace

import pytest

from jos_tui.core.entry import Entry, Kind
from jos_tui.core.location import Location
from jos_tui.jobs.item import Action, ItemState
from jos_tui.jobs.model import Conflict, Selection
from jos_tui.jobs.planning.plan import SyncCounts, plan
from jos_tui.jobs.request import EmptyFolders, Extra, Filters, GetRequest
from tests.jobs.bench import write_tree
from tests.jobs.planning.desk import NOW, Desk, Kept, planned


def paths(kept: Kept) -> dict[str, str]:
    return {item.key: item.path for item in kept.items}


def test_every_object_gets_a_path_and_brings_what_guards_it(any_desk: Desk) -> None:
    any_desk.fill("run/a", "run/sub/b", "run-2/c", "alone", body=b"123")
    kept = planned(any_desk.store, GetRequest(any_desk.select(), str(any_desk.folder)))
    assert [(item.key, item.path) for item in kept.items] == [
        ("alone", "alone"),
        ("run-2/c", "run-2/c"),
        ("run/a", "run/a"),
        ("run/sub/b", "run/sub/b"),
    ]
    for item in kept.items:
        assert (item.action, item.bucket, item.size) == (Action.GET, any_desk.bucket, 3)
        assert item.etag
        assert item.modified_ns > 0
    assert kept.notes == []


def test_paths_begin_at_the_chosen_level(desk: Desk) -> None:
    desk.fill("a/b/run/x", "a/b/y")
    request = GetRequest(desk.select(prefix="a/b/"), str(desk.folder))
    assert paths(planned(desk.store, request)) == {"a/b/run/x": "run/x", "a/b/y": "y"}
    request = GetRequest(desk.all_below("a/b/"), str(desk.folder))
    assert paths(planned(desk.store, request)) == {"a/b/run/x": "run/x", "a/b/y": "y"}


def test_a_bucket_becomes_a_folder(desk: Desk) -> None:
    desk.fill("x", "//y")
    selection = Selection(Location(), (Entry(desk.bucket, Kind.BUCKET),))
    kept = planned(desk.store, GetRequest(selection, str(desk.folder)))
    assert paths(kept) == {"x": f"{desk.bucket}/x", "//y": f"{desk.bucket}/%2F/%2F/y"}
    assert "1 object cannot be saved" in kept.notes[0]


def test_a_single_object_may_get_another_name(desk: Desk) -> None:
    desk.fill("a.nc")
    request = GetRequest(desk.select("a.nc"), str(desk.folder), name="b.nc")
    kept = planned(desk.store, request)
    assert paths(kept) == {"a.nc": "b.nc"}
    assert kept.notes == []


def test_a_key_that_is_both_file_and_folder_gets_two_paths(desk: Desk) -> None:
    desk.fill("d/a", "d/a-b", "d/a/x", "d/a/y/z", "d/a0")
    kept = planned(desk.store, GetRequest(desk.select("d/"), str(desk.folder)))
    assert list(paths(kept).values()) == ["d/a", "d/a-b", "d/a%2F/x", "d/a%2F/y/z", "d/a0"]


def test_markers_of_folders_are_made_or_left_out(desk: Desk) -> None:
    desk.fill("run/", "run/empty/", "run/x")
    desk.fill("run/full/", body=b"bytes")
    request = GetRequest(desk.select("run/"), str(desk.folder))
    made = planned(desk.store, request)
    assert paths(made) == {
        "run/": "run",
        "run/empty/": "run/empty",
        "run/full/": "run/full/%2F",
        "run/x": "run/x",
    }
    left = planned(desk.store, replace(request, empty_folders=EmptyFolders.LEAVE_OUT))
    assert left.keys == ["run/full/", "run/x"]
    assert left.notes[-1] == "Empty folders are left out: 2, such as run/."


def test_filters_look_below_what_was_chosen(desk: Desk) -> None:
    desk.fill("tmp/run/a.nc", "tmp/run/b.txt", "tmp/run/tmp/c.nc", "tmp/alone.nc", "tmp/alone.txt")
    filters = Filters(include=("*.nc",), exclude=("tmp/**",))
    request = GetRequest(desk.select(prefix="tmp/"), str(desk.folder), filters=filters)
    kept = planned(desk.store, request)
    assert kept.keys == ["tmp/alone.nc", "tmp/run/a.nc"]
    assert "Objects that the filters exclude are left out: 3" in kept.notes[0]


def test_what_is_taken_waits_for_an_answer(desk: Desk) -> None:
    desk.fill("a", "b")
    write_tree(desk.folder, {"a": b"old"})
    request = GetRequest(desk.select(), str(desk.folder), conflict=Conflict.ASK)
    assert planned(desk.store, request).states() == {
        "a": ItemState.HELD,
        "b": ItemState.WAITING,
    }


@pytest.mark.parametrize("shift_ns", [0, 999_000_000])
def test_what_is_the_same_is_skipped(desk: Desk, shift_ns: int) -> None:
    desk.fill("same", "older", "longer", "new", body=b"12")
    write_tree(desk.folder, {"same": b"12", "older": b"12", "longer": b"123"})
    seconds = {entry.key: entry.modified_ms // 1000 for entry in desk.entries()}
    for name in ("same", "longer"):
        moment = seconds[name] * 10**9 + shift_ns
        os.utime(desk.folder / name, ns=(moment, moment))
    os.utime(desk.folder / "older", (seconds["older"] - 9, seconds["older"] - 9))
    request = GetRequest(desk.select(), str(desk.folder), conflict=Conflict.IF_DIFFERENT)
    kept = planned(desk.store, request)
    assert [key for key, state in kept.states().items() if state is ItemState.SKIPPED] == ["same"]
    assert kept.counts == SyncCounts(new=1, changed=2, same=1)
    assert kept.notes == [
        "1 changed file has the size of its object: what is in both is compared first, and the "
        "same is not transferred.",
        "Compared: 1 new, 2 changed, 1 the same.",
    ]


def test_it_says_when_the_disk_is_too_small(desk: Desk) -> None:
    entry = Entry("huge", Kind.OBJECT, 1 << 60, 1, "etag")
    selection = Selection(Location(desk.bucket), (entry,))
    kept = planned(desk.store, GetRequest(selection, str(desk.folder / "new")))
    assert "This needs 1.2 EB, but only" in kept.notes[0]


def test_nothing_is_asked_of_the_store_again_once_all_is_planned(desk: Desk) -> None:
    desk.fill("a")
    request = GetRequest(desk.select(), str(desk.folder), extra=Extra.DELETE)
    kept = planned(desk.store, request)
    again = Kept()
    assert plan(desk.store, request, again, kept.cursor, NOW) == kept.counts
    assert again.batches == []
