"""Two screens and a command, each a program of its own, at work at the same moment."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.journal.schema import Access
from jos_tui.jobs.model import JobState
from jos_tui.jobs.worker.paths import StateHome
from jos_tui.store.store import Store
from tests.end_to_end.program import COMMAND, WIDE, Program
from tests.support.faultproxy import FaultProxy
from tests.support.faults import slow_down
from tests.support.patience import LONG_ENOUGH
from tests.survival.line import is_put
from tests.survival.rig import MIB, ROOT, digests, digests_in, worker_of, workers_of, write_tree

FILES = {f"{number}": os.urandom(number) for number in range(40)} | {"large": os.urandom(17 * MIB)}
TREES = ("one", "two", "three")


@contextmanager
def command(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command; it is gone after the block."""
    with subprocess.Popen([*COMMAND, *arguments], cwd=ROOT) as process:
        try:
            yield process
        finally:
            process.kill()


def test_two_screens_and_a_command_share_one_worker_and_see_each_others_jobs(
    home: StateHome,
    store: Store,
    bucket: str,
    proxy: FaultProxy,
    credentials: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trees = [write_tree(tmp_path / "work" / name, FILES) for name in TREES]
    monkeypatch.chdir(tmp_path / "work")
    place = f"s3://{bucket}/"
    which = ("--credentials", str(credentials))
    busy = proxy.inject(slow_down(is_put, None))
    with Program(*which, place, size=WIDE) as one, Program(*which, place, size=WIDE) as two:
        for screen, name in ((one, "one/"), (two, "two/")):
            screen.wait_for("Nothing here")
            screen.type("u", f" {name} ")
        two.send("jj")  # below "one/" and "three/"
        for screen in (one, two):
            screen.send("u")
        with command("put", str(trees[2]), place, *which) as three:
            for screen in (one, two):
                screen.wait_for("3 uploads")
            proxy.wait_until(lambda there: there.struck(busy) > 0)
            workers = workers_of(home)
            proxy.heal()
            assert three.wait(LONG_ENOUGH) == 0
        for screen in (one, two):
            screen.send("w")
            screen.wait_for(lambda terminal: terminal.screen_text().count(" done ") >= len(TREES))
        assert workers == workers_of(home) == [worker_of(home)]
    with closing(Journal(home.journal, Access.READ)) as journal:
        assert [job.state for job in journal.jobs()] == [JobState.DONE] * len(TREES)
    assert digests_in(store, bucket) == digests(
        {f"{tree}/{name}": body for tree in TREES for name, body in FILES.items()}
    )
