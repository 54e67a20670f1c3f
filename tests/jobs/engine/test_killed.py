"""Killed at any moment, the next process does what is left: all of it, and nothing twice."""

from __future__ import annotations

import os
import random
from contextlib import closing

from jos_tui.core.entry import Entry, Kind
from jos_tui.core.location import Location
from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.model import Conflict, Contents, JobState, Selection
from jos_tui.jobs.request import (
    DeleteRequest,
    GetRequest,
    PutRequest,
    Scope,
)
from tests.jobs.bench import files_below, write_tree
from tests.jobs.engine.crossing import move_down, move_up
from tests.jobs.engine.engine_bench import NOW, EngineBench
from tests.jobs.engine.killing import add_jobs, killed_until_the_end, lives_for
from tests.store.versioned import keep_versions
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, s3_error

MIB = 1 << 20
ROUNDS = 12


def test_a_mixed_job_survives_kill_9_at_random_points(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    chance = random.Random(20)
    up = {f"{number}": os.urandom(number) for number in range(120)}
    up |= {f"large {number}": os.urandom(17 * MIB + number) for number in range(3)}
    down = {f"down/{number}": os.urandom(50) for number in range(60)}
    down["down/large"] = os.urandom(18 * MIB)
    bench.fill({**down, **{f"gone/{number}": b"x" for number in range(40)}})
    source = write_tree(bench.folder / "up", up)

    def prefix(name: str) -> Selection:
        return Selection(Location(bench.bucket), (Entry(name, Kind.PREFIX),))

    path = bench.folder / "killed.sqlite3"
    jobs = add_jobs(
        path,
        bench,
        [
            PutRequest((str(source),), Location(bench.bucket), conflict=Conflict.KEEP_BOTH),
            GetRequest(prefix("down/"), str(bench.here)),
            DeleteRequest(prefix("gone/")),
        ],
    )
    lives = [chance.randrange(5, 60) for _ in range(ROUNDS)]
    assert killed_until_the_end(bench, proxy, path, lives) > 4

    with closing(Journal(path)) as journal:
        for job_id in jobs:
            report = journal.report(job_id)
            assert (report.state, report.failures) == (JobState.DONE, ()), report
    stored = bench.objects()
    assert stored == {**{f"up/{name}": body for name, body in up.items()}, **down}
    assert files_below(bench.here) == down
    assert not bench.unfinished()


def test_moves_across_lose_nothing_under_kill_9_and_end_with_all_on_the_other_side(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    chance = random.Random(6)
    up = {f"up/{number % 5}/{number}": os.urandom(number) for number in range(80)}
    up["up/0/large"] = os.urandom(17 * MIB)
    down = {f"down/{number % 5}/{number}": os.urandom(number + 1) for number in range(60)}
    down["down/0/large"] = os.urandom(33 * MIB)
    bench.fill(down)
    write_tree(bench.folder, up)
    path = bench.folder / "killed.sqlite3"
    jobs = add_jobs(
        path,
        bench,
        [move_up(bench, bench.folder / "up"), move_down(bench, "down/")],
    )

    def nothing_is_lost() -> None:
        """Everything is whole on one side at least."""
        here = {**files_below(bench.folder / "up"), **files_below(bench.here)}
        found = {(name.removeprefix("down/"), len(body)) for name, body in here.items()}
        found |= {(row.key.partition("/")[2], row.size) for row in bench.rows()}
        everything = {**up, **down}.items()
        assert {(name.partition("/")[2], len(body)) for name, body in everything} <= found

    lives = [chance.randrange(30, 110) for _ in range(ROUNDS // 2)]
    assert killed_until_the_end(bench, proxy, path, lives, nothing_is_lost) > 3

    with closing(Journal(path)) as journal:
        for job_id in jobs:
            report = journal.report(job_id)
            assert (report.state, report.failures, report.skipped) == (JobState.DONE, (), 0), report
    assert bench.objects() == up
    assert files_below(bench.here) == down
    assert not (bench.folder / "up").exists()
    assert not bench.unfinished()


def test_a_cancelled_job_is_tidied_up_after_kill_9(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    chance = random.Random(4)
    source = write_tree(
        bench.folder / "up", {f"{number}": os.urandom(16 * MIB + 1) for number in range(4)}
    )
    path = bench.folder / "killed.sqlite3"
    for requests in chance.sample(range(3, 20), 4):
        [job_id] = add_jobs(path, bench, [PutRequest((str(source),), Location(bench.bucket))])
        said = lives_for(bench, proxy, path, requests)
        with closing(Journal(path)) as journal:
            assert not journal.job(job_id).state.is_end, said
            journal.move(job_id, JobState.CANCELLING)
        assert "ended" in lives_for(bench, proxy, path, None)
        with closing(Journal(path)) as journal:
            assert journal.job(job_id).state is JobState.CANCELLED
        assert not bench.unfinished()
        for row in bench.rows():
            bench.store.delete(bench.bucket, row.key, NOW)


def test_a_bucket_with_versions_goes_for_good_under_kill_9(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    """One by one, so that there are many points to be killed at; and nothing is planned twice."""
    bench = engine_bench
    chance = random.Random(5)
    keep_versions(bench.store, bench.bucket)
    names = [*(f"k{number}" for number in range(20)), "cr\rx", "cr\nx", "a//b"]
    for body in (b"1", b"22", b"333"):
        bench.fill(dict.fromkeys(names, body))
    bench.store.delete(bench.bucket, "k0", NOW)
    for number in range(4):
        bench.store.start_upload(bench.bucket, f"up {number}", NOW)
    refused = Fault(FaultKind.CANNED, "?delete", None, 0, 403, {}, s3_error("QuotaExceeded"))
    proxy.inject(refused)
    path = bench.folder / "killed.sqlite3"
    [job_id] = add_jobs(path, bench, [DeleteRequest(bench.whole_bucket(), Scope.ALL_VERSIONS)])
    lives = [chance.randrange(4, 25) for _ in range(ROUNDS)]
    assert killed_until_the_end(bench, proxy, path, lives) > 3
    with closing(Journal(path)) as journal:
        report = journal.report(job_id)
    assert (report.state, report.failures) == (JobState.DONE, ())
    assert report.gone == Contents(22, 47, 22 * 3 + 6, 1, 4, 1, unmeasured=4)
    assert bench.bucket not in [entry.key for entry in bench.store.buckets(NOW)]
