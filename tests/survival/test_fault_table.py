"""What docs/faults-of-jobs.md says of each kind of job and each fault is what happens."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import pytest

from jos_tui.core.errors import Unreachable
from jos_tui.profiles.profile import Endpoint
from tests.jobs.engine.engine_bench import EngineBench
from tests.support.faultproxy import FaultProxy
from tests.support.process import free_port
from tests.survival.fault_table.deed import DONE, PAUSED, Case, Deed
from tests.survival.fault_table.meeting import by_way_of, combinations, outcome_of
from tests.survival.fault_table.published import PAGE, line_of
from tests.survival.fault_table.transfers import DOWNLOAD, PACKED, UP, headed
from tests.survival.line import is_get
from tests.survival.rig import below, digests, digests_below, write_tree

RENEW = "renew docs/faults-of-jobs.md with: make faults"
ALL = combinations()


@pytest.mark.parametrize(
    ("deed", "case"), ALL, ids=[f"{deed.name}-{case.name}" for deed, case in ALL]
)
def test_a_job_ends_as_published_and_goes_on_when_the_fault_is_gone(
    engine_bench: EngineBench, deed: Deed, case: Case
) -> None:
    line = line_of(deed, case, outcome_of(engine_bench, deed, case))
    assert PAGE.published().get((deed.name, case.name)) == str(line), RENEW


def test_every_combination_is_published_and_no_other() -> None:
    assert PAGE.published().keys() == {(deed.name, case.name) for deed, case in ALL}, RENEW
    assert len(PAGE.published()) == len(ALL) >= 200


def test_a_false_success_is_noticed(engine_bench: EngineBench) -> None:
    """The table would not say so otherwise."""
    harmless = next(case for case in DOWNLOAD.cases if case.state is DONE)
    wrong = replace(DOWNLOAD, is_right=lambda _: False)
    with pytest.raises(AssertionError):
        outcome_of(engine_bench, wrong, harmless)


@pytest.mark.parametrize("upload", [True, False])
def test_a_server_that_refuses_connections_pauses_the_job(
    engine_bench: EngineBench, tmp_path: Path, upload: bool
) -> None:
    bench = engine_bench
    bench.fill({"d/small": UP["small"]})
    source = write_tree(tmp_path / "up", {"small": UP["small"]})
    request = bench.put(source) if upload else bench.get(below(bench.bucket, "d/"))
    with by_way_of(bench, Endpoint(f"127.0.0.1:{free_port()}", secure=False)) as off:
        job_id = off.start(request)
        off.outcome(job_id)
        assert off.snapshot(job_id).state is PAUSED
        assert isinstance(off.snapshot(job_id).problem, Unreachable)
    with by_way_of(bench, bench.profile.endpoint) as on:
        on.engine.resume(job_id)
        assert on.outcome(job_id).state is DONE


def test_a_compressed_object_is_saved_as_it_is(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    packed = gzip.compress(UP["small"])
    engine_bench.fill({"d/small.gz": packed})
    proxy.inject(headed(PACKED, is_get))
    with by_way_of(engine_bench, proxy.endpoint) as bench:
        assert bench.done(bench.get(below(bench.bucket, "d/"))).state is DONE
        assert digests_below(bench.here) == digests({"d/small.gz": packed})
