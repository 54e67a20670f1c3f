"""Uploads in parts without an MD5 where the store compares what was signed: whole, or not done."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from jos_tui.jobs.engine.bandwidth import Bandwidth
from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.model import Check, JobState
from jos_tui.jobs.request import Options
from tests.jobs.engine.engine_bench import EngineBench
from tests.jobs.engine.killing import add_jobs, keys_of
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, Heed, Request

MIB = 1 << 20
MUCH = 64 * MIB
BODY = os.urandom(17 * MIB + 5)


def is_part(request: Request) -> bool:
    return request.method == "PUT" and "partNumber=" in request.query


def is_of_trial(request: Request) -> bool:
    return is_part(request) and request.headers["content-length"] == str(MIB)


@contextmanager
def beside_much(bench: EngineBench, heed: Heed) -> Iterator[tuple[FaultProxy, EngineBench]]:
    """An engine that has sent so much in parts that the next large file is worth a trial."""
    with (
        FaultProxy(bench.profile.endpoint, heed=heed) as proxy,
        bench.again(proxy.endpoint) as again,
    ):
        comparing = again.stores.store_for(again.ref).capabilities.comparing
        assert not comparing.is_worth_trying(bench.bucket, MUCH - 1)
        yield proxy, again


@pytest.mark.parametrize("heed", Heed)
def test_the_first_large_file_tries_the_store_once(
    any_engine_bench: EngineBench, heed: Heed
) -> None:
    files = [any_engine_bench.file(f"large {number}", BODY) for number in range(2)]
    with beside_much(any_engine_bench, heed) as (proxy, bench):
        for file in files:
            report = bench.done(bench.put(file))
            assert (report.state, report.done, report.notes) == (JobState.DONE, 1, ())
        assert bench.objects() == {"large 0": BODY, "large 1": BODY}
        trials = [request for request in proxy.requests if is_of_trial(request)]
        parts = [one for one in proxy.requests if is_part(one) and not is_of_trial(one)]
        assert (len(trials), len(parts)) == (1, 4)
        with_md5 = {"content-md5" in one.headers for one in parts}
        assert with_md5 == {heed is not Heed.SIGNED_SHA256}


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("heed", Heed)
def test_a_bit_that_flips_on_the_way_is_never_in_the_object(
    any_engine_bench: EngineBench, heed: Heed, number: int
) -> None:
    """However the store treats it: done is whole."""
    file = any_engine_bench.file("large", BODY)
    with beside_much(any_engine_bench, heed) as (proxy, bench):
        damage = Fault(
            FaultKind.FLIP_SENT_BIT,
            lambda request: (
                is_part(request)
                and not is_of_trial(request)
                and f"partNumber={number}&" in request.query
            ),
            after_bytes=100,
        )
        proxy.inject(damage)
        report = bench.done(bench.put(file))
        assert proxy.struck(damage) == 1
        assert bench.objects() == ({"large": BODY} if report.done else {})
        assert report.done == 1 or report.failures


@pytest.mark.parametrize(
    "fault",
    [
        Fault(FaultKind.LOST_ANSWER, "?uploads="),
        Fault(FaultKind.LOST_ANSWER, is_of_trial),
        Fault(FaultKind.RESET_REQUEST, is_of_trial, after_bytes=1000),
        Fault(FaultKind.LOST_ANSWER, "DELETE", times=2),
        Fault(FaultKind.CANNED, "DELETE", status=403),
    ],
    ids=lambda fault: f"{fault.kind.name} {fault.match}"[:40],
)
def test_a_trial_that_goes_wrong_costs_nothing_but_the_md5(
    engine_bench: EngineBench, fault: Fault
) -> None:
    file = engine_bench.file("large", BODY)
    with beside_much(engine_bench, Heed.SIGNED_SHA256) as (proxy, bench):
        proxy.inject(fault)
        report = bench.done(bench.put(file))
        assert (report.state, report.done, report.failures) == (JobState.DONE, 1, ())
        assert proxy.struck(fault) > 0
        assert bench.objects() == {"large": BODY}
        assert not bench.unfinished()


def test_a_store_that_forbids_to_drop_an_upload_costs_no_file(engine_bench: EngineBench) -> None:
    file = engine_bench.file("large", BODY)
    with beside_much(engine_bench, Heed.SIGNED_SHA256) as (proxy, bench):
        proxy.inject(Fault(FaultKind.CANNED, "DELETE", None, status=403))
        report = bench.done(bench.put(file))
        assert (report.state, report.done, report.failures) == (JobState.DONE, 1, ())
        assert bench.objects() == {"large": BODY}
        assert bench.unfinished() == ["large"]
        assert any("left behind" in note for note in report.notes)


def test_under_a_limit_nothing_is_tried(engine_bench: EngineBench) -> None:
    file = engine_bench.file("large", BODY)
    assert not Bandwidth(0).is_limited
    with beside_much(engine_bench, Heed.SIGNED_SHA256) as (proxy, bench):
        bench.done(bench.put(file), Options(bandwidth=1 << 40))
        assert [is_of_trial(one) for one in proxy.requests if is_part(one)] == [False, False]


def test_killed_while_a_trial_is_dropped_nothing_of_it_stays(engine_bench: EngineBench) -> None:
    """Kill -9 between the damaged part and the end of its upload."""
    bench = engine_bench
    file = bench.folder / "large"
    with file.open("wb") as large:
        large.truncate(MUCH)
    path = bench.folder / "killed.sqlite3"
    [job_id] = add_jobs(path, bench, [bench.put(file)])
    with FaultProxy(bench.profile.endpoint) as proxy:
        drop = proxy.inject(Fault(FaultKind.RESET_AT_ONCE, "DELETE", None))
        argv = [sys.executable, "-m", "tests.jobs.engine.run_engine", str(path), proxy.endpoint.url]
        with subprocess.Popen(argv, env=keys_of(bench)) as process:
            proxy.wait_until(lambda proxy: proxy.struck(drop) > 0)
            process.kill()
        assert bench.unfinished() == ["large"]
        proxy.heal()
        subprocess.run(argv, env=keys_of(bench), check=True, timeout=60)
    with closing(Journal(path)) as journal:
        report = journal.report(job_id)
    assert (report.state, report.done, report.failures) == (JobState.DONE, 1, ())
    assert set(report.checks) == {Check.MULTIPART_ETAG}
    assert [(row.key, row.size) for row in bench.rows()] == [("large", MUCH)]
    assert not bench.unfinished()
