"""A move down that is disturbed, anywhere: nothing is lost, and it goes on where it was."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from jos_tui.core.errors import ChangedMeanwhile
from jos_tui.core.location import Location
from jos_tui.jobs.engine.move_source import OriginalStays
from jos_tui.jobs.model import Conflict, JobState
from tests.jobs.engine.copying import XML
from tests.jobs.engine.crossing import files_below, move_down
from tests.jobs.engine.crossing_disturbed import (
    RULES,
    TRANSFERS,
    error_in,
    gone_on,
    passing,
    stopped_at,
)
from tests.jobs.engine.engine_bench import LONG, NOW, EngineBench
from tests.store.versioned import keep_versions
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, s3_error

MIB = 1 << 20


def test_an_object_that_is_replaced_after_it_was_saved_stays(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    bench.fill({"x": b"first"})
    request = move_down(bench, "x")
    proxy.inject(passing(lambda: bench.fill({"x": b"other"}), "GET"))
    with bench.again(proxy.endpoint) as again:
        error = error_in(again.done(request))
    assert isinstance(error, ChangedMeanwhile)
    assert bench.objects() == {"x": b"other"}
    assert files_below(bench.here) == {"x": b"first"}


def test_an_object_that_was_replaced_before_it_was_saved_goes_as_it_is_then(
    engine_bench: EngineBench,
) -> None:
    bench = engine_bench
    bench.fill({"x": b"first"})
    request = move_down(bench, "x")
    bench.fill({"x": b"other"})
    report = bench.done(request)
    assert report.state is JobState.DONE
    assert any("started over" in note for note in report.notes)
    assert bench.objects() == {}
    assert files_below(bench.here) == {"x": b"other"}


def test_an_object_that_may_not_be_deleted_is_said_to_stay_and_can_be_retried(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    bench.fill({"x": b"1"})
    body = s3_error("AccessDenied")
    proxy.inject(Fault(FaultKind.CANNED, "DELETE", None, status=403, headers=XML, body=body))
    with bench.again(proxy.endpoint) as again:
        job_id = again.start(move_down(bench, "x"))
        error = error_in(again.outcome(job_id))
        assert isinstance(error, OriginalStays)
        assert "stays as well" in error.title
        assert (bench.objects(), files_below(bench.here)) == ({"x": b"1"}, {"x": b"1"})
        proxy.heal()
        again.engine.retry(job_id)
        assert again.outcome(job_id).state is JobState.DONE
    assert (bench.objects(), files_below(bench.here)) == ({}, {"x": b"1"})


@pytest.mark.parametrize("size", [5, 34 * MIB])
@pytest.mark.parametrize("conflict", RULES)
def test_an_object_that_was_saved_before_the_interruption_goes_and_is_not_fetched_again(
    engine_bench: EngineBench, proxy: FaultProxy, conflict: Conflict, size: int
) -> None:
    bench = engine_bench
    body = os.urandom(size)
    bench.fill({"x": body})
    request = move_down(bench, "x", conflict=conflict)
    job_id = stopped_at(bench, proxy, request, "DELETE")
    assert (bench.objects(), files_below(bench.here)) == ({"x": body}, {"x": body})
    report, asked = gone_on(bench, proxy, job_id)
    assert report.state is JobState.DONE
    assert not asked & TRANSFERS
    assert (bench.objects(), files_below(bench.here)) == ({}, {"x": body})


@pytest.mark.parametrize("conflict", RULES)
def test_an_object_that_had_gone_before_the_interruption_is_done(
    engine_bench: EngineBench, proxy: FaultProxy, conflict: Conflict
) -> None:
    bench = engine_bench
    bench.fill({"x": b"mine"})
    if conflict is Conflict.KEEP_BOTH:
        bench.file("here/x", b"theirs")
    job_id = stopped_at(bench, proxy, move_down(bench, "x", conflict=conflict), "DELETE")
    bench.store.delete(bench.bucket, "x", NOW)
    report, asked = gone_on(bench, proxy, job_id)
    assert (report.state, report.done) == (JobState.DONE, 1)
    assert not asked & TRANSFERS
    assert b"mine" in files_below(bench.here).values()


@pytest.mark.parametrize("versioned", [False, True])
def test_a_lost_answer_to_the_deletion_is_no_failure(
    engine_bench: EngineBench, proxy: FaultProxy, versioned: bool
) -> None:
    bench = engine_bench
    if versioned:
        keep_versions(bench.store, bench.bucket)
    bench.fill({"x": b"1"})
    lost = proxy.inject(Fault(FaultKind.LOST_ANSWER, "DELETE", 2))  # all tries of one attempt
    with bench.again(proxy.endpoint, patience=LONG) as again:
        assert again.done(move_down(bench, "x")).state is JobState.DONE
    assert proxy.struck(lost) > 0
    assert (bench.objects(), files_below(bench.here)) == ({}, {"x": b"1"})
    if versioned:
        pages = bench.store.versions(Location(bench.bucket), NOW)
        kept = [each.size for page in pages for each in page if each.size]
        assert kept == [1], "the version is kept behind a marker"


@pytest.mark.parametrize("then", ["changed", "gone"])
def test_a_file_that_is_not_what_was_saved_any_more_is_no_reason_to_delete_the_object(
    engine_bench: EngineBench, proxy: FaultProxy, then: str
) -> None:
    bench = engine_bench
    bench.fill({"x": b"first"})
    job_id = stopped_at(bench, proxy, move_down(bench, "x"), "DELETE")
    if then == "changed":
        (bench.here / "x").write_bytes(b"other")
    else:
        (bench.here / "x").unlink()
    report, _ = gone_on(bench, proxy, job_id)
    assert b"first" in [*bench.objects().values(), *files_below(bench.here).values()]
    if then == "changed":
        assert (report.skipped, bench.objects()) == (1, {"x": b"first"})
        assert files_below(bench.here) == {"x": b"other"}
    else:
        assert (report.done, bench.objects()) == (1, {})


@pytest.mark.parametrize("size", [3, 33 * MIB])
def test_a_file_with_size_and_date_of_the_object_proves_nothing_after_an_interruption(
    engine_bench: EngineBench, proxy: FaultProxy, size: int
) -> None:
    bench = engine_bench
    body = os.urandom(size)
    bench.fill({"x": body})
    [row] = bench.rows()
    job_id = stopped_at(bench, proxy, move_down(bench, "x"), "GET /")
    for path in files_and_parts(bench.here):
        path.unlink()
    file = bench.file("here/x", os.urandom(size))
    os.utime(file, ns=(row.modified_ms * 1_000_000,) * 2)
    gone_on(bench, proxy, job_id)
    assert body in [*bench.objects().values(), *files_below(bench.here).values()]


def files_and_parts(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_that_was_about_to_be_put_back_when_all_was_killed_is_put_back(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    bench.fill({"x": b"precious"})
    request = move_down(bench, "x", conflict=Conflict.OVERWRITE)
    job_id = stopped_at(bench, proxy, request, "DELETE")
    bench.store.delete(bench.bucket, "x", NOW)
    (bench.here / "x").rename(bench.here / ".x.jos-part")
    report, _ = gone_on(bench, proxy, job_id)
    assert report.state is JobState.DONE
    assert files_below(bench.here) == {"x": b"precious"}
