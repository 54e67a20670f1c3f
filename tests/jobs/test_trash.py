"""What goes to the trash can come back, and what is there already goes for good."""

from __future__ import annotations

from datetime import date

import pytest

from jos_tui.core.entry import Entry, Kind
from jos_tui.core.location import Location
from jos_tui.jobs.model import JobState, Selection
from jos_tui.jobs.trash import can_be_trashed, into_trash, out_of_trash
from tests.jobs.engine.conftest import engine_bench
from tests.jobs.engine.engine_bench import EngineBench
from tests.support.hostile_names import HOSTILE

__all__ = ["engine_bench"]

DAY = date(2026, 11, 26)


def chosen(bench: EngineBench, level: str, *keys: str) -> Selection:
    objects = {row.key: row for row in bench.rows()}
    entries = [objects.get(key, Entry(key, Kind.PREFIX)) for key in keys]
    return Selection(Location(bench.bucket, level), tuple(entries))


def test_there_and_back(engine_bench: EngineBench) -> None:
    bench = engine_bench
    tree = {"p/a": b"1", "p/b/c": b"2", "p/d": b"3", "q": b"4"}
    bench.fill(tree)
    assert bench.done(into_trash(chosen(bench, "p/", "p/a", "p/b/"), DAY)).done == 2
    trash = {".trash/2026-11-26/p/a": b"1", ".trash/2026-11-26/p/b/c": b"2"}
    assert bench.objects() == trash | {"p/d": b"3", "q": b"4"}
    back = out_of_trash(
        chosen(bench, ".trash/2026-11-26/p/", ".trash/2026-11-26/p/a", ".trash/2026-11-26/p/b/")
    )
    assert back is not None
    assert bench.done(back).state is JobState.DONE
    assert bench.objects() == tree


def test_a_whole_day_comes_back(engine_bench: EngineBench) -> None:
    bench = engine_bench
    tree = {"p/a": b"1", "p/b/c": b"2", "q": b"4"}
    bench.fill(tree)
    bench.done(into_trash(chosen(bench, "", "p/", "q"), DAY))
    back = out_of_trash(chosen(bench, ".trash/", ".trash/2026-11-26/"))
    assert back is not None
    assert bench.done(back).state is JobState.DONE
    assert bench.objects() == tree


def test_the_same_name_twice_a_day_loses_nothing(engine_bench: EngineBench) -> None:
    bench = engine_bench
    for body in (b"first", b"second"):
        bench.fill({"a": body})
        bench.done(into_trash(chosen(bench, "", "a"), DAY))
    assert bench.objects() == {
        ".trash/2026-11-26/a": b"first",
        ".trash/2026-11-26/a (2)": b"second",
    }


def test_a_name_that_is_taken_by_now_is_asked_about(engine_bench: EngineBench) -> None:
    bench = engine_bench
    bench.fill({"a": b"old"})
    bench.done(into_trash(chosen(bench, "", "a"), DAY))
    bench.fill({"a": b"new"})
    back = out_of_trash(chosen(bench, ".trash/2026-11-26/", ".trash/2026-11-26/a"))
    assert back is not None
    job_id = bench.start(back)
    bench.outcome(job_id)
    assert bench.snapshot(job_id).items_held == 1
    assert bench.objects() == {"a": b"new", ".trash/2026-11-26/a": b"old"}


def test_every_name_comes_back_as_itself(engine_bench: EngineBench) -> None:
    bench = engine_bench
    keys = [key for keys in HOSTILE.values() for key in keys if len(key.encode()) < 1000]
    keys = [key for key in dict.fromkeys(keys) if not key.startswith(".trash/")]
    tree = {f"p/{key}": f"{number}".encode() for number, key in enumerate(keys)}
    bench.fill(tree)
    assert bench.done(into_trash(chosen(bench, "", "p/"), DAY)).failures == ()
    assert set(bench.keys()) == {f".trash/2026-11-26/{key}" for key in tree}
    back = out_of_trash(chosen(bench, ".trash/2026-11-26/", ".trash/2026-11-26/p/"))
    assert back is not None
    assert bench.done(back).failures == ()
    assert bench.objects() == tree


def rows(level: str, *keys: str) -> Selection:
    kinds = [Kind.PREFIX if key.endswith("/") else Kind.OBJECT for key in keys]
    entries = tuple(Entry(key, kind, 0) for key, kind in zip(keys, kinds, strict=True))
    return Selection(Location("bucket", level), entries)


@pytest.mark.parametrize(
    "selection",
    [
        rows("", ".trash/"),
        rows("", "a", ".trash/"),
        rows(".trash/", ".trash/2026-11-26/"),
        rows(".trash/2026-11-26/", ".trash/2026-11-26/a"),
        rows(""),
        Selection(Location(), (Entry("bucket", Kind.BUCKET),)),
    ],
)
def test_what_is_in_the_trash_or_a_bucket_does_not_go_there(selection: Selection) -> None:
    assert not can_be_trashed(selection)
    with pytest.raises(ValueError, match="nothing that can go"):
        into_trash(selection, DAY)


@pytest.mark.parametrize(
    "selection",
    [
        rows("", "a"),
        rows("", ".trash/"),
        rows(".trash/", ".trash/other"),
        rows(".trash/", ".trash/not a day/"),
        rows(".trash/", ".trash/2026-11-26/", ".trash/2026-11-27/"),
        rows(".trash/x/", ".trash/x/y"),
        rows("a/.trash/2026-11-26/", "a/.trash/2026-11-26/b"),
        rows(".trash/2026-11-26/"),
    ],
)
def test_what_was_never_trashed_has_no_way_back(selection: Selection) -> None:
    assert out_of_trash(selection) is None
