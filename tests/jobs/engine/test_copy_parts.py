"""Large objects are copied in parts, and those that a store does not copy go by way of us."""

from __future__ import annotations

import os

from jos_tui.core.errors import ChangedMeanwhile
from jos_tui.jobs.engine.copy_origin import OriginalGone
from jos_tui.jobs.model import Check, JobState
from jos_tui.jobs.request import Options
from tests.jobs.engine.copying import MIB, PARTS, XML, copy, is_copy, is_part, move
from tests.jobs.engine.engine_bench import LONG, NOW, EngineBench
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, Request, s3_error


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
