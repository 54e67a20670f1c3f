"""Jobs go on whoever leaves, and whoever comes at the same moment finds one worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from jos_tui.core.location import Location
from jos_tui.jobs.codec import dumps
from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.journal.schema import Access
from jos_tui.jobs.model import JobState
from jos_tui.jobs.request import PutRequest
from jos_tui.jobs.worker.client import JobsClient
from jos_tui.jobs.worker.paths import StateHome
from jos_tui.store.store import Store
from tests.support.faultproxy import FaultProxy
from tests.support.patience import LONG_ENOUGH
from tests.support.terminal import Terminal
from tests.survival.line import Gate, is_put
from tests.survival.rig import (
    MIB,
    ROOT,
    digests,
    digests_in,
    program,
    stand_in,
    worker_of,
    workers_of,
    write_tree,
)

FILES = {f"{number}": os.urandom(number) for number in range(40)} | {"large": os.urandom(17 * MIB)}


def test_a_job_outlives_a_hangup_and_the_terminal_it_was_started_from(
    home: StateHome,
    store: Store,
    bucket: str,
    proxy: FaultProxy,
    credentials: Path,
    tmp_path: Path,
) -> None:
    request = PutRequest((str(write_tree(tmp_path / "up", FILES)),), Location(bucket))
    env = {"PYTHONPATH": str(ROOT)}
    with Gate(proxy, is_put, 10) as gate:
        with Terminal(program(credentials), columns=200, env=env) as terminal:
            terminal.send(f"start {dumps(request)}\n")
            terminal.wait_for("job 1")
            gate.wait()
            worker = worker_of(home)
            os.kill(worker, signal.SIGHUP)
            hang_up(terminal)
        gate.open()
        with closing(JobsClient(None, home=home)) as later:
            assert later.wait(1, LONG_ENOUGH)
            assert later.snapshot(1).state is JobState.DONE
    assert worker_of(home) == worker
    assert digests_in(store, bucket) == digests({f"up/{name}": FILES[name] for name in FILES})


def hang_up(terminal: Terminal) -> None:
    """Close the window: the kernel tells all who are on the terminal."""
    os.close(terminal._master)
    terminal._master = -1
    assert terminal._process.wait(LONG_ENOUGH) == -signal.SIGHUP


def test_two_screens_and_a_command_at_once_share_one_worker(
    home: StateHome,
    store: Store,
    bucket: str,
    credentials: Path,
    tmp_path: Path,
) -> None:
    trees = [write_tree(tmp_path / name, FILES) for name in ("one", "two", "three")]
    command = [sys.executable, "-m", "jos_tui", "put", str(trees[2]), f"s3://{bucket}/"]
    with stand_in(credentials) as one, stand_in(credentials) as two:
        assert [one.asked("see", 0), two.asked("see", 0)] == ["sees 0"] * 2
        assert workers_of(home) == []
        with subprocess.Popen([*command, "--credentials", str(credentials)], cwd=ROOT) as three:
            for each, tree in ((one, trees[0]), (two, trees[1])):
                each.start(PutRequest((str(tree),), Location(bucket)))
            started = [one.answer(), two.answer()]
            assert three.wait(LONG_ENOUGH) == 0
        assert len({*started}) == 2
        assert [one.asked("see", 3), two.asked("see", 3)] == ["sees 3"] * 2
        assert workers_of(home) == [worker_of(home)]
    with closing(Journal(home.journal, Access.READ)) as journal:
        assert [job.state for job in journal.jobs()] == [JobState.DONE] * 3
    assert digests_in(store, bucket) == digests(
        {f"{tree.name}/{name}": body for tree in trees for name, body in FILES.items()}
    )
