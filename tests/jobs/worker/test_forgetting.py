"""A job that is forgotten leaves nothing half-done behind, or it is not forgotten."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.errors import Cancelled, LocalError, NotAllowed, Unreachable
from jos_tui.core.location import Location
from jos_tui.jobs.engine.clearing import clear_away
from jos_tui.jobs.engine.part_file import part_name
from jos_tui.jobs.journal.states import WrongTransition
from jos_tui.jobs.model import JobState, Selection
from jos_tui.jobs.request import GetRequest, Options
from jos_tui.jobs.worker.credentials import Credentials
from jos_tui.jobs.worker.hub import Turns
from jos_tui.jobs.worker.service import Service
from tests.jobs.bench import nowhere
from tests.jobs.engine.engine_bench import LONG, EngineBench
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, Request, s3_error

MIB = 1 << 20
BODY = os.urandom(40 * MIB)
PART = part_name("x")
FOR_EVER = 1 << 60


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


def interrupted(
    bench: EngineBench, proxy: FaultProxy, job_id: int, *, stuck: Fault, times: int = 1
) -> None:
    """Let a job come as far as a fault, so many times, and hand it back."""
    proxy.inject(stuck)
    with bench.again(proxy.endpoint, patience=LONG) as first:
        first.engine.run(job_id)
        first.until(job_id, lambda shown: shown.bytes_done >= 16 * MIB)
        proxy.wait_until(lambda seen: seen.struck(stuck) >= times)
        first.engine.close()
    proxy.heal()


def half_sent(bench: EngineBench, proxy: FaultProxy, *names: str) -> int:
    """Return an upload of these files, or of x, of which some parts are at the store."""
    names = names or ("x",)
    sources = [bench.file(name, BODY) for name in names]
    job_id = bench.add(bench.put(*sources), Options(part_size=5 * MIB))
    stuck = Fault(FaultKind.STALL_REQUEST, "partNumber=3", None)
    interrupted(bench, proxy, job_id, stuck=stuck, times=len(names))
    assert {*names} <= {*bench.unfinished()}
    return job_id


def failed_upload(bench: EngineBench, proxy: FaultProxy, *names: str) -> int:
    """Return an upload whose files are gone, but not their parts at the store."""
    names = names or ("x",)
    job_id = half_sent(bench, proxy, *names)
    for name in names:
        (bench.folder / name).unlink()
    with bench.again() as later:
        later.engine.run(job_id)
        assert later.outcome(job_id).state is JobState.SOME_FAILED
    assert {*names} <= {*bench.unfinished()}
    return job_id


def is_drop_of(key: str) -> Callable[[Request], bool]:
    return lambda request: request.method == "DELETE" and request.path.endswith(f"/{key}")


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
        with bench.again(endpoint) as again:
            stuck = clear_away(bench.journal, record, again.stores, CancelToken())
        assert stuck is not None
        assert isinstance(stuck.error, cause)
        assert stuck.places == {f"s3://{bench.bucket}/": 1}
    assert clear_away(bench.journal, record, bench.stores, CancelToken()) is None
    assert bench.unfinished() == []


def test_what_a_store_refuses_to_remove_does_not_hold_up_the_rest(
    bench: EngineBench, proxy: FaultProxy
) -> None:
    refused = failed_upload(bench, proxy, "x", "y", "z")
    denied = s3_error("AccessDenied")
    proxy.inject(Fault(FaultKind.CANNED, is_drop_of("y"), None, 0, 403, body=denied))
    with bench.again(proxy.endpoint) as again:
        record = bench.journal.job(refused)
        stuck = clear_away(bench.journal, record, again.stores, CancelToken())
    assert stuck is not None
    assert stuck.sentence.startswith(
        f"Left behind: 1 unfinished upload at most in s3://{bench.bucket}/. "
    )
    assert bench.unfinished() == ["y"]


def test_a_job_whose_keys_are_lost_is_forgotten_anyway_and_what_it_leaves_is_said(
    bench: EngineBench, proxy: FaultProxy
) -> None:
    job_id = failed_upload(bench, proxy, "x", "y")
    with pytest.raises(LocalError) as caught:
        service(bench, with_keys=False).forget(job_id)
    assert caught.value.next_step.endswith(f"jos-tui jobs forget --anyway {job_id}")
    said = service(bench, with_keys=False).forget_anyway(job_id)
    assert said.startswith(f"Left behind: 2 unfinished uploads at most in s3://{bench.bucket}/. ")
    assert "Waiting for keys" in said
    assert (bench.unfinished(), listed(bench)) == (["x", "y"], [])


def test_a_part_file_that_cannot_be_removed_is_left_behind_only_on_request(
    bench: EngineBench, proxy: FaultProxy
) -> None:
    job_id = failed_download(bench, proxy)
    away = bench.here.rename(bench.here.with_name("away"))
    bench.here.symlink_to(bench.here)  # leads nowhere, which is not to say that nothing is there
    with pytest.raises(LocalError, match="stays on the list"):
        service(bench).forget(job_id)
    said = service(bench).forget_anyway(job_id)
    assert said.startswith(f"Left behind: 1 part file at most in {bench.here}. ")
    assert ([path.name for path in away.iterdir()], listed(bench)) == ([PART], [])


def test_forgotten_anyway_leaves_nothing_that_can_be_removed(
    bench: EngineBench, proxy: FaultProxy
) -> None:
    sent, fetched = failed_upload(bench, proxy), failed_download(bench, proxy)
    assert [service(bench).forget_anyway(job_id) for job_id in (sent, fetched)] == ["", ""]
    assert (bench.unfinished(), files(bench), listed(bench)) == ([], [], [])


def test_a_worker_that_ends_stops_tidying_up_and_the_job_stays(
    bench: EngineBench, proxy: FaultProxy
) -> None:
    job_id = failed_upload(bench, proxy)
    ending = service(bench)
    ending.close()
    for forget in (ending.forget, ending.forget_anyway):
        with pytest.raises(Cancelled):
            forget(job_id)
    ending.prune(FOR_EVER)
    assert (bench.unfinished(), listed(bench)) == (["x"], [job_id])


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
