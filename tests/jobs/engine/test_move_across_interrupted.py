"""What holds of a move across in either direction: the only copy is never lost."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from jos_tui.jobs.model import Conflict, JobState
from jos_tui.store.store import connect
from tests.jobs.engine.crossing import files_below, move_down, move_up
from tests.jobs.engine.crossing_disturbed import (
    RULES,
    LastLook,
    error_in,
    stopped_at,
)
from tests.jobs.engine.engine_bench import EngineBench, new_bench
from tests.support.faultproxy import FaultProxy
from tests.support.servers import run_rclone


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
