from __future__ import annotations

from jos_tui.core.entry import Entry, Kind
from jos_tui.core.location import Location
from jos_tui.jobs.item import Action, ItemState
from jos_tui.jobs.model import Selection
from jos_tui.jobs.request import DeleteRequest
from tests.jobs.planning.desk import NOW, Desk, planned, planned_in_pieces

ODD = ["//", "/lead", "a ", "a\n", "..", "./x", "é", "[b]x[/b]", "%41", "a/b/", "a/b"]


def test_every_key_goes_with_what_guards_it(any_desk: Desk) -> None:
    any_desk.fill("run/a", "run/b/c", "run-2", "alone", body=b"123")
    kept = planned(any_desk.store, DeleteRequest(any_desk.select("run/", "alone")))
    assert kept.keys == ["alone", "run/a", "run/b/c"]
    for item in kept.items:
        assert (item.action, item.state) == (Action.DELETE, ItemState.WAITING)
        assert (item.bucket, item.size) == (any_desk.bucket, 3)
        assert item.etag
        assert item.modified_ns > 0
        assert item.path == ""
    assert kept.notes == []


def test_keys_are_exact(desk: Desk) -> None:
    desk.fill(*ODD)
    kept = planned(desk.store, DeleteRequest(desk.select()))
    assert kept.keys == sorted(ODD, key=str.encode)


def test_no_key_goes_twice(desk: Desk) -> None:
    desk.fill("a/", "a/b", "c")
    rows = [*desk.entries(), *desk.entries(), Entry("a/b", Kind.OBJECT, 0)]
    kept = planned(desk.store, DeleteRequest(Selection(Location(desk.bucket), tuple(rows))))
    assert kept.keys == ["a/", "a/b", "c"]


def test_buckets_come_last(desk: Desk) -> None:
    other = f"{desk.bucket}-2"
    desk.store.make_bucket(other, NOW)
    desk.fill("x", "y/z")
    desk.store.put(other, "w", b"", NOW)
    entries = tuple(Entry(name, Kind.BUCKET) for name in (desk.bucket, other))
    request = DeleteRequest(Selection(Location(), entries))
    kept = planned(desk.store, request)
    assert [(item.action, item.bucket, item.key) for item in kept.items] == [
        (Action.DELETE, other, "w"),
        (Action.DELETE, desk.bucket, "x"),
        (Action.DELETE, desk.bucket, "y/z"),
        (Action.REMOVE_BUCKET, other, ""),
        (Action.REMOVE_BUCKET, desk.bucket, ""),
    ]
    assert planned_in_pieces(desk.store, request).items == kept.items
