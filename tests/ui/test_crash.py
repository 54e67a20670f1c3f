"""A fault of the program itself: the terminal comes back, and no secret is shown anywhere."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.support.servers import S3Server
from tests.support.terminal import Terminal
from tests.ui.crashing import SECRET

LEFT_ALTERNATE_SCREEN = b"\x1b[?1049l"


@pytest.mark.parametrize("place", ["screen", "listing", "tree", "planning"])
def test_a_crash_ends_the_program_in_order_and_shows_no_secret(
    place: str, server: S3Server
) -> None:
    argv = [sys.executable, "-m", "tests.ui.crashing", place, server.endpoint.url]
    root = str(Path(__file__).parents[2])
    with Terminal(argv, rows=24, columns=120, env={"PYTHONPATH": root}) as terminal:
        assert terminal.wait_exit() == 7
        written = terminal.raw

    assert SECRET.encode() not in written
    shown, _, after = written.rpartition(LEFT_ALTERNATE_SCREEN)
    assert b"Traceback" not in shown
    log = Path(after.decode().partition("LOG ")[2].strip().splitlines()[0])
    assert "wrong on purpose" in log.read_text()
    assert SECRET not in log.read_text()
    assert log.stat().st_mode & 0o777 == 0o600
