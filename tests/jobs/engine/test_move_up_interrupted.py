"""A move up that is disturbed, anywhere: nothing is lost, and it goes on where it was."""

from __future__ import annotations

import os

import pytest

from jos_tui.core.errors import ChangedMeanwhile
from jos_tui.jobs.engine.move_source import OriginalStays
from jos_tui.jobs.model import Conflict, JobState
from jos_tui.jobs.request import Options
from jos_tui.store.store import Store
from tests.jobs.bench import as_ordinary_user
from tests.jobs.engine.crossing import move_up
from tests.jobs.engine.crossing_disturbed import (
    RULES,
    TRANSFERS,
    LastLook,
    error_in,
    gone_on,
    passing,
    stopped_at,
)
from tests.jobs.engine.engine_bench import NOW, EngineBench, new_bench
from tests.support.faultproxy import FaultProxy
from tests.support.servers import S3Server

MIB = 1 << 20
PARTS = Options(part_size=5 * MIB)


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
