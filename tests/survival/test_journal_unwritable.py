"""Nothing can be written down any more: the job is not said to run, and goes on from there."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from jos_tui.core.errors import LocalError
from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.model import JobState
from tests.jobs.engine.engine_bench import EngineBench
from tests.support.faultproxy import FaultProxy
from tests.survival.line import Gate, is_put
from tests.survival.rig import digests, digests_in, write_tree

FILES = {f"{number}": os.urandom(number) for number in range(40)}


@contextmanager
def read_only(journal: Journal) -> Iterator[None]:
    """Let SQLite refuse every change, as on a disk that has become read-only."""
    assert isinstance(journal._connection, sqlite3.Connection)
    journal._connection.execute("PRAGMA query_only = ON")
    yield
    journal._connection.execute("PRAGMA query_only = OFF")


def test_a_job_rests_while_its_journal_cannot_be_written_and_goes_on_when_told_to(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    source = write_tree(bench.folder / "up", FILES)
    with bench.again(proxy.endpoint) as again:
        with Gate(proxy, is_put, 5) as gate:
            job_id = again.start(again.put(source))
            gate.wait()
            with read_only(again.journal):
                gate.open()
                again.outcome(job_id)
                shown = again.snapshot(job_id)
        assert shown.state is JobState.PAUSED
        assert isinstance(shown.problem, LocalError)
        assert shown.problem.title == "The list of jobs cannot be written"
        again.engine.resume(job_id)
        report = again.outcome(job_id)
        assert (report.state, report.done, report.failures) == (JobState.DONE, len(FILES), ())
    whole = digests({f"up/{name}": body for name, body in FILES.items()})
    assert digests_in(bench.store, bench.bucket) == whole
