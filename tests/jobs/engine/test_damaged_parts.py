"""A part that is damaged on its way to a store that then drops the whole upload, as rclone does.

It hangs up on the part, or knows no such upload from then on.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from jos_tui.jobs.model import JobState
from jos_tui.jobs.request import Options
from jos_tui.store.store import connect
from tests.jobs.engine.engine_bench import NOW, EngineBench, new_bench
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind
from tests.support.servers import S3Server

MIB = 1 << 20
BODY = os.urandom(16 * MIB + 5)
LAST = 4
PARTS = Options(part_size=5 * MIB)


@pytest.fixture
def bench(rclone_server: S3Server, tmp_path: Path) -> Iterator[EngineBench]:
    """A workbench on rclone."""
    with closing(connect(rclone_server.profile())) as store:
        bucket = f"jos-test-{secrets.token_hex(6)}"
        store.make_bucket(bucket, NOW)
        with new_bench(rclone_server, store, bucket, tmp_path) as made:
            yield made


def damage(part: int, times: int | None, byte: int) -> Fault:
    return Fault(FaultKind.FLIP_SENT_BIT, f"partNumber={part}&", times, byte)


def is_stored(bench: EngineBench) -> bool:
    return bench.objects() == {"large": BODY} and not bench.unfinished()


@pytest.mark.parametrize(
    ("part", "times", "byte"), [(1, 1, 0), (2, 2, 5 * MIB - 1), (3, 2, 100_000), (LAST, 1, 5)]
)
def test_the_upload_begins_anew_and_ends_well(
    bench: EngineBench, part: int, times: int, byte: int
) -> None:
    with FaultProxy(bench.profile.endpoint) as proxy, bench.again(proxy.endpoint) as again:
        fault = proxy.inject(damage(part, times, byte))
        report = again.done(again.put(bench.file("large", BODY)), PARTS)
        assert (report.state, report.failures) == (JobState.DONE, ())
        assert proxy.struck(fault) == times
    assert is_stored(bench)


def test_damaged_for_ever_it_fails_leaves_nothing_and_is_retried_well(bench: EngineBench) -> None:
    with FaultProxy(bench.profile.endpoint) as proxy, bench.again(proxy.endpoint) as again:
        proxy.inject(damage(2, None, 7))
        job_id = again.start(again.put(bench.file("large", BODY)), PARTS)
        report = again.outcome(job_id)
        assert report.state is JobState.SOME_FAILED
        [failure] = report.failures
        assert failure.error.title
        assert "damages what is sent" in failure.error.next_step
        assert "https" not in failure.error.next_step
        assert (bench.keys(), bench.unfinished()) == ([], [])
        proxy.heal()
        again.engine.retry(job_id)
        assert again.outcome(job_id).state is JobState.DONE
    assert is_stored(bench)
