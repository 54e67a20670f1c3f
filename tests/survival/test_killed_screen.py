"""The screen itself is killed, and its worker, in the middle of what it was asked to do."""

from __future__ import annotations

import random
import signal
from contextlib import closing
from pathlib import Path

import pytest

from jos_tui.jobs.item import ItemState
from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.journal.schema import Access
from jos_tui.jobs.model import JobState
from jos_tui.jobs.worker.paths import StateHome
from jos_tui.store.store import Store
from tests.end_to_end.program import WIDE, Program
from tests.support.faultproxy import FaultProxy
from tests.survival.line import Gate, Killer, is_put
from tests.survival.rig import (
    MIB,
    digests,
    digests_in,
    unfinished,
    worker_of,
    write_tree,
)

KILLS = 5
CHANCE = random.Random(3)
FILES = {f"{number}": CHANCE.randbytes(number) for number in range(100)}
FILES |= {f"large {number}": CHANCE.randbytes(17 * MIB) for number in range(2)}
MOST_SCREENS = 20


def is_done(home: StateHome) -> bool:
    with closing(Journal(home.journal, Access.READ)) as journal:
        return [job.state for job in journal.jobs()] == [JobState.DONE]


def sees_the_end(program: Program, home: StateHome) -> bool:
    """Look at the transfers.

    Return whether the screen has been there when the upload was done, rather than been killed.
    """
    try:
        program.wait_for("w transfers")
        program.send("w")
        program.wait_for(lambda _: is_done(home))
    except (AssertionError, OSError):
        assert program.wait_exit() == -signal.SIGKILL
        return False
    return True


def test_an_upload_survives_the_screen_it_was_asked_for_on(
    home: StateHome,
    store: Store,
    bucket: str,
    proxy: FaultProxy,
    credentials: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write_tree(tmp_path / "work" / "up", FILES)
    monkeypatch.chdir(tmp_path / "work")
    arguments = ("--credentials", str(credentials), f"s3://{bucket}/")
    screens: list[Program] = []

    def screen() -> int:
        return screens[-1].pid if screens[-1].is_running else 0

    victims = [screen, lambda: worker_of(home)]
    killer = Killer(proxy, random.Random(6), victims, KILLS, 20)
    with Program(*arguments, size=WIDE) as program:
        screens.append(program)
        program.wait_for("Nothing here")
        program.type("u", " up/ ")
        with Gate(proxy, is_put) as gate:
            program.type("u", "1 upload")
            gate.wait()
            killer.begin()
        ended = sees_the_end(program, home)
    while not ended and len(screens) < MOST_SCREENS:
        with Program(*arguments, size=WIDE) as program:
            screens.append(program)
            ended = sees_the_end(program, home)
    assert ended
    assert killer.kills == KILLS
    assert len(screens) > 1
    with closing(Journal(home.journal, Access.READ)) as journal:
        views = journal.items(1)
        assert {view.state for view in views} == {ItemState.DONE}
        assert len({view.name for view in views}) == len(views) == len(FILES)
    expected = {f"up/{name}": body for name, body in FILES.items()}
    assert digests_in(store, bucket) == digests(expected)
    assert unfinished(store, bucket) == []
