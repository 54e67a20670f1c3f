"""What is moved across is at the other side, whole, and nowhere else; what is in doubt stays."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from jos_tui.jobs.model import Change, Conflict, JobKind, JobState, Part
from jos_tui.jobs.request import EmptyFolders, Filters, Options
from tests.jobs.engine.crossing import files_below, move_down, move_up
from tests.jobs.engine.engine_bench import EngineBench
from tests.support.hostile_names import LONGEST_KEY, every_name

MIB = 1 << 20
PARTS = Options(part_size=5 * MIB)


def tree(bench: EngineBench) -> Path:
    bench.file("up/a", b"1")
    bench.file("up/deep/er/b", b"22")
    bench.file("up/deep/large", b"x" * (11 * MIB))
    return bench.folder / "up"


def test_a_folder_that_is_moved_up_is_in_the_store_and_gone_here(
    any_engine_bench: EngineBench,
) -> None:
    bench = any_engine_bench
    beside = bench.file("beside", b"stays")
    job_id = bench.start(move_up(bench, tree(bench)), PARTS)
    report = bench.outcome(job_id)
    assert (report.state, report.failures, report.notes) == (JobState.DONE, (), ())
    assert bench.snapshot(job_id).kind is JobKind.MOVE_UP
    assert not (bench.folder / "up").exists()
    assert beside.exists()
    assert bench.objects() == {
        "up/a": b"1",
        "up/deep/er/b": b"22",
        "up/deep/large": b"x" * (11 * MIB),
    }


def test_empty_folders_are_marked_and_go(engine_bench: EngineBench) -> None:
    bench = engine_bench
    (bench.folder / "up/empty/er").mkdir(parents=True)
    bench.fill({"up/empty/er/": b""})  # which is no reason to keep it
    (bench.folder / "up/other").mkdir()
    assert bench.done(move_up(bench, bench.folder / "up")).state is JobState.DONE
    assert bench.objects() == {"up/empty/er/": b"", "up/other/": b""}
    assert not (bench.folder / "up").exists()


def test_objects_that_are_moved_down_are_here_and_gone_there(
    any_engine_bench: EngineBench,
) -> None:
    bench = any_engine_bench
    large = os.urandom(34 * MIB)
    bench.fill({"d/a": b"1", "d/deep/b": b"22", "d/large": large, "e": b"e", "stays": b"x"})
    job_id = bench.start(move_down(bench, "d/", "e"))
    report = bench.outcome(job_id)
    assert (report.state, report.failures, report.notes) == (JobState.DONE, (), ())
    assert bench.snapshot(job_id).kind is JobKind.MOVE_DOWN
    assert bench.objects() == {"stays": b"x"}
    saved = {name: body for name, body in files_below(bench.here).items() if body}
    assert saved == {"d/a": b"1", "d/deep/b": b"22", "d/large": large, "e": b"e"}


def test_what_was_deleted_at_the_store_is_told_for_the_log_of_changes(
    engine_bench: EngineBench,
) -> None:
    bench = engine_bench
    bench.fill({"d/a": b"1", "d/": b""})
    assert bench.done(move_down(bench, "d/")).state is JobState.DONE
    assert sorted(bench.witness.changes, key=lambda change: change.deleted) == [
        Change(bench.bucket, deleted=key, part=Part.OBJECT) for key in ("d/", "d/a")
    ]


def test_the_marker_of_a_folder_goes_too_and_the_folder_is_here(engine_bench: EngineBench) -> None:
    bench = engine_bench
    bench.fill({"d/": b"", "d/empty/": b"", "d/x": b"1"})
    assert bench.done(move_down(bench, "d/")).state is JobState.DONE
    assert bench.objects() == {}
    assert files_below(bench.here) == {"d/": b"", "d/empty/": b"", "d/x": b"1"}


@pytest.mark.parametrize("direction", ["up", "down"])
def test_what_is_skipped_stays_where_it_is(engine_bench: EngineBench, direction: str) -> None:
    bench = engine_bench
    if direction == "up":
        file = bench.file("x", b"mine")
        bench.fill({"x": b"theirs"})
        report = bench.done(move_up(bench, file))
    else:
        file = bench.file("here/x", b"theirs")
        bench.fill({"x": b"mine"})
        report = bench.done(move_down(bench, "x"))
    assert (report.state, report.done, report.skipped) == (JobState.DONE, 0, 1)
    mine = file.read_bytes() if direction == "up" else bench.content("x")
    theirs = bench.content("x") if direction == "up" else file.read_bytes()
    assert (mine, theirs) == (b"mine", b"theirs")


def test_keeping_both_moves_beside_what_has_the_name(engine_bench: EngineBench) -> None:
    bench = engine_bench
    file = bench.file("x", b"mine")
    bench.fill({"x": b"theirs"})
    assert bench.done(move_up(bench, file, conflict=Conflict.KEEP_BOTH)).done == 1
    assert sorted(bench.objects().values()) == [b"mine", b"theirs"]
    assert not file.exists()
    bench.file("here/x", b"other")
    assert bench.done(move_down(bench, "x", conflict=Conflict.KEEP_BOTH)).done == 1
    assert sorted(files_below(bench.here).values()) == [b"other", b"theirs"]
    assert list(bench.objects().values()) == [b"mine"]


def test_links_and_what_they_lead_to_stay_and_that_is_said(engine_bench: EngineBench) -> None:
    bench = engine_bench
    outside = bench.file("outside/target", b"precious")
    bench.file("up/inside", b"1")
    up = bench.folder / "up"
    (up / "out").symlink_to(outside)
    (up / "folder").symlink_to(outside.parent)
    (up / "in").symlink_to("inside")
    alone = bench.folder / "alone"
    alone.symlink_to(outside)
    report = bench.done(move_up(bench, up, alone))
    assert report.state is JobState.DONE
    assert any("Links are left out: 4" in note for note in report.notes), report.notes
    assert bench.objects() == {"up/inside": b"1"}
    assert outside.read_bytes() == b"precious"
    assert sorted(path.name for path in up.iterdir()) == ["folder", "in", "out"]
    assert alone.is_symlink()


def test_a_folder_with_something_left_in_it_stays_with_just_that(
    engine_bench: EngineBench,
) -> None:
    bench = engine_bench
    bench.file("up/one/x.nc", b"1")
    bench.file("up/two/x.nc", b"2")
    left = bench.file("up/two/x.txt", b"stays")
    (bench.folder / "up/empty").mkdir()
    request = move_up(
        bench,
        bench.folder / "up",
        filters=Filters(include=("*.nc",)),
        empty_folders=EmptyFolders.LEAVE_OUT,
    )
    assert bench.done(request).state is JobState.DONE
    assert files_below(bench.folder / "up") == {
        "empty/": b"",
        "two/": b"",
        "two/x.txt": left.read_bytes(),
    }


def test_only_what_is_in_a_folder_goes_where_only_that_was_asked_for(
    engine_bench: EngineBench,
) -> None:
    bench = engine_bench
    bench.file("up/deep/x", b"1")
    assert bench.done(move_up(bench, bench.folder / "up", contents=True)).state is JobState.DONE
    assert bench.objects() == {"deep/x": b"1"}
    assert list((bench.folder / "up").iterdir()) == []


def test_all_names_there_can_be_go_down_and_up_again_as_themselves(
    engine_bench: EngineBench,
) -> None:
    bench = engine_bench
    keys = [f"d/{key}" for key in every_name()[::6] if len(key.encode()) <= LONGEST_KEY - 2]
    objects = {key: key.encode() for key in keys}
    bench.fill(objects)
    assert bench.done(move_down(bench, "d/")).failures == ()
    assert bench.objects() == {}
    assert [path.name for path in bench.here.iterdir()] == ["d"]
    assert bench.done(move_up(bench, bench.here / "d")).failures == ()
    assert bench.objects() == objects
    assert list(bench.here.iterdir()) == []


def test_two_sources_of_one_name_do_not_become_one_object(engine_bench: EngineBench) -> None:
    bench = engine_bench
    one, two = bench.file("a/x", b"one"), bench.file("b/x", b"two")
    report = bench.done(move_up(bench, one, two, conflict=Conflict.OVERWRITE))
    assert report.state is JobState.SOME_FAILED
    assert bench.objects() == {"x": b"one"}
    assert (one.exists(), two.read_bytes()) == (False, b"two")


def test_a_file_whose_object_is_already_as_it_is_stays_even_if_that_is_compared(
    engine_bench: EngineBench,
) -> None:
    bench = engine_bench
    file = bench.file("x", b"same")
    bench.fill({"x": b"same"})
    report = bench.done(move_up(bench, file, conflict=Conflict.IF_DIFFERENT))
    assert (report.skipped, file.exists()) == (1, True)
