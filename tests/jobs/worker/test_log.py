"""The log of a worker stays short, and never stands in its way."""

from __future__ import annotations

import os
from pathlib import Path

from jos_tui.jobs.worker.log import BoundedLog


def test_it_begins_anew_when_it_is_too_long(tmp_path: Path) -> None:
    path = tmp_path / "log"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    log = BoundedLog(descriptor, most_bytes=100)
    for number in range(1000):
        assert log.write(f"line {number}\n")
        assert path.stat().st_size <= 100
    assert path.read_text(encoding="utf-8").endswith("line 999\n")
    log.write("x" * 1000)
    assert path.stat().st_size <= 100
    os.close(descriptor)
    log.write("nobody can read this")
