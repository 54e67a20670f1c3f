"""A job that is forgotten leaves nothing half-done behind, or it is not forgotten."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from jos_tui.core.entry import Entry, Kind
from jos_tui.core.errors import LocalError, NotAllowed, Unreachable
from jos_tui.core.location import Location
from jos_tui.jobs.engine.clearing import clear_away
from jos_tui.jobs.engine.part_file import part_name
from jos_tui.jobs.journal.states import WrongTransition
from jos_tui.jobs.model import JobState, Selection
from jos_tui.jobs.request import GetRequest, Options
from jos_tui.jobs.worker.credentials import Credentials
from jos_tui.jobs.worker.hub import Turns
from jos_tui.jobs.worker.service import Service
from jos_tui.store.store import Store
from tests.jobs.bench import nowhere
from tests.jobs.engine.engine_bench import LONG, EngineBench, new_bench
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, s3_error
from tests.support.servers import S3Server

MIB = 1 << 20
BODY = os.urandom(40 * MIB)
PART = part_name("x")
FOR_EVER = 1 << 60


@pytest.fixture
def bench(server: S3Server, store: Store, bucket: str, tmp_path: Path) -> Iterator[EngineBench]:
    with new_bench(server, store, bucket, tmp_path) as made:
        yield made


@pytest.fixture
def proxy(bench: EngineBench) -> Iterator[FaultProxy]:
    with FaultProxy(bench.profile.endpoint) as running:
        yield running


def service(bench: EngineBench, *, with_keys: bool = True) -> Service:
    """Return what forgets jobs."""
    credentials = Credentials()
    if with_keys:
        credentials.learn(bench.ref, bench.profile)
    return Service(bench.engine, bench.journal, credentials, Turns())


def interrupted(bench: EngineBench, proxy: FaultProxy, job_id: int, *, stuck: Fault) -> None:
    """Let a job come as far as a fault, and hand it back."""
    proxy.inject(stuck)
    with bench.again(proxy.endpoint, patience=LONG) as first:
        first.engine.run(job_id)
        first.until(job_id, lambda shown: shown.bytes_done >= 16 * MIB)
        first.engine.close()
    proxy.heal()


def half_sent(bench: EngineBench, proxy: FaultProxy) -> int:
    """Return an upload of which some parts are at the store."""
    source = bench.file("x", BODY)
    job_id = bench.add(bench.put(source), Options(part_size=5 * MIB))
    stuck = Fault(FaultKind.STALL_REQUEST, "partNumber=3", None)
    interrupted(bench, proxy, job_id, stuck=stuck)
    assert "x" in bench.unfinished()
    return job_id


def failed_upload(bench: EngineBench, proxy: FaultProxy) -> int:
    """Return an upload whose file is gone, but not its parts at the store."""
    job_id = half_sent(bench, proxy)
    (bench.folder / "x").unlink()
    with bench.again() as later:
        later.engine.run(job_id)
        assert later.outcome(job_id).state is JobState.SOME_FAILED
    assert "x" in bench.unfinished()
    return job_id


def download(bench: EngineBench) -> GetRequest:
    return bench.get(Selection(Location(bench.bucket), (Entry("x", Kind.OBJECT, len(BODY)),)))


def failed_download(bench: EngineBench, proxy: FaultProxy) -> int:
    """Return a download that is forbidden by now, and of which there is a part file."""
    bench.fill({"x": BODY})
    job_id = bench.add(download(bench))
    stuck = Fault(FaultKind.STALL_RESPONSE, f"GET /{bench.bucket}/x", None, 30 * MIB)
    interrupted(bench, proxy, job_id, stuck=stuck)
    denied = s3_error("AccessDenied")
    proxy.inject(Fault(FaultKind.CANNED, f"GET /{bench.bucket}/x", None, 0, 403, body=denied))
    with bench.again(proxy.endpoint) as later:
        later.engine.run(job_id)
        assert later.outcome(job_id).state is JobState.SOME_FAILED
    proxy.heal()
    assert files(bench) == [PART]
    return job_id


def files(bench: EngineBench) -> list[str]:
    return [path.name for path in bench.here.iterdir()]


def listed(bench: EngineBench) -> list[int]:
    return [job.id for job in bench.journal.jobs()]


def test_a_failed_upload_leaves_nothing_at_the_store(bench: EngineBench, proxy: FaultProxy) -> None:
    job_id = failed_upload(bench, proxy)
    service(bench).forget(job_id)
    assert (bench.unfinished(), listed(bench)) == ([], [])


def test_a_failed_download_leaves_no_part_file_and_needs_no_store(
    bench: EngineBench, proxy: FaultProxy
) -> None:
    job_id = failed_download(bench, proxy)
    service(bench, with_keys=False).forget(job_id)
    assert (files(bench), listed(bench)) == ([], [])


def test_a_part_file_that_another_job_has_made_since_stays(
    bench: EngineBench, proxy: FaultProxy
) -> None:
    old = failed_download(bench, proxy)
    new = failed_download(bench, proxy)
    service(bench).forget(old)
    assert files(bench) == [PART]
    service(bench).forget(new)
    assert files(bench) == []


def test_a_job_stays_while_there_are_no_keys_to_clear_up_with(
    bench: EngineBench, proxy: FaultProxy
) -> None:
    job_id = failed_upload(bench, proxy)
    with pytest.raises(LocalError, match="stays on the list") as caught:
        service(bench, with_keys=False).forget(job_id)
    assert "Waiting for keys" in caught.value.reason
    assert (bench.unfinished(), listed(bench)) == (["x"], [job_id])
    service(bench).forget(job_id)
    assert (bench.unfinished(), listed(bench)) == ([], [])


def test_a_store_that_is_away_or_forbids_it_is_said(bench: EngineBench, proxy: FaultProxy) -> None:
    record = bench.journal.job(failed_upload(bench, proxy))
    proxy.inject(Fault(FaultKind.CANNED, "DELETE", None, 0, 403, body=s3_error("AccessDenied")))
    for endpoint, cause in ((nowhere(), Unreachable), (proxy.endpoint, NotAllowed)):
        with bench.again(endpoint) as again, pytest.raises(LocalError) as caught:
            clear_away(bench.journal, record, again.stores)
        assert isinstance(caught.value.__cause__, cause)
    clear_away(bench.journal, record, bench.stores)
    assert bench.unfinished() == []


def test_what_a_cancelled_job_could_not_remove_is_removed_then(
    bench: EngineBench, proxy: FaultProxy
) -> None:
    job_id = half_sent(bench, proxy)
    proxy.inject(Fault(FaultKind.CANNED, "DELETE", None, 0, 403, body=s3_error("AccessDenied")))
    with bench.again(proxy.endpoint) as again:
        again.engine.cancel(job_id)
        report = again.outcome(job_id)
    assert report.state is JobState.CANCELLED
    assert any("left behind" in note for note in report.notes)
    assert bench.unfinished() == ["x"]
    service(bench).forget(job_id)
    assert (bench.unfinished(), listed(bench)) == ([], [])


def test_a_job_that_was_tidied_up_is_forgotten_without_its_store(
    bench: EngineBench, proxy: FaultProxy
) -> None:
    job_id = half_sent(bench, proxy)
    bench.engine.cancel(job_id)
    assert bench.outcome(job_id).state is JobState.CANCELLED
    assert bench.unfinished() == []
    service(bench, with_keys=False).forget(job_id)
    assert listed(bench) == []


def test_a_job_that_has_not_ended_is_neither_forgotten_nor_cleared(
    bench: EngineBench, proxy: FaultProxy
) -> None:
    job_id = half_sent(bench, proxy)
    with pytest.raises(WrongTransition):
        service(bench).forget(job_id)
    assert (bench.unfinished(), listed(bench)) == (["x"], [job_id])


def test_by_age_goes_what_can_be_cleared_and_the_rest_stays(
    bench: EngineBench, proxy: FaultProxy
) -> None:
    waiting = half_sent(bench, proxy)
    bench.engine.pause(waiting)
    bench.file("small", b"x")
    done = bench.start(bench.put(bench.folder / "small"))
    bench.outcome(done)
    sent = failed_upload(bench, proxy)
    fetched = failed_download(bench, proxy)
    service(bench, with_keys=False).prune(bench.journal.job(done).ended_ms)
    assert listed(bench) == [waiting, done, sent, fetched], "none is older"
    service(bench, with_keys=False).prune(FOR_EVER)
    assert listed(bench) == [waiting, sent]
    assert files(bench) == []
    service(bench).prune(FOR_EVER)
    assert listed(bench) == [waiting]
