"""Copies are checked, moves end with one object of each, whatever the store knows or forgets."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace

import pytest

from jos_tui.core.entry import Entry, Kind
from jos_tui.core.errors import ChangedMeanwhile, NotAllowed, NotFound
from jos_tui.core.location import Location
from jos_tui.jobs.engine.copy_origin import OriginalGone
from jos_tui.jobs.engine.move_source import OriginalStays, looks_alike
from jos_tui.jobs.model import Check, Conflict, JobKind, JobState, Selection
from jos_tui.jobs.request import ChosenVersion, CopyRequest, Options, Originals
from tests.jobs.engine.engine_bench import LONG, NOW, EngineBench
from tests.store.versioned import keep_versions
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, Request, s3_error, slow_down
from tests.support.hostile_names import HOSTILE

MIB = 1 << 20
XML = {"Content-Type": "application/xml"}
PARTS = Options(part_size=5 * MIB)
TREE = {"a/x": b"1", "a/y/z": b"22", "a//": b"333", "a/ ": b"", "b": b"other"}


@pytest.fixture
def proxy(engine_bench: EngineBench) -> Iterator[FaultProxy]:
    """A fault proxy in front of the server."""
    with FaultProxy(engine_bench.profile.endpoint) as running:
        yield running


def is_copy(request: Request) -> bool:
    return request.method == "PUT" and "x-amz-copy-source" in request.headers


def is_part(request: Request) -> bool:
    return is_copy(request) and "partNumber" in request.query


def row(bench: EngineBench, key: str) -> Entry:
    found = [each for each in bench.rows() if each.key == key]
    return found[0] if found else Entry(key, Kind.PREFIX)


def copy(bench: EngineBench, key: str, to: str = "", **more: object) -> CopyRequest:
    """Ask for a copy of one row of the root below a prefix."""
    selection = Selection(Location(bench.bucket), (row(bench, key),))
    return replace(CopyRequest(selection, Location(bench.bucket, to)), **more)  # type: ignore[arg-type]


def move(bench: EngineBench, key: str, to: str = "", **more: object) -> CopyRequest:
    return copy(bench, key, to, originals=Originals.GO, **more)


def test_a_prefix_is_copied_with_all_below(any_engine_bench: EngineBench) -> None:
    bench = any_engine_bench
    tree = {key: body for key, body in TREE.items() if key != "a//"}
    bench.fill(tree)
    report = bench.done(copy(bench, "a/", "to/"))
    assert (report.state, report.done, report.checks) == (JobState.DONE, 3, {Check.ETAG: 3})
    assert report.bytes == 3
    copies = {f"to/{key}": body for key, body in tree.items() if key.startswith("a/")}
    assert bench.objects() == tree | copies
    assert {change.written.key for change in bench.witness.changes if change.written} == set(copies)


def test_a_prefix_is_renamed(any_engine_bench: EngineBench) -> None:
    bench = any_engine_bench
    bench.fill({"a/x": b"1", "a/y/z": b"22", "ab": b"3"})
    job_id = bench.start(move(bench, "a/", name="c"))
    assert bench.outcome(job_id).state is JobState.DONE
    assert bench.objects() == {"c/x": b"1", "c/y/z": b"22", "ab": b"3"}
    assert {change.deleted for change in bench.witness.changes} == {"", "a/x", "a/y/z"}
    assert bench.snapshot(job_id).kind is JobKind.MOVE
    assert bench.snapshot(job_id).title == "Rename a/ to c"


def test_every_name_is_moved_and_moved_back(engine_bench: EngineBench) -> None:
    bench = engine_bench
    keys = list(dict.fromkeys(f"a/{key}"[:900] for keys in HOSTILE.values() for key in keys))
    keys = [key for key in keys if len(key.encode()) <= 1000]
    tree = {key: f"{number}".encode() for number, key in enumerate(keys)}
    bench.fill(tree)
    assert bench.done(move(bench, "a/", name="to here")).failures == ()
    assert bench.objects() == {f"to here/{key[2:]}": body for key, body in tree.items()}
    assert bench.done(move(bench, "to here/", name="a")).failures == ()
    assert bench.objects() == tree


def test_between_buckets(engine_bench: EngineBench) -> None:
    bench = engine_bench
    other = f"{bench.bucket}-2"
    bench.store.make_bucket(other, NOW)
    bench.fill({"a/x": b"1"})
    request = replace(move(bench, "a/"), location=Location(other, "deep/"))
    assert bench.done(request).state is JobState.DONE
    assert bench.keys() == []
    assert b"".join(bench.store.read(other, "deep/a/x", NOW)) == b"1"


@pytest.mark.parametrize(
    ("conflict", "expected"),
    [
        (Conflict.SKIP, {"a": b"new", "to/a": b"old"}),
        (Conflict.OVERWRITE, {"to/a": b"new"}),
        (Conflict.KEEP_BOTH, {"to/a": b"old", "to/a (2)": b"new"}),
        (Conflict.IF_DIFFERENT, {"to/a": b"new"}),
    ],
)
def test_names_that_are_taken(
    engine_bench: EngineBench, conflict: Conflict, expected: dict[str, bytes]
) -> None:
    bench = engine_bench
    bench.fill({"to/a": b"old", "a": b"new"})
    bench.done(move(bench, "a", "to/", conflict=conflict))
    assert bench.objects() == expected


def test_a_name_that_is_taken_is_asked_about(engine_bench: EngineBench) -> None:
    bench = engine_bench
    bench.fill({"to/a": b"old", "a": b"new"})
    job_id = bench.start(move(bench, "a", "to/", conflict=Conflict.ASK))
    bench.outcome(job_id)
    assert bench.snapshot(job_id).items_held == 1
    bench.engine.answer(job_id, Conflict.OVERWRITE)
    assert bench.outcome(job_id).state is JobState.DONE
    assert bench.objects() == {"to/a": b"new"}


def test_an_object_beside_itself(engine_bench: EngineBench) -> None:
    bench = engine_bench
    bench.fill({"a": b"1"})
    assert bench.done(copy(bench, "a", conflict=Conflict.KEEP_BOTH)).done == 1
    assert bench.objects() == {"a": b"1", "a (2)": b"1"}


def test_what_changed_since_it_was_chosen_is_neither_copied_nor_deleted(
    any_engine_bench: EngineBench,
) -> None:
    bench = any_engine_bench
    bench.fill({"a": b"first"})
    request = move(bench, "a", "to/")
    bench.fill({"a": b"other"})
    report = bench.done(request)
    assert isinstance(report.failures[0].error, ChangedMeanwhile)
    assert report.failures[0].name == "a"
    assert bench.content("a") == b"other"


def test_what_changed_after_it_was_copied_is_not_deleted(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    bench.fill({"a": b"first"})

    def replaced(request: Request) -> bool:
        if request.method == "HEAD" and request.path == f"/{bench.bucket}/a":
            bench.fill({"a": b"other"})
        return False

    proxy.inject(Fault(FaultKind.LATENCY, replaced, None))
    with bench.again(proxy.endpoint) as again:
        report = again.done(move(bench, "a", "to/"))
    assert isinstance(report.failures[0].error, ChangedMeanwhile)
    assert bench.objects() == {"a": b"other", "to/a": b"first"}


def test_an_original_that_may_not_be_deleted_is_said_to_stay_and_can_be_retried(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    bench.fill({"a": b"1"})
    denied = Fault(
        FaultKind.CANNED, "DELETE", None, status=403, headers=XML, body=s3_error("AccessDenied")
    )
    proxy.inject(denied)
    with bench.again(proxy.endpoint) as again:
        job_id = again.start(move(bench, "a", "to/"))
        report = again.outcome(job_id)
        assert type(report.failures[0].error) in {OriginalStays, NotAllowed}
        assert "stays as well" in report.failures[0].error.title
        assert bench.objects() == {"a": b"1", "to/a": b"1"}
        proxy.heal()
        again.engine.retry(job_id)
        assert again.outcome(job_id).state is JobState.DONE
    assert bench.objects() == {"to/a": b"1"}


@pytest.mark.parametrize("conflict", [Conflict.SKIP, Conflict.KEEP_BOTH, Conflict.OVERWRITE])
def test_a_move_that_was_interrupted_before_the_original_went_goes_on(
    engine_bench: EngineBench, proxy: FaultProxy, conflict: Conflict
) -> None:
    bench = engine_bench
    bench.fill({"a": b"1", "b": b"2"})
    stuck = proxy.inject(slow_down("DELETE", None))
    with bench.again(proxy.endpoint, patience=LONG) as again:
        job_id = again.start(move(bench, "a", "to/", conflict=conflict))
        proxy.wait_until(lambda seen: seen.struck(stuck) > 0)
    assert bench.objects() == {"a": b"1", "b": b"2", "to/a": b"1"}
    with bench.again() as later:
        later.engine.run(job_id)
        assert later.outcome(job_id).state is JobState.DONE
    assert bench.objects() == {"to/a": b"1", "b": b"2"}


@pytest.mark.parametrize("conflict", [Conflict.SKIP, Conflict.KEEP_BOTH, Conflict.OVERWRITE])
def test_so_does_one_whose_copy_has_another_etag_and_nothing_is_copied_twice(
    engine_bench: EngineBench, proxy: FaultProxy, conflict: Conflict
) -> None:
    bench = engine_bench
    body = os.urandom(11 * MIB)
    bench.fill({"a": body})
    stuck = proxy.inject(slow_down("DELETE", None))
    with bench.again(proxy.endpoint, patience=LONG) as again:
        job_id = again.start(move(bench, "a", "to/", conflict=conflict), PARTS)
        proxy.wait_until(lambda seen: seen.struck(stuck) > 0)
    proxy.heal()
    before = len(proxy.requests)
    with bench.again(proxy.endpoint) as later:
        later.engine.run(job_id)
        assert later.outcome(job_id).state is JobState.DONE
    assert not [request for request in proxy.requests[before:] if is_copy(request)]
    assert bench.objects() == {"to/a": body}


def test_a_lost_answer_to_the_deletion_is_no_failure(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    bench.fill({"a": b"1"})
    lost = proxy.inject(Fault(FaultKind.LOST_ANSWER, "DELETE", 2))  # all tries of one attempt
    with bench.again(proxy.endpoint, patience=LONG) as again:
        assert again.done(move(bench, "a", "to/")).state is JobState.DONE
    assert proxy.struck(lost) == 2
    assert bench.objects() == {"to/a": b"1"}


def test_large_objects_go_in_parts(engine_bench: EngineBench) -> None:
    bench = engine_bench
    body = os.urandom(11 * MIB)
    bench.store.put(bench.bucket, "a", body, NOW, said={"x-amz-meta-of": "me"})
    report = bench.done(move(bench, "a", "to/"), PARTS)
    assert (report.done, report.bytes) == (1, len(body))
    assert report.checks == {Check.MULTIPART_ETAG: 1}
    assert bench.objects() == {"to/a": body}
    assert bench.store.stat(bench.bucket, "to/a", NOW).metadata == {"of": "me"}
    assert not bench.unfinished()


def test_a_copy_in_parts_goes_on_with_those_that_are_there(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    body = os.urandom(23 * MIB)
    bench.fill({"a": body})
    third = proxy.inject(Fault(FaultKind.STALL_RESPONSE, "partNumber=3", None))
    options = Options(part_size=5 * MIB, in_flight=1)
    with bench.again(proxy.endpoint, patience=LONG) as again:
        job_id = again.start(move(bench, "a", "to/"), options)
        proxy.wait_until(lambda seen: seen.struck(third) > 0)
    assert bench.objects() == {"a": body}
    proxy.heal()
    before = len(proxy.requests)
    with bench.again(proxy.endpoint) as later:
        later.engine.run(job_id)
        assert later.outcome(job_id).state is JobState.DONE
    sent = [request for request in proxy.requests[before:] if is_part(request)]
    assert len(sent) <= 3
    assert bench.objects() == {"to/a": body}
    assert not bench.unfinished()


def test_a_cancelled_copy_leaves_nothing_half_done(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    body = os.urandom(23 * MIB)
    bench.fill({"a": body})
    stuck = proxy.inject(Fault(FaultKind.STALL_RESPONSE, "partNumber=3", None))
    with bench.again(proxy.endpoint, patience=LONG) as again:
        job_id = again.start(move(bench, "a", "to/"), PARTS)
        proxy.wait_until(lambda seen: seen.struck(stuck) > 0)
        assert bench.unfinished() == ["to/a"]
        again.engine.cancel(job_id)
        assert again.outcome(job_id).state is JobState.CANCELLED
    assert bench.objects() == {"a": body}
    assert not bench.unfinished()


def test_an_original_that_changes_during_a_copy_in_parts_stays_and_nothing_is_stored(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    body, other = os.urandom(11 * MIB), os.urandom(11 * MIB)
    bench.fill({"a": body})

    def replaced(request: Request) -> bool:
        if "partNumber=2" in request.query:
            bench.fill({"a": other})
        return False

    proxy.inject(Fault(FaultKind.LATENCY, replaced, None))
    with bench.again(proxy.endpoint) as again:
        report = again.done(move(bench, "a", "to/"), PARTS)
    assert isinstance(report.failures[0].error, ChangedMeanwhile)
    assert bench.objects() == {"a": other}
    assert not bench.unfinished()


def test_an_original_that_goes_during_a_copy_in_parts_is_said_to_be_gone(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    bench.fill({"a": os.urandom(11 * MIB)})

    def deleted(request: Request) -> bool:
        if "partNumber=2" in request.query:
            bench.store.delete(bench.bucket, "a", NOW)
        return False

    proxy.inject(Fault(FaultKind.LATENCY, deleted, None))
    with bench.again(proxy.endpoint) as again:
        report = again.done(move(bench, "a", "to/"), PARTS)
    assert isinstance(report.failures[0].error, OriginalGone)
    assert bench.objects() == {}
    assert not bench.unfinished()


def test_a_store_that_copies_no_parts_copies_the_whole(
    any_engine_bench: EngineBench,
) -> None:
    bench = any_engine_bench
    body = os.urandom(11 * MIB)
    bench.fill({"a": body})
    assert bench.done(move(bench, "a", "to/"), PARTS).state is JobState.DONE
    assert bench.objects() == {"to/a": body}


def test_a_store_that_finds_an_object_too_large_gets_it_in_parts(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    body = os.urandom(11 * MIB)
    bench.fill({"a": body})
    proxy.inject(
        Fault(
            FaultKind.CANNED,
            lambda request: is_copy(request) and not is_part(request),
            None,
            status=400,
            headers=XML,
            body=s3_error("EntityTooLarge"),
        )
    )
    with bench.again(proxy.endpoint) as again:
        assert again.done(copy(bench, "a", "to/")).done == 1
    assert bench.objects() == {"a": body, "to/a": body}


def test_a_store_that_does_not_copy_is_helped(engine_bench: EngineBench, proxy: FaultProxy) -> None:
    bench = engine_bench
    large, said = os.urandom(17 * MIB), {"content-type": "text/x", "x-amz-meta-of": "me"}
    bench.fill({"a/b": b"1", "a/c": b"2"})
    bench.store.put(bench.bucket, "a/large", large, NOW, said=said)
    proxy.inject(
        Fault(
            FaultKind.CANNED,
            is_copy,
            None,
            status=501,
            headers=XML,
            body=s3_error("NotImplemented"),
        )
    )
    with bench.again(proxy.endpoint) as again:
        report = again.done(move(bench, "a/", name="c"))
    assert (report.state, report.done) == (JobState.DONE, 3)
    assert any("does not copy" in note for note in report.notes)
    assert bench.objects() == {"c/b": b"1", "c/c": b"2", "c/large": large}
    found = bench.store.stat(bench.bucket, "c/large", NOW)
    assert (found.content_type, found.metadata) == ("text/x", {"of": "me"})


def test_a_version_is_restored_and_undeleted(engine_bench: EngineBench) -> None:
    bench = engine_bench
    keep_versions(bench.store, bench.bucket)
    bench.fill({"a": b"first", "b": b"kept"})
    bench.fill({"a": b"second one"})
    chosen = [
        ChosenVersion(each.key, each.version_id, each.size, each.modified_ms, each.etag)
        for page in bench.store.versions(Location(bench.bucket), NOW)
        for each in page
        if each.size == len(b"first")
    ]
    bench.store.delete(bench.bucket, "a", NOW)
    root = Location(bench.bucket)
    request = CopyRequest(
        Selection(root, ()), root, conflict=Conflict.OVERWRITE, versions=tuple(chosen)
    )
    job_id = bench.start(request)
    assert bench.outcome(job_id).done == 1
    assert bench.snapshot(job_id).title == "Restore a"
    assert bench.objects() == {"a": b"first", "b": b"kept"}


def test_an_original_that_is_gone_is_a_failure(engine_bench: EngineBench) -> None:
    bench = engine_bench
    bench.fill({"a": b"1"})
    request = move(bench, "a", "to/")
    bench.store.delete(bench.bucket, "a", NOW)
    report = bench.done(request)
    assert isinstance(report.failures[0].error, NotFound)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("A", "a", True),
        ("é", "e\u0301", True),
        ("a//b", "a/b", True),
        ("a/./b", "a/b", True),
        ("/a", "a", True),
        ("a ", "a", True),
        ("a./b", "a/b", True),
        ("a", "b", False),
        ("a/b", "ab", False),
        ("a.b", "ab", False),
    ],
)
def test_names_that_a_store_may_mix_up(one: str, other: str, alike: bool) -> None:
    assert looks_alike(one, other) is alike


def test_an_original_is_kept_where_its_copy_may_be_the_same_object(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    bench.fill({"case": b"1"})
    request = move(bench, "case", name="Case")
    body = b"<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>"
    proxy.inject(Fault(FaultKind.CANNED, "prefix=case", None, status=200, headers=XML, body=body))
    with bench.again(proxy.endpoint) as again:
        report = again.done(request)
    assert isinstance(report.failures[0].error, OriginalStays)
    assert bench.keys() == ["Case", "case"]
    with bench.again() as again:
        assert again.done(move(bench, "case", name="CASE")).done == 1
    assert bench.keys() == ["CASE", "Case"]
