"""A worker somebody watches."""

from __future__ import annotations

import signal
import sys

from jos_tui.jobs.worker.paths import StateHome
from jos_tui.jobs.worker.spawn import start_worker
from tests.jobs.worker.handling import wait_until, worker_pid
from tests.support.terminal import Terminal

_FOREGROUND = [sys.executable, "-m", "jos_tui", "worker", "--foreground"]


def test_it_works_until_ctrl_c(home: StateHome) -> None:
    with Terminal(_FOREGROUND) as terminal:
        wait_until(lambda: worker_pid(home) > 0, "it does not answer")
        terminal.send("\x03")
        assert terminal.wait_exit() == 0
        assert b"Traceback" not in terminal.raw
    assert not home.meeting_point.socket.exists()


def test_there_is_but_one(home: StateHome) -> None:
    start_worker(home)
    with Terminal(_FOREGROUND) as terminal:
        assert terminal.wait_exit() != 0
        assert f"It is process {worker_pid(home)}" in terminal.screen_text()
    assert worker_pid(home) > 0


def test_it_survives_its_terminal(home: StateHome) -> None:
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_DFL
    terminal = Terminal(["/bin/sh", "-c", 'setsid "$@" & wait', "sh", *_FOREGROUND])
    with terminal:
        wait_until(lambda: worker_pid(home) > 0, "it does not answer")
    assert worker_pid(home) > 0
