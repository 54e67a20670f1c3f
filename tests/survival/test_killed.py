"""Whoever is killed, and whenever: in the end every byte is right, nothing twice, nothing lost."""

from __future__ import annotations

import random
from contextlib import closing
from pathlib import Path

import pytest

from jos_tui.core.location import Location
from jos_tui.jobs.item import ItemState
from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.journal.schema import Access
from jos_tui.jobs.model import Conflict, JobState
from jos_tui.jobs.request import (
    CopyRequest,
    DeleteRequest,
    GetRequest,
    Originals,
    PutRequest,
    Request,
)
from jos_tui.jobs.worker.paths import StateHome
from jos_tui.store.store import Store
from tests.support.faultproxy import FaultProxy
from tests.survival.line import Gate, Killer
from tests.survival.rig import (
    MIB,
    NOW,
    StandIn,
    below,
    digests,
    digests_below,
    digests_in,
    stand_in,
    unfinished,
    worker_of,
    write_tree,
)

KILLS = 5  # a test, of which there are four
MOST_LIVES = 40
LARGE_TO_GET = (18 * MIB, 34 * MIB + 1)  # the second one is fetched in parts


class Load:
    """Uploads, downloads, deletions and moves: 250 items, a few of them large."""

    def __init__(self, chance: random.Random, store: Store, bucket: str, folder: Path) -> None:
        self.store, self.bucket, self.here = store, bucket, folder / "here"
        self.up = {f"d{number % 7}/{number}": chance.randbytes(number) for number in range(97)}
        self.up |= {f"large {n}": chance.randbytes(17 * MIB + n) for n in range(3)}
        self.down = {f"down/{number}": chance.randbytes(500) for number in range(58)}
        self.down |= {
            f"down/large {n}": chance.randbytes(size) for n, size in enumerate(LARGE_TO_GET)
        }
        self.moved = {f"old/{n}": chance.randbytes(n) for n in range(48)}
        self.moved |= {f"old/large {n}": chance.randbytes(11 * MIB + n) for n in range(2)}
        gone = {f"gone/{n}": b"x" for n in range(40)}
        for key, body in {**self.down, **gone, **self.moved}.items():
            store.put(bucket, key, body, NOW)
        self._source = write_tree(folder / "up", self.up)

    def requests(self, conflict: Conflict) -> list[Request]:
        return [
            PutRequest((str(self._source),), Location(self.bucket), conflict=conflict),
            GetRequest(below(self.bucket, "down/"), str(self.here), conflict=conflict),
            DeleteRequest(below(self.bucket, "gone/")),
            CopyRequest(
                below(self.bucket, "old/"),
                Location(self.bucket),
                "new",
                conflict,
                Originals.GO,
            ),
        ]

    def check(self, journal: Journal) -> None:
        for job, items in zip(journal.jobs(), (100, 60, 40, 50), strict=True):
            report = journal.report(job.id)
            assert (report.state, report.failures) == (JobState.DONE, ())
            views = journal.items(job.id)
            assert {view.state for view in views} == {ItemState.DONE}, report
            assert len({view.name for view in views}) == len(views) == items
        stored = {f"up/{name}": body for name, body in self.up.items()}
        stored |= {f"new/{key.removeprefix('old/')}": body for key, body in self.moved.items()}
        assert digests_in(self.store, self.bucket) == digests({**stored, **self.down})
        assert digests_below(self.here) == digests(self.down)
        assert unfinished(self.store, self.bucket) == []


def look_on(client: StandIn, jobs: list[str]) -> bool:
    """Return whether it has seen all jobs end, rather than been killed or given up."""
    answers = [client.asked("wait", job) for job in jobs]
    assert not [answer for answer in answers if "stalls" in answer]
    return all(answer.partition(" ")[2].startswith("done") for answer in answers)


@pytest.mark.parametrize("conflict", [Conflict.KEEP_BOTH, Conflict.SKIP])
def test_nothing_is_lost_and_nothing_done_twice(
    home: StateHome,
    any_store: Store,
    any_bucket: str,
    any_proxy: FaultProxy,
    any_credentials: Path,
    tmp_path: Path,
    conflict: Conflict,
) -> None:
    chance = random.Random(conflict.value)
    load = Load(chance, any_store, any_bucket, tmp_path)
    clients = [0]
    victims = [lambda: worker_of(home), lambda: clients[-1]]
    killer = Killer(any_proxy, chance, victims, KILLS, 40)
    with Gate(any_proxy, lambda _: True) as gate, stand_in(any_credentials) as first:
        for request in load.requests(conflict):
            first.start(request)
        jobs = [first.answer().removeprefix("job ") for _ in range(4)]
        clients.append(first.process.pid)
        killer.begin()
        gate.open()
        ended = look_on(first, jobs)
    for _ in range(MOST_LIVES):
        if ended:
            break
        with stand_in(any_credentials) as next_one:
            clients.append(next_one.process.pid)
            ended = look_on(next_one, jobs)
    assert ended
    assert killer.kills == KILLS
    with closing(Journal(home.journal, Access.READ)) as journal:
        load.check(journal)
