"""What the engine tells reaches the clients, whatever becomes of the log."""

from __future__ import annotations

from pathlib import Path

import pytest

from jos_tui.jobs.change_log import ChangeLog
from jos_tui.jobs.model import Change
from jos_tui.jobs.worker.hub import Hub
from jos_tui.jobs.worker.telling import Telling
from tests.jobs.engine.engine_bench import EngineBench


def test_a_log_that_cannot_be_written_stops_no_job(
    bench: EngineBench, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_bytes(b"")
    telling = Telling(Hub(), ChangeLog(tmp_path / "file", "host"))
    job = bench.journal.job(bench.add(bench.put(bench.file("x", b"x"))))
    telling.changed([Change("b", deleted="k")], job)
    assert "Changes of job 1 are not in the log" in caplog.text


def test_what_a_job_has_changed_is_in_the_log_with_its_number(
    bench: EngineBench, tmp_path: Path
) -> None:
    log = ChangeLog(tmp_path / "state", "host")
    job = bench.journal.job(bench.add(bench.put(bench.file("x", b"x"))))
    Telling(Hub(), log).changed([Change("b", deleted="k")], job)
    assert [(each.key, each.job, each.endpoint) for each in log] == [("k", 1, bench.ref.endpoint)]
