"""Several rows get other names in one job: each object exactly once, whatever comes in between."""

from __future__ import annotations

import random
from contextlib import closing

from jos_tui.core.errors import JosError
from jos_tui.core.location import Location
from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.model import Conflict, JobState
from jos_tui.jobs.planning.turns import rename_request
from jos_tui.jobs.request import CopyRequest
from jos_tui.store.depth import Depth
from tests.jobs.engine.copying import XML
from tests.jobs.engine.engine_bench import EngineBench
from tests.jobs.engine.killing import add_jobs, lives_for
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, Request, s3_error
from tests.support.hostile_names import HOSTILE, is_kept

ROUNDS = 8
CHAIN = {"1": "2", "2": "3", "3": "4", "a/": "b", "b/": "c"}
BEFORE = {"1": b"one", "2": b"two", "3": b"two", "a/x": b"ax", "b/x": b"ax", "b/y": b"by"}
AFTER = {"2": b"one", "3": b"two", "4": b"two", "b/x": b"ax", "c/x": b"ax", "c/y": b"by"}


def renames(bench: EngineBench, names: dict[str, str], depth: Depth = Depth.LEVEL) -> CopyRequest:
    rows = {row.key: row for row in bench.rows("", depth)}
    return rename_request(Location(bench.bucket), [(rows[old], new) for old, new in names.items()])


def test_each_takes_the_name_that_another_one_leaves(any_engine_bench: EngineBench) -> None:
    bench = any_engine_bench
    bench.fill(BEFORE)
    report = bench.done(renames(bench, CHAIN))
    assert (report.state, report.done, report.failures) == (JobState.DONE, 6, ())
    assert bench.objects() == AFTER


def test_odd_names_become_and_are_left_exactly(any_engine_bench: EngineBench) -> None:
    bench = any_engine_bench
    # rclone takes NUL for the sign that stands for it, and names that look alike for each other.
    alike = {"null", "composed and decomposed"}
    kinds = [names[:8] for kind, names in HOSTILE.items() if kind not in alike]
    keys = [f"o/{name}" for names in kinds for name in names if "/" not in name]
    bench.fill({key: key.encode() for key in keys if is_kept("rclone", key)})
    there = [row.key for row in bench.rows()]
    assert len(there) > 100
    report = bench.done(renames(bench, {key: f"n/{key}" for key in there}, Depth.TREE))
    assert (report.state, report.failures) == (JobState.DONE, ())
    assert bench.objects() == {f"n/{key}": key.encode() for key in there}


def test_a_name_that_is_taken_is_asked_about_before_others_depend_on_it(
    engine_bench: EngineBench,
) -> None:
    bench = engine_bench
    bench.fill({"1": b"one", "2": b"two", "3": b"three"})
    job_id = bench.start(renames(bench, {"1": "2", "2": "3"}))
    bench.outcome(job_id)
    waiting = bench.snapshot(job_id)
    assert (waiting.state, waiting.items_held, waiting.planned) == (JobState.PAUSED, 1, False)
    assert bench.objects() == {"1": b"one", "2": b"two", "3": b"three"}
    bench.engine.answer(job_id, Conflict.OVERWRITE)
    assert bench.outcome(job_id).state is JobState.DONE
    assert bench.objects() == {"2": b"one", "3": b"two"}


def test_what_was_to_be_overwritten_is_not_when_it_could_not_leave(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    bench.fill(BEFORE)
    denied = Fault(
        FaultKind.CANNED, leaves_2, None, status=403, headers=XML, body=s3_error("AccessDenied")
    )
    proxy.inject(denied)
    with bench.again(proxy.endpoint) as again:
        job_id = again.start(renames(bench, CHAIN))
        report = again.outcome(job_id)
        assert report.state is JobState.SOME_FAILED
        assert [failure.name for failure in report.failures] == ["2"]
        assert report.skipped == 1
        assert any("did not become free are left out: 1, such as 1" in x for x in report.notes)
        assert bench.objects() == AFTER | {"1": b"one", "2": b"two"}
        proxy.heal()
        again.engine.retry(job_id)
        assert again.outcome(job_id).state is JobState.DONE
    left = AFTER | {"1": b"one"}
    del left["2"]
    assert bench.objects() == left


def leaves_2(request: Request) -> bool:
    return request.method == "DELETE" and request.path.endswith("/2")


def test_it_is_not_planned_without_being_done(engine_bench: EngineBench) -> None:
    bench = engine_bench
    bench.fill(BEFORE)
    job_id = bench.add(renames(bench, CHAIN), draft=True)
    bench.engine.run(job_id)
    assert bench.engine.wait(job_id, 60)
    problem = bench.snapshot(job_id).problem
    assert isinstance(problem, JosError)
    assert problem.title == "This cannot be counted beforehand"
    assert bench.objects() == BEFORE


def test_killed_at_any_point_it_goes_on_and_every_object_is_there_once(
    engine_bench: EngineBench, proxy: FaultProxy
) -> None:
    bench = engine_bench
    bench.fill(BEFORE)
    chance = random.Random(8)
    path = bench.folder / "killed.sqlite3"
    [job_id] = add_jobs(path, bench, [renames(bench, CHAIN)])
    kills = 0
    for number in range(ROUNDS + 1):
        said = lives_for(
            bench, proxy, path, chance.randrange(1, 9) if number < ROUNDS - 1 else None
        )
        if "ended" in said:
            break
        kills += 1
        assert set(bench.objects().values()) == set(BEFORE.values())
    assert kills >= 3
    with closing(Journal(path)) as journal:
        report = journal.report(job_id)
    assert (report.state, report.done, report.failures) == (JobState.DONE, 6, ())
    assert bench.objects() == AFTER
