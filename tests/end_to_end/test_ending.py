"""The demo leaves nothing behind, however it ends."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

import pytest

from jos_tui.jobs.worker.paths import Lifetime, StateHome
from tests.end_to_end.program import ENTER, Machine, Program, descendants, wait_until_ended
from tests.jobs.worker.handling import worker_pid


def kill(program: Program) -> None:
    os.kill(program.pid, signal.SIGKILL)
    assert program.wait_exit() == -signal.SIGKILL


def hang_up(program: Program) -> None:
    program.hang_up()


@pytest.mark.parametrize("end", [kill, hang_up])
@pytest.mark.parametrize("keys", ["", ENTER], ids=["idle", "at work"])
def test_a_demo_that_is_cut_off_leaves_no_process_and_no_file(
    machine: Machine, end: Callable[[Program], None], keys: str
) -> None:
    with Program("--demo", "s3://station-archive/") as program:
        program.wait_for("hourly/")
        program.type("s", "Save to this machine")  # which brings a worker
        (folder,) = machine.temporary.glob("jos-tui-demo-*")
        home = StateHome(folder, Lifetime.TIED)
        program.wait_for(lambda _: worker_pid(home) != 0)
        if keys:
            program.type(keys, "w transfers")
        helpers = [*descendants(program.pid), worker_pid(home)]
        assert len(helpers) > 1
        end(program)
        for pid in helpers:
            wait_until_ended(pid)
    assert machine.left_behind == []
    assert not home.meeting_point.lock.exists()
    assert not home.meeting_point.socket.exists()
    assert not list(machine.work.rglob("*.jos-part"))
    assert list(machine.state.iterdir()) == []
