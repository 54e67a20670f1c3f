"""The screen itself is killed, and its worker, in the middle of what it was asked to do."""

from __future__ import annotations

import queue
import random
import signal
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest

from jos_tui.jobs.item import ItemState
from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.journal.schema import Access
from jos_tui.jobs.model import JobState
from jos_tui.jobs.worker.paths import StateHome
from jos_tui.store.store import Store
from tests.end_to_end.program import CLEAR_LINE, ENTER, WIDE, Program
from tests.support.faultproxy import FaultProxy
from tests.support.patience import LONG_ENOUGH
from tests.survival.line import Gate, Killer, is_put
from tests.survival.rig import (
    MIB,
    NOW,
    digests,
    digests_below,
    digests_in,
    unfinished,
    worker_of,
    write_tree,
)

KILLS = 20
MOST_BETWEEN = 28  # in all fewer requests than two hundred items need with what is tried again
CHANCE = random.Random(3)
UP = {f"{number}": CHANCE.randbytes(number * 300) for number in range(98)}
UP |= {f"large {number}": CHANCE.randbytes(17 * MIB) for number in range(2)}
DOWN = {f"{number}": CHANCE.randbytes(number * 300) for number in range(98)}
DOWN |= {"large": CHANCE.randbytes(18 * MIB), "in parts": CHANCE.randbytes(34 * MIB + 1)}


class Screens:
    """Shows one screen after the other; each waits to be killed from some moment on."""

    def __init__(self, home: StateHome) -> None:
        self._home = home
        self._ready: queue.SimpleQueue[int] = queue.SimpleQueue()
        self.count = 0

    def victim(self) -> int:
        """Wait for the next one."""
        return self._ready.get(timeout=LONG_ENOUGH)

    def sees_the_end(self, program: Program, at_once: bool) -> bool:
        """Look at the transfers, as one that may be killed ``at_once``, or once they are shown.

        Return whether it has been there when all was done, rather than been killed.
        """
        self.count += 1
        try:
            program.wait_for("w transfers")
            if at_once:
                self._ready.put(program.pid)
            program.type("w", "Transfers of this machine: 2")
            if not at_once:
                self._ready.put(program.pid)
            program.wait_for(lambda _: self._all_done())
        except (AssertionError, OSError):
            assert program.wait_exit() == -signal.SIGKILL
            return False
        return True

    def _all_done(self) -> bool:
        with closing(Journal(self._home.journal, Access.READ)) as journal:
            return [job.state for job in journal.jobs()] == [JobState.DONE] * 2


def begin(program: Program, here: Path) -> None:
    """Upload a folder and save a prefix."""
    program.type("u", " up/ ")
    program.type("u", "1 upload")
    program.type("s", "prefix down/")
    program.send(CLEAR_LINE)
    program.wait_for(lambda _: right_below(program, "Folder (made if it does not exist)") == "")
    program.type(str(here), here.name)
    program.type(ENTER, "1 download")


def right_below(program: Program, label: str) -> str:
    """Return what is under a label on the screen, and no wider."""
    for line, below in pairwise(program.lines()):
        if label in line:
            start = line.index(label)
            return below[start : start + len(label)].strip()
    return "nothing yet"


def check(home: StateHome, store: Store, bucket: str, here: Path) -> None:
    with closing(Journal(home.journal, Access.READ)) as journal:
        for job_id, files in ((1, UP), (2, DOWN)):
            views = journal.items(job_id)
            assert {view.state for view in views} == {ItemState.DONE}
            assert len({view.name for view in views}) == len(views) == len(files)
    down = digests({f"down/{name}": body for name, body in DOWN.items()})
    up = digests({f"up/{name}": body for name, body in UP.items()})
    assert digests_in(store, bucket) == up | down
    assert digests_below(here) == down
    assert unfinished(store, bucket) == []


def test_what_a_screen_was_asked_for_survives_it_and_its_worker(
    home: StateHome,
    store: Store,
    bucket: str,
    proxy: FaultProxy,
    credentials: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write_tree(tmp_path / "work" / "up", UP)
    monkeypatch.chdir(tmp_path / "work")
    for name, body in DOWN.items():
        store.put(bucket, f"down/{name}", body, NOW)
    here = tmp_path / "here"
    arguments = ("--credentials", str(credentials), f"s3://{bucket}/")
    screens = Screens(home)
    chance = random.Random(7)
    victims = [lambda: worker_of(home), screens.victim]
    killer = Killer(proxy, random.Random(6), victims, KILLS, MOST_BETWEEN)
    with Program(*arguments, size=WIDE) as program:
        program.wait_for("down/")
        with Gate(proxy, is_put) as gate:
            begin(program, here)
            gate.wait()
            killer.begin()
        ended = screens.sees_the_end(program, at_once=False)
    while not ended and screens.count <= KILLS:
        with Program(*arguments, size=WIDE) as program:
            ended = screens.sees_the_end(program, at_once=chance.random() < 0.5)
    assert ended
    assert (killer.kills, screens.count) == (KILLS, KILLS // 2 + 1)
    check(home, store, bucket, here)
