"""A deletion's plan holds every version, marker and unfinished upload that it is to take."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace

import pytest

from jos_tui.core.entry import Entry, Kind
from jos_tui.core.errors import NotSupported
from jos_tui.core.location import Location
from jos_tui.jobs.deletion_words import plan_lines
from jos_tui.jobs.item import Action, ItemState, PlannedItem
from jos_tui.jobs.model import Contents, Selection
from jos_tui.jobs.planning.plan import plan
from jos_tui.jobs.planning.position import plan_at
from jos_tui.jobs.planning.upload_sizes import MOST_MEASURED
from jos_tui.jobs.request import (
    ChosenUpload,
    ChosenVersion,
    DeleteRequest,
    DropRequest,
    KeepBucket,
    Scope,
)
from jos_tui.store.store import connect
from tests.jobs.planning.desk import NOW, Desk, Kept, planned, planned_in_pieces
from tests.store.versioned import keep_versions, suspend_versions
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind
from tests.support.hostile_names import HOSTILE
from tests.support.servers import S3Server

ALL, NONCURRENT = Scope.ALL_VERSIONS, Scope.NONCURRENT
HERE = [name for names in HOSTILE.values() for name in names]


@pytest.fixture
def versioned(desk: Desk) -> Desk:
    """A bucket with a key from before, one with three versions, a deleted one, and uploads."""
    desk.fill("p/null", body=b"1")
    keep_versions(desk.store, desk.bucket)
    desk.fill("p/null", body=b"22")
    for body in (b"1", b"22", b"333"):
        desk.fill("p/three", body=body)
    desk.fill("q/deleted", body=b"4444")
    desk.store.delete(desk.bucket, "q/deleted", NOW)
    for key in ("p/three", "q/new", "q/new"):
        desk.store.start_upload(desk.bucket, key, NOW)
    return desk


def contents(kept: Kept) -> Contents:
    return plan_at(kept.cursor).contents


def rows(kept: Kept) -> list[tuple[Action, str, int]]:
    return [(item.action, item.key, item.size) for item in kept.items]


def whole(desk: Desk, **more: KeepBucket) -> DeleteRequest:
    chosen = Selection(Location(), (Entry(desk.bucket, Kind.BUCKET),))
    return DeleteRequest(chosen, ALL, **more)


def test_a_bucket_goes_with_all_versions_markers_and_uploads(versioned: Desk) -> None:
    kept = planned(versioned.store, whole(versioned))
    assert rows(kept) == [
        (Action.DELETE, "p/null", 2),
        (Action.DELETE_VERSION, "p/null", 1),
        (Action.DELETE, "p/three", 3),
        (Action.DELETE_VERSION, "p/three", 2),
        (Action.DELETE_VERSION, "p/three", 1),
        (Action.DELETE_MARKER, "q/deleted", 0),
        (Action.DELETE_VERSION, "q/deleted", 4),
        (Action.ABORT_UPLOAD, "p/three", 0),
        (Action.ABORT_UPLOAD, "q/new", 0),
        (Action.ABORT_UPLOAD, "q/new", 0),
        (Action.REMOVE_BUCKET, "", 0),
    ]
    assert kept.items[1].version_id == "null"
    assert all(item.version_id for item in kept.items[:7])
    assert all(item.abort_id for item in kept.items[7:10])
    assert contents(kept) == Contents(2, 4, 8, 1, 3, 1, unmeasured=3)
    assert planned_in_pieces(versioned.store, whole(versioned)).items == kept.items


def test_a_bucket_goes_whole_whatever_the_scope(versioned: Desk) -> None:
    request = DeleteRequest(whole(versioned).selection)
    assert (
        planned(versioned.store, request).items == planned(versioned.store, whole(versioned)).items
    )


def test_an_emptied_bucket_stays(versioned: Desk) -> None:
    kept = planned(versioned.store, whole(versioned, keep_bucket=KeepBucket.YES))
    assert kept.items == planned(versioned.store, whole(versioned)).items[:-1]


def test_older_versions_and_markers_can_go_without_what_is_seen(versioned: Desk) -> None:
    kept = planned(versioned.store, DeleteRequest(versioned.all_below(), NONCURRENT))
    assert rows(kept) == [
        (Action.DELETE_VERSION, "p/null", 1),
        (Action.DELETE_VERSION, "p/three", 2),
        (Action.DELETE_VERSION, "p/three", 1),
        (Action.DELETE_MARKER, "q/deleted", 0),
        (Action.DELETE_VERSION, "q/deleted", 4),
    ]
    bucket = DeleteRequest(whole(versioned).selection, NONCURRENT)
    assert planned(versioned.store, bucket).items == kept.items


def test_only_what_is_below_goes(versioned: Desk) -> None:
    versioned.fill("p", "p0", "p/", body=b"x")
    kept = planned(versioned.store, DeleteRequest(versioned.select("p/"), ALL))
    assert {item.key for item in kept.items} == {"p/", "p/null", "p/three"}


def test_of_a_single_object_its_own_versions_go_and_no_longer_key(versioned: Desk) -> None:
    versioned.fill("p/three/below", "p/three2", body=b"x")
    [row] = [row for row in versioned.entries("p/") if row.key == "p/three"]
    kept = planned(
        versioned.store, DeleteRequest(Selection(Location(versioned.bucket), (row,)), ALL)
    )
    assert rows(kept) == [
        (Action.DELETE, "p/three", 3),
        (Action.DELETE_VERSION, "p/three", 2),
        (Action.DELETE_VERSION, "p/three", 1),
        (Action.ABORT_UPLOAD, "p/three", 0),
    ]


def test_uploads_of_our_own_jobs_are_left_out_and_said(versioned: Desk) -> None:
    [mine, *_] = versioned.store.list_uploads(versioned.bucket, "q/new", NOW)
    kept = Kept(in_use=frozenset({mine.upload_id}))
    planned_into(versioned, whole(versioned), kept)
    assert mine.upload_id not in {item.abort_id for item in kept.items}
    assert kept.notes == ["1 unfinished upload of jobs that have not ended will be kept."]


def test_how_much_uploads_hold_is_asked_of_no_more_than_so_many(desk: Desk) -> None:
    def begin(number: int) -> None:
        upload = desk.store.start_upload(desk.bucket, f"up/{number:03}", NOW)
        desk.store.put_part(desk.bucket, f"up/{number:03}", upload, 1, b"12345", NOW)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(begin, range(MOST_MEASURED + 1)))
    kept = planned(desk.store, whole(desk))
    uploads = MOST_MEASURED + 1
    wanted = Contents(uploads=uploads, buckets=1, upload_bytes=5 * MOST_MEASURED, unmeasured=1)
    assert contents(kept) == wanted
    assert plan_lines(wanted, wanted.upload_bytes) == ["101 unfinished uploads (at least 500 B)"]
    assert plan_lines(replace(wanted, objects=2, unmeasured=0), 502) == [
        "2 objects, 2 B",
        "101 unfinished uploads (500 B)",
    ]


def planned_into(desk: Desk, request: DeleteRequest, kept: Kept) -> None:
    plan(desk.store, request, kept, "", NOW)


def test_who_deletes_what_is_seen_is_told_what_stays(versioned: Desk) -> None:
    request = DeleteRequest(versioned.select())
    kept = planned(versioned.store, request)
    assert rows(kept) == [(Action.DELETE, "p/null", 2), (Action.DELETE, "p/three", 3)]
    assert all(item.version_id == "" for item in kept.items)
    assert kept.notes == [
        f"The bucket {versioned.bucket} keeps versions: "
        "what is deleted is hidden, stays there and takes space."
    ]
    suspend_versions(versioned.store, versioned.bucket)
    [note] = planned(versioned.store, request).notes
    assert "has kept versions: older ones stay" in note


def test_a_suspended_bucket_is_planned_with_what_it_has_kept(versioned: Desk) -> None:
    suspend_versions(versioned.store, versioned.bucket)
    assert contents(planned(versioned.store, whole(versioned))) == Contents(
        2, 4, 8, 1, 3, 1, unmeasured=3
    )


def test_a_bucket_without_versions_is_planned_from_its_listing(any_desk: Desk) -> None:
    """On any store: no version ids where none are kept, and none where the store knows none."""
    any_desk.fill("a", "b/c", body=b"x")
    kept = planned(any_desk.store, whole(any_desk))
    assert rows(kept) == [
        (Action.DELETE, "a", 1),
        (Action.DELETE, "b/c", 1),
        (Action.REMOVE_BUCKET, "", 0),
    ]
    assert not any(item.version_id for item in kept.items)
    assert kept.notes == []
    assert planned(any_desk.store, DeleteRequest(any_desk.all_below(), NONCURRENT)).items == []


def test_every_key_is_planned_exactly_with_its_versions(desk: Desk) -> None:
    keep_versions(desk.store, desk.bucket)
    for key in HERE:
        desk.fill(key, body=b"1")
        desk.fill(key, body=b"22")
    kept = planned(desk.store, whole(desk))
    assert sorted(item.key for item in kept.items[:-1]) == sorted([*HERE, *HERE])
    assert contents(kept) == Contents(len(HERE), len(HERE), len(HERE), 0, 0, 1)


def test_many_versions_of_one_key_are_planned_in_batches_that_can_be_gone_on_from(
    desk: Desk,
) -> None:
    keep_versions(desk.store, desk.bucket)
    for number in range(2100):
        desk.store.put(desk.bucket, "k", b"%d" % (number % 10), NOW)
    kept = planned(desk.store, whole(desk))
    assert len({item.version_id for item in kept.items}) == 2101
    assert max(kept.batches) <= 1000
    assert planned_in_pieces(desk.store, whole(desk), 1000).items == kept.items


def test_where_it_is_not_known_what_is_newest_no_older_ones_are_planned(
    versioned: Desk, server: S3Server
) -> None:
    """Otherwise what is seen would go with the rest."""
    body = (
        b"<ListVersionsResult><Version><Key>p/a</Key><VersionId>2</VersionId></Version>"
        b"<Version><Key>p/a</Key><VersionId>1</VersionId></Version></ListVersionsResult>"
    )
    headers = {"Content-Type": "application/xml"}
    kept = Kept()
    with (
        FaultProxy(server.endpoint) as proxy,
        closing(connect(server.profile(endpoints=(proxy.endpoint,)))) as store,
    ):
        proxy.inject(Fault(FaultKind.CANNED, "versions=", None, 0, 200, headers, body))
        with pytest.raises(NotSupported, match="which versions are the newest"):
            plan(store, DeleteRequest(versioned.all_below(), NONCURRENT), kept, "", NOW)
    assert kept.items == []


def test_what_was_chosen_is_the_plan_of_a_drop(desk: Desk) -> None:
    request = DropRequest(
        desk.bucket,
        (ChosenVersion("b", "2", 5, 7), ChosenVersion("a", "null")),
        (ChosenUpload("c", "up"),),
    )
    kept = planned(desk.store, request)
    assert kept.items == [
        PlannedItem(
            Action.DELETE_VERSION, desk.bucket, "b", size=5, modified_ns=7_000_000, version_id="2"
        ),
        PlannedItem(Action.DELETE_VERSION, desk.bucket, "a", version_id="null"),
        PlannedItem(Action.ABORT_UPLOAD, desk.bucket, "c", abort_id="up"),
    ]
    assert all(item.state is ItemState.WAITING for item in kept.items)
    assert planned_in_pieces(desk.store, request).items == kept.items
