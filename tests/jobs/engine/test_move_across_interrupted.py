"""A move across that is disturbed, anywhere: nothing is lost, and it goes on where it was."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from jos_tui.core.errors import ChangedMeanwhile, JosError
from jos_tui.core.location import Location
from jos_tui.jobs.engine.move_source import OriginalStays
from jos_tui.jobs.model import Conflict, JobState, Report
from jos_tui.jobs.request import GetRequest, Options, PutRequest
from jos_tui.store.store import Store, connect
from tests.jobs.bench import as_ordinary_user
from tests.jobs.engine.copying import XML
from tests.jobs.engine.crossing import files_below, move_down, move_up
from tests.jobs.engine.engine_bench import LONG, NOW, EngineBench, new_bench
from tests.store.versioned import keep_versions
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, Match, Request, s3_error, slow_down
from tests.support.servers import S3Server, run_rclone

MIB = 1 << 20
PARTS = Options(part_size=5 * MIB)
RULES = [Conflict.SKIP, Conflict.KEEP_BOTH, Conflict.OVERWRITE]
TRANSFERS = {"PUT", "POST", "GET"}


@pytest.fixture
def proxy(engine_bench: EngineBench) -> Iterator[FaultProxy]:
    """A fault proxy in front of the server."""
    with FaultProxy(engine_bench.profile.endpoint) as running:
        yield running


class LastLook:
    """Meets the question whether the object is there that is asked before an original goes."""

    def __init__(self, then: Callable[[], object] = lambda: None, sent_by: str = "PUT") -> None:
        self._then = then
        self._sent_by = sent_by
        self._is_sent = False

    def __call__(self, request: Request) -> bool:
        completes = "uploadId" in request.query and request.method == "POST"
        part = "partNumber" in request.query
        self._is_sent |= (request.method == self._sent_by and not part) or completes
        is_it = self._is_sent and request.method == "HEAD"
        if is_it:
            self._then()
        return is_it


def passing(then: Callable[[], object], sent_by: str = "PUT") -> Fault:
    """Do something right before the last look, which meets no fault."""
    look = LastLook(then, sent_by)

    def passes(request: Request) -> bool:
        look(request)
        return False

    return Fault(FaultKind.LATENCY, passes, None)


def stopped_at(
    bench: EngineBench,
    proxy: FaultProxy,
    request: PutRequest | GetRequest,
    match: Match,
    options: Options | None = None,
) -> int:
    """Run a job until it meets nothing but trouble there, and end its engine."""
    stuck = proxy.inject(slow_down(match, None))
    with bench.again(proxy.endpoint, patience=LONG) as again:
        job_id = again.start(request, options)
        proxy.wait_until(lambda seen: seen.struck(stuck) > 0)
    proxy.heal()
    return job_id


def gone_on(bench: EngineBench, proxy: FaultProxy, job_id: int) -> tuple[Report, set[str]]:
    """Let another engine go on; return the report, and the methods of what it has asked."""
    before = len(proxy.requests)
    with bench.again(proxy.endpoint) as later:
        later.engine.run(job_id)
        report = later.outcome(job_id)
    return report, {request.method for request in proxy.requests[before:]}


def error_in(report: Report) -> JosError:
    [failure] = report.failures
    return failure.error


# -- up ------------------------------------------------------------------------------------------


def test_a_file_that_changes_after_it_was_stored_stays(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    file = bench.file("x", b"first")
    proxy.inject(passing(lambda: file.write_bytes(b"other")))
    with bench.again(proxy.endpoint) as again:
        error = error_in(again.done(move_up(bench, file)))
    assert isinstance(error, ChangedMeanwhile)
    assert "has stayed" in error.reason
    assert (file.read_bytes(), bench.content("x")) == (b"other", b"first")


def test_a_file_whose_object_is_replaced_meanwhile_stays(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    file = bench.file("x", b"mine")
    proxy.inject(passing(lambda: bench.fill({"x": b"evil"})))
    with bench.again(proxy.endpoint) as again:
        assert isinstance(error_in(again.done(move_up(bench, file))), OriginalStays)
    assert (file.read_bytes(), bench.content("x")) == (b"mine", b"evil")


def test_a_file_that_may_not_be_deleted_is_said_to_stay_and_can_be_retried(
    server: S3Server, store: Store, bucket: str
) -> None:
    with as_ordinary_user() as folder, new_bench(server, store, bucket, folder) as bench:
        file = folder / "d" / "x"
        file.parent.mkdir()
        file.write_bytes(b"1")
        file.parent.chmod(0o500)
        job_id = bench.start(move_up(bench, folder / "d"))
        error = error_in(bench.outcome(job_id))
        assert isinstance(error, OriginalStays)
        assert "stays as well" in error.title
        assert (file.read_bytes(), bench.content("d/x")) == (b"1", b"1")
        file.parent.chmod(0o700)
        bench.engine.retry(job_id)
        assert bench.outcome(job_id).state is JobState.DONE
        assert not file.parent.exists()
        assert bench.objects() == {"d/x": b"1"}


@pytest.mark.parametrize("size", [5, 11 * MIB])
@pytest.mark.parametrize("conflict", RULES)
def test_a_file_that_was_stored_before_the_interruption_goes_and_is_not_sent_again(
    engine_bench: EngineBench, proxy: FaultProxy, conflict: Conflict, size: int
) -> None:
    bench = engine_bench
    body = os.urandom(size)
    file = bench.file("x", body)
    request = move_up(bench, file, conflict=conflict)
    job_id = stopped_at(bench, proxy, request, LastLook(), PARTS)
    assert (file.read_bytes(), bench.objects()) == (body, {"x": body})
    report, asked = gone_on(bench, proxy, job_id)
    assert report.state is JobState.DONE
    assert not asked & TRANSFERS
    assert bench.objects() == {"x": body}
    assert not file.exists()


@pytest.mark.parametrize("conflict", RULES)
def test_a_file_that_had_gone_before_the_interruption_is_done(
    engine_bench: EngineBench, proxy: FaultProxy, conflict: Conflict
) -> None:
    bench = engine_bench
    file = bench.file("d/x", b"mine")
    bench.fill({"d/x": b"theirs"} if conflict is Conflict.KEEP_BOTH else {})
    request = move_up(bench, file.parent, conflict=conflict)
    job_id = stopped_at(bench, proxy, request, LastLook())
    file.unlink()  # as what was killed right behind it
    report, asked = gone_on(bench, proxy, job_id)
    assert (report.state, report.done) == (JobState.DONE, 1)
    assert not asked & TRANSFERS
    assert b"mine" in bench.objects().values()
    assert not file.parent.exists()


def test_a_file_whose_object_went_while_nobody_was_at_work_is_stored_again(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    file = bench.file("x", b"1")
    job_id = stopped_at(bench, proxy, move_up(bench, file), LastLook())
    bench.store.delete(bench.bucket, "x", NOW)
    report, _ = gone_on(bench, proxy, job_id)
    assert report.state is JobState.DONE
    assert bench.objects() == {"x": b"1"}
    assert not file.exists()


def test_a_file_whose_object_was_replaced_while_nobody_was_at_work_stays(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    file = bench.file("x", b"1")
    job_id = stopped_at(bench, proxy, move_up(bench, file), LastLook())
    bench.fill({"x": b"theirs"})
    report, _ = gone_on(bench, proxy, job_id)
    assert (report.done, report.skipped) == (0, 1)
    assert (file.read_bytes(), bench.content("x")) == (b"1", b"theirs")


def test_what_is_on_neither_side_any_more_is_no_success(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    file = bench.file("x", b"1")
    job_id = stopped_at(bench, proxy, move_up(bench, file), LastLook())
    file.unlink()
    bench.store.delete(bench.bucket, "x", NOW)
    report, _ = gone_on(bench, proxy, job_id)
    assert "neither here nor in the store" in error_in(report).title


# -- down ----------------------------------------------------------------------------------------


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


@pytest.mark.parametrize("direction", ["up", "down"])
@pytest.mark.parametrize("conflict", RULES)
def test_a_file_that_is_the_object_itself_is_not_lost(
    conflict: Conflict, direction: str, tmp_path: Path
) -> None:
    """The bucket is a folder of this machine, and the object is moved from there to there."""
    served = tmp_path / "served" / "bucket"
    served.mkdir(parents=True)
    (served / "x").write_bytes(b"precious")
    with (
        run_rclone(served.parent) as server,
        closing(connect(server.profile())) as store,
        new_bench(server, store, "bucket", tmp_path) as bench,
    ):
        if direction == "up":
            bench.done(move_up(bench, served / "x", conflict=conflict))
        else:
            asked = replace(move_down(bench, "x", conflict=conflict), folder=str(served))
            report = bench.done(asked)
            if conflict is Conflict.OVERWRITE:
                assert "is the very object" in error_in(report).title
    assert list(files_below(served).values()) == [b"precious"]


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


@pytest.mark.parametrize("conflict", RULES)
@pytest.mark.parametrize("direction", ["up", "down"])
def test_a_move_that_is_cancelled_before_the_original_goes_leaves_both_and_a_retry_ends_it(
    engine_bench: EngineBench, proxy: FaultProxy, direction: str, conflict: Conflict
) -> None:
    bench = engine_bench
    if direction == "up":
        source = bench.file("x", b"1")
        job_id = stopped_at(bench, proxy, move_up(bench, source, conflict=conflict), LastLook())
    else:
        bench.fill({"x": b"1"})
        source = bench.here / "x"
        job_id = stopped_at(bench, proxy, move_down(bench, "x", conflict=conflict), "DELETE")
    with bench.again(proxy.endpoint) as later:
        later.engine.cancel(job_id)
        assert later.outcome(job_id).state is JobState.CANCELLED
        assert (source.read_bytes(), bench.objects()) == (b"1", {"x": b"1"})
        later.engine.retry(job_id)
        assert later.outcome(job_id).state is JobState.DONE
    is_up = direction == "up"
    assert (source.exists(), bench.objects()) == (not is_up, {"x": b"1"} if is_up else {})
    assert [path.name for path in bench.folder.rglob("*x*") if path.is_file()] == (
        [] if is_up else ["x"]
    )
