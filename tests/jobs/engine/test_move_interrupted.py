"""A move that is disturbed loses nothing, doubles nothing, and goes on where it was."""

from __future__ import annotations

import os

import pytest

from jos_tui.core.errors import ChangedMeanwhile, NotAllowed
from jos_tui.jobs.engine.move_source import OriginalStays
from jos_tui.jobs.model import Conflict, JobState
from tests.jobs.engine.copying import MIB, PARTS, XML, is_copy, move
from tests.jobs.engine.engine_bench import LONG, EngineBench
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, Request, s3_error, slow_down


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
