"""A store in trouble makes a job wait; a job that cannot go on says why and keeps what it has."""

from __future__ import annotations

import os

import pytest

from jos_tui.core.errors import (
    BadCredentials,
    ChangedMeanwhile,
    JosError,
    NoSuchBucket,
    NotAllowed,
    ServerTrouble,
    StoreFull,
    Unreachable,
)
from jos_tui.core.location import Location
from jos_tui.jobs.engine.patience import Endurance, Patience
from jos_tui.jobs.model import JobState
from jos_tui.jobs.request import PutRequest
from jos_tui.store.store import Store
from tests.jobs.bench import nowhere, write_tree
from tests.jobs.engine.engine_bench import LONG, QUICK, SHORT, EngineBench
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, Request, expired_token, s3_error

MIB = 1 << 20
XML = {"Content-Type": "application/xml"}


def refusal(status: int, code: str, match: str = "", times: int | None = None) -> Fault:
    return Fault(FaultKind.CANNED, match, times, status=status, headers=XML, body=s3_error(code))


def is_put(request: Request) -> bool:
    return request.method == "PUT"


def test_a_job_waits_while_the_store_is_away_and_then_goes_on(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    source = write_tree(bench.folder / "s", {f"{number}": b"x" for number in range(40)})
    proxy.inject(Fault(FaultKind.RESET_REQUEST, "/s/", None))
    away = proxy.inject(Fault(FaultKind.END_RESPONSE, "", None))
    with bench.again(proxy.endpoint, patience=LONG) as again:
        job_id = again.start(again.put(source))
        shown = again.until(job_id, lambda shown: shown.problem is not None)
        assert shown.state is JobState.RUNNING
        assert isinstance(shown.problem, Unreachable)
        proxy.wait_until(lambda seen: seen.struck(away) > 5)
        proxy.heal()
        report = again.outcome(job_id)
    assert (report.state, report.done) == (JobState.DONE, 40)
    assert again.snapshot(job_id).problem is None
    assert len(bench.keys()) == 40


def test_a_store_that_goes_away_in_the_middle_costs_no_item(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    files = {f"{number}": os.urandom(100) for number in range(60)} | {"l": os.urandom(20 * MIB)}
    source = write_tree(bench.folder / "s", files)
    for number in range(5):
        proxy.inject(Fault(FaultKind.RESET_REQUEST, f"/s/1{number}", 3))
    down = proxy.inject(Fault(FaultKind.RESET_REQUEST, "partNumber=2", 4))
    with bench.again(proxy.endpoint, patience=LONG) as again:
        report = again.done(again.put(source))
    assert proxy.struck(down)
    assert (report.state, report.done) == (JobState.DONE, 61)
    assert bench.objects() == {f"s/{name}": body for name, body in files.items()}
    assert not bench.unfinished()


def test_an_upload_to_a_store_that_stays_away_can_be_resumed(engine_bench: EngineBench) -> None:
    bench = engine_bench
    with bench.again(nowhere(), patience=SHORT) as again:
        job_id = again.start(again.put(bench.file("x", b"x")))
        again.outcome(job_id)
        shown = again.snapshot(job_id)
    assert shown.state is JobState.PAUSED
    assert isinstance(shown.problem, Unreachable)
    assert isinstance(bench.journal.job(job_id).problem, Unreachable)
    with bench.again() as later:
        later.engine.resume(job_id)
        assert later.outcome(job_id).state is JobState.DONE
    assert bench.content("x") == b"x"


def test_one_key_that_the_store_chokes_on_fails_and_the_others_go(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    source = write_tree(bench.folder / "s", dict.fromkeys(("bad", "good", "more"), b"x"))
    proxy.inject(refusal(500, "InternalError", "/s/bad"))
    with bench.again(proxy.endpoint, patience=LONG) as again:
        report = again.done(again.put(source))
    assert (report.state, report.done) == (JobState.SOME_FAILED, 2)
    assert isinstance(report.failures[0].error, ServerTrouble)
    assert bench.keys() == ["s/good", "s/more"]


def test_a_large_file_that_the_store_chokes_on_leaves_nothing(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    proxy.inject(refusal(500, "InternalError", "partNumber=2"))
    with bench.again(proxy.endpoint, patience=LONG) as again:
        report = again.done(again.put(bench.file("x", os.urandom(20 * MIB))))
    assert report.state is JobState.SOME_FAILED
    assert not bench.unfinished()


def test_what_is_forbidden_for_one_key_fails_that_key(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    source = write_tree(bench.folder / "s", dict.fromkeys(("no", "yes"), b"x"))
    proxy.inject(refusal(403, "AccessDenied", "/s/no"))
    with bench.again(proxy.endpoint) as again:
        report = again.done(again.put(source))
    assert (report.state, report.done) == (JobState.SOME_FAILED, 1)
    assert isinstance(report.failures[0].error, NotAllowed)


def test_a_full_store_is_tried_again_and_then_pauses_the_job(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    source = write_tree(bench.folder / "s", {f"{number}": b"x" for number in range(20)})
    full = proxy.inject(
        Fault(FaultKind.CANNED, is_put, None, 0, 403, XML, s3_error("QuotaExceeded"))
    )
    with bench.again(proxy.endpoint, patience=SHORT) as again:
        job_id = again.start(again.put(source))
        again.outcome(job_id)
        assert isinstance(again.snapshot(job_id).problem, StoreFull)
        assert again.snapshot(job_id).state is JobState.PAUSED
        assert proxy.struck(full) >= 3
        proxy.heal()
        again.engine.resume(job_id)
        assert again.outcome(job_id).done == 20


def test_keys_that_are_refused_pause_the_job(engine_bench: EngineBench, proxy: FaultProxy) -> None:
    bench = engine_bench
    source = write_tree(bench.folder / "s", {f"{number}": b"x" for number in range(20)})
    proxy.inject(expired_token(is_put, None))
    with bench.again(proxy.endpoint) as again:
        job_id = again.start(again.put(source))
        again.outcome(job_id)
        shown = again.snapshot(job_id)
    assert shown.state is JobState.PAUSED
    assert isinstance(shown.problem, BadCredentials)
    assert again.stores.refusals == 1
    assert shown.items_failed == 0


def test_a_job_goes_on_with_renewed_keys(engine_bench: EngineBench, proxy: FaultProxy) -> None:
    bench = engine_bench
    files = {f"{number}": os.urandom(10) for number in range(50)} | {"l": os.urandom(20 * MIB)}
    source = write_tree(bench.folder / "s", files)
    revoked = proxy.inject(expired_token("partNumber=2", None))
    with bench.again(proxy.endpoint, bench.profile.endpoint) as again:
        report = again.done(again.put(source))
    assert proxy.struck(revoked)
    assert again.stores.refusals == 1
    assert (report.state, report.done, report.failures) == (JobState.DONE, 51, ())
    assert bench.objects() == {f"s/{name}": body for name, body in files.items()}


def test_planning_goes_on_with_renewed_keys_too(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    bench.fill({f"d/{number}": b"x" for number in range(20)})
    proxy.inject(expired_token("", None))
    with bench.again(proxy.endpoint, bench.profile.endpoint) as again:
        report = again.done(again.delete(bench.everything()))
    assert (report.state, report.done) == (JobState.DONE, 20)


def test_a_job_without_keys_waits_until_there_are_some(engine_bench: EngineBench) -> None:
    bench = engine_bench
    bench.stores.missing = True
    job_id = bench.start(bench.put(bench.file("x", b"x")))
    bench.outcome(job_id)
    assert bench.snapshot(job_id).state is JobState.WAITING
    assert bench.snapshot(job_id).problem is not None
    bench.stores.missing = False
    bench.engine.run(job_id)
    assert bench.outcome(job_id).state is JobState.DONE


def test_without_its_bucket_a_large_job_does_not_try_every_file(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    source = write_tree(bench.folder / "s", {f"{number}": b"x" for number in range(100)})
    proxy.inject(refusal(404, "NoSuchBucket", "PUT"))
    with bench.again(proxy.endpoint) as again:
        job_id = again.start(again.put(source))
        report = again.outcome(job_id)
    assert report.state is JobState.PAUSED
    assert isinstance(again.snapshot(job_id).problem, NoSuchBucket)
    assert len(report.failures) < 40


def test_planning_that_fails_pauses_the_job_with_the_reason(engine_bench: EngineBench) -> None:
    bench = engine_bench
    request = PutRequest((str(bench.folder / "nothing"),), Location("no-such-bucket-at-all"))
    job_id = bench.start(request)
    bench.outcome(job_id)
    shown = bench.snapshot(job_id)
    assert shown.state in {JobState.PAUSED, JobState.SOME_FAILED}
    assert shown.problem is not None or shown.items_failed


class _Broken(Store):
    """A connection with a fault in the program."""

    def put(self, *args: object, **options: object) -> str:
        raise ZeroDivisionError("a fault")


def test_a_fault_in_the_program_pauses_the_job_and_says_so(
    engine_bench: EngineBench, caplog: pytest.LogCaptureFixture
) -> None:
    bench = engine_bench
    bench.stores._stores = [_Broken(bench.profile, QUICK)]
    job_id = bench.start(bench.put(bench.file("x", b"x")))
    bench.outcome(job_id)
    shown = bench.snapshot(job_id)
    assert shown.state is JobState.PAUSED
    assert isinstance(shown.problem, JosError)
    assert "fault in jos-tui" in shown.problem.title
    assert "ZeroDivisionError" in caplog.text


def test_patience_grows_to_its_longest_pause_and_ends() -> None:
    endurance = Endurance(Patience(first=1, longest=4, in_all=1000))
    assert [endurance.pause() for _ in range(4)] == [1, 2, 4, 4]
    endurance.worked()
    assert endurance.pause() == 1
    assert Endurance(Patience(in_all=0)).pause() is None


def test_a_deletion_in_which_some_keys_are_refused_reports_each(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    bench.fill({"a": b"1", "b": b"2"})
    answer = b"<DeleteResult><Error><Key>b</Key><Code>AccessDenied</Code></Error></DeleteResult>"
    proxy.inject(Fault(FaultKind.CANNED, "?delete", None, 0, 200, XML, answer))
    with bench.again(proxy.endpoint) as again:
        report = again.done(again.delete(bench.everything()))
    assert (report.state, report.done) == (JobState.SOME_FAILED, 1)
    assert [failure.name for failure in report.failures] == ["b"]
    assert not isinstance(report.failures[0].error, ChangedMeanwhile)
