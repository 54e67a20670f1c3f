"""Copies are checked, moves end with one object of each, whatever the store knows or forgets."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jos_tui.core.errors import NotFound
from jos_tui.core.location import Location
from jos_tui.jobs.engine.move_source import OriginalStays, looks_alike
from jos_tui.jobs.model import Check, Conflict, JobKind, JobState, Selection
from jos_tui.jobs.request import ChosenVersion, CopyRequest
from tests.jobs.engine.copying import TREE, XML, copy, move
from tests.jobs.engine.engine_bench import NOW, EngineBench
from tests.store.versioned import keep_versions
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind
from tests.support.hostile_names import HOSTILE


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
