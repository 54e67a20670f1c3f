"""Jobs of the engine do what was asked for, and the journal says what came of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from jos_tui.core.errors import LocalError
from jos_tui.jobs.item import ItemState
from jos_tui.jobs.model import Check, Conflict, JobState
from jos_tui.jobs.request import EmptyFolders, Extra, Options
from tests.jobs.bench import write_tree
from tests.jobs.engine.engine_bench import ALL, NOW, EngineBench

MIB = 1 << 20
SMALL = {f"data/{number:03}.nc": os.urandom(number) for number in range(200)}


def tree(bench: EngineBench, files: dict[str, bytes]) -> Path:
    return write_tree(bench.folder / "source", files)


def test_a_folder_goes_up_down_and_away(any_engine_bench: EngineBench) -> None:
    bench = any_engine_bench
    files = {**SMALL, "large.bin": os.urandom(37 * MIB + 5)}
    up = bench.done(bench.put(tree(bench, files)))
    assert (up.state, up.done, up.failures) == (JobState.DONE, 201, ())
    assert up.bytes == sum(map(len, files.values()))
    assert up.checks[Check.MD5] + up.checks.get(Check.MULTIPART_ETAG, 0) >= 200
    assert bench.objects() == {f"source/{name}": body for name, body in files.items()}
    assert not bench.unfinished()
    assert {change.written.key for change in bench.witness.changes if change.written} == {
        f"source/{name}" for name in files
    }

    down = bench.done(bench.get(bench.everything()))
    assert (down.state, down.done) == (JobState.DONE, 201)
    for name, body in files.items():
        assert (bench.here / "source" / name).read_bytes() == body

    away = bench.done(bench.delete(bench.everything()))
    assert (away.state, away.done) == (JobState.DONE, 201)
    assert bench.keys() == []


def test_a_bucket_goes_once_its_keys_are_gone(any_engine_bench: EngineBench) -> None:
    bench = any_engine_bench
    bench.fill({f"k{number}": b"x" for number in range(30)})
    report = bench.done(bench.delete(bench.whole_bucket()))
    assert (report.state, report.done) == (JobState.DONE, 31)
    assert bench.bucket not in {entry.key for entry in bench.store.buckets(NOW)}
    assert bench.witness.changes[-1].deleted == bench.bucket


def test_counts_and_bytes_of_a_snapshot_reach_their_totals(engine_bench: EngineBench) -> None:
    bench = engine_bench
    files = {"a": os.urandom(20 * MIB), "b": b"1234", "empty": b""}
    job_id = bench.start(bench.put(tree(bench, files)))
    bench.outcome(job_id)
    last = bench.snapshot(job_id)
    assert (last.items_done, last.items_total) == (3, 3)
    assert last.bytes_done == last.bytes_total == 20 * MIB + 4
    assert (last.state, last.planned, last.current) == (JobState.DONE, True, "")


def test_parts_have_the_size_that_was_asked_for(engine_bench: EngineBench) -> None:
    bench = engine_bench
    path = bench.file("x", os.urandom(18 * MIB))
    bench.done(bench.put(path), Options(part_size=6 * MIB))
    assert bench.store.stat(bench.bucket, "x", NOW).etag.endswith("-3")
    bench.done(bench.put(path, conflict=ALL), Options(part_size=1))
    assert bench.store.stat(bench.bucket, "x", NOW).etag.endswith("-4")


def test_empty_folders_become_markers_where_that_is_wanted(engine_bench: EngineBench) -> None:
    bench = engine_bench
    (bench.folder / "source" / "empty" / "inner").mkdir(parents=True)
    source = bench.folder / "source"
    bench.done(bench.put(source, empty_folders=EmptyFolders.MARK))
    assert bench.keys() == ["source/empty/inner/"]
    again = bench.done(bench.put(source, empty_folders=EmptyFolders.MARK))
    assert (again.done, again.skipped) == (0, 1)


def test_a_file_that_cannot_be_read_fails_and_the_others_go(engine_bench: EngineBench) -> None:
    bench = engine_bench
    source = tree(bench, {"a": b"a", "b": b"b"})
    job_id = bench.add(bench.put(source), draft=True)
    bench.engine.run(job_id)
    assert bench.engine.wait(job_id, 60)
    (source / "a").unlink()
    bench.engine.confirm(job_id)
    report = bench.outcome(job_id)
    assert (report.state, report.done) == (JobState.SOME_FAILED, 1)
    assert isinstance(report.failures[0].error, LocalError)
    (source / "a").write_bytes(b"a is back")
    assert bench.engine.retry(job_id) == 1
    assert bench.outcome(job_id).state is JobState.DONE
    assert bench.content("source/a") == b"a is back"


def test_a_draft_is_planned_and_nothing_more(engine_bench: EngineBench) -> None:
    bench = engine_bench
    job_id = bench.add(bench.put(tree(bench, {"a": b"a"})), draft=True)
    bench.engine.run(job_id)
    assert bench.engine.wait(job_id, 60)
    shown = bench.snapshot(job_id)
    assert (shown.state, shown.planned, shown.items_total) == (JobState.DRAFT, True, 1)
    assert bench.keys() == []
    bench.engine.cancel(job_id)
    assert not bench.engine.snapshots()


def test_taken_names_wait_for_an_answer(engine_bench: EngineBench) -> None:
    bench = engine_bench
    bench.fill({"source/a": b"old a", "source/b": b"old b"})
    source = tree(bench, {"a": b"new", "b": b"new", "c": b"new"})
    job_id = bench.start(bench.put(source, conflict=Conflict.ASK))
    bench.outcome(job_id)
    shown = bench.snapshot(job_id)
    assert (shown.state, shown.items_held, shown.items_done) == (JobState.PAUSED, 2, 1)
    assert shown.problem is not None
    first = bench.journal.items(job_id, (ItemState.HELD,))[0]
    assert bench.engine.answer(job_id, Conflict.OVERWRITE, [first.id]) == 1
    bench.outcome(job_id)
    assert bench.engine.answer(job_id, Conflict.KEEP_BOTH) == 1
    assert bench.outcome(job_id).state is JobState.DONE
    assert bench.objects() == {
        "source/a": b"new",
        "source/b": b"old b",
        "source/b (2)": b"new",
        "source/c": b"new",
    }


def test_only_what_differs_goes_up_and_extras_go_away(any_engine_bench: EngineBench) -> None:
    bench = any_engine_bench
    source = tree(bench, {"same": b"same", "new": b"new", "other": b"changed"})
    bench.fill({"source/same": b"same", "source/other": b"before", "source/extra": b"x"})
    report = bench.done(
        bench.put(
            source,
            conflict=Conflict.IF_DIFFERENT,
            extra=Extra.DELETE,
        )
    )
    assert report.state is JobState.DONE
    assert bench.objects() == {
        "source/same": b"same",
        "source/new": b"new",
        "source/other": b"changed",
    }


def test_extra_files_are_removed_but_never_a_folder_or_a_link(engine_bench: EngineBench) -> None:
    bench = engine_bench
    outside = bench.file("outside/kept", b"kept")
    bench.fill({"a/1": b"1"})
    write_tree(bench.here, {"a/1": b"1", "a/extra": b"x", "deep/er/extra": b"y"})
    (bench.here / "a" / "link").symlink_to(outside)
    bench.done(bench.get(bench.everything(), extra=Extra.DELETE))
    assert outside.read_bytes() == b"kept"
    assert not (bench.here / "a" / "extra").exists()
    assert (bench.here / "a" / "1").exists()


@pytest.mark.parametrize("trash", ["", "trash/"])
def test_nothing_is_removed_where_something_failed(
    any_engine_bench: EngineBench, trash: str
) -> None:
    bench = any_engine_bench
    source = tree(bench, {"goes": b"1", "kept": b"2"})
    bench.fill({"source/extra": b"x", "source/more": b"x"})
    job_id = bench.add(bench.put(source, extra=Extra.DELETE, trash=trash), draft=True)
    bench.engine.run(job_id)
    bench.outcome(job_id)
    (source / "goes").unlink()
    bench.engine.confirm(job_id)
    report = bench.outcome(job_id)
    assert (report.state, report.done, len(report.failures)) == (JobState.SOME_FAILED, 1, 3)
    assert bench.keys() == ["source/extra", "source/kept", "source/more"]

    (source / "goes").write_bytes(b"1")
    bench.engine.retry(job_id)
    assert bench.outcome(job_id).state is JobState.DONE
    in_trash = ["trash/source/extra", "trash/source/more"] if trash else []
    assert bench.keys() == ["source/goes", "source/kept", *in_trash]


def test_many_extras_are_removed_behind_all_else(engine_bench: EngineBench) -> None:
    bench = engine_bench
    source = tree(bench, SMALL)
    bench.fill({f"source/data/extra-{number}": b"x" for number in range(400)})
    report = bench.done(bench.put(source, extra=Extra.DELETE))
    assert (report.state, report.done) == (JobState.DONE, 600)
    assert bench.keys() == [f"source/{name}" for name in SMALL]


def test_jobs_of_one_store_go_on_side_by_side(engine_bench: EngineBench) -> None:
    bench = engine_bench
    one = bench.start(bench.put(bench.file("large", os.urandom(40 * MIB))))
    two = bench.start(bench.put(tree(bench, dict(list(SMALL.items())[:50]))))
    assert bench.outcome(two).state is JobState.DONE
    assert bench.outcome(one).state is JobState.DONE
    assert len(bench.keys()) == 51


def test_a_limit_of_bandwidth_is_kept(engine_bench: EngineBench) -> None:
    bench = engine_bench
    job_id = bench.start(bench.put(bench.file("x", b"x" * MIB)), Options(bandwidth=2 * MIB))
    bench.outcome(job_id)
    record = bench.journal.job(job_id)
    assert record.ended_ms - record.created_ms >= 250
