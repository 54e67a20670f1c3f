"""What was deleted can be seen, saved and brought back, and so can what was there at a moment."""

from __future__ import annotations

from pathlib import Path

from textual.pilot import Pilot

from jos_tui.core.location import Location
from jos_tui.store.store import Store
from jos_tui.ui.records.desk import Desk
from jos_tui.ui.versions.as_of_screen import AsOfScreen
from tests.store.versioned import keep_versions
from tests.support.faultproxy import FaultProxy
from tests.support.servers import S3Server
from tests.ui.driving import (
    browser,
    press,
    running,
    settle,
    shown,
    until,
    until_shown,
)
from tests.ui.versioned_bucket import (
    NOW,
    SIZES,
    content,
    denied,
    lines,
    put,
    save,
    with_moment_between,
)


@SIZES
async def test_deleted_objects_are_listed_and_brought_back(
    server: S3Server, store: Store, kept: str, size: tuple[int, int]
) -> None:
    for key in ("k.txt", "k.txt.bak"):
        store.delete(kept, key, NOW)
    store.delete(kept, "never-there", NOW)
    async with running(server.profile(), f"s3://{kept}/", size=size) as pilot:
        assert "k.txt" not in shown(pilot)
        await press(pilot, "L", "d")
        assert "3 deleted objects, 16 B" in shown(pilot)
        assert [line.split()[-1] for line in lines(pilot)] == ["k.txt", "k.txt.bak", "never-there"]
        await press(pilot, "G", "u")
        assert "Nothing of it is left" in shown(pilot)
        await press(pilot, "g", "g", "space", "space")
        assert "2 marked" in shown(pilot)
        await press(pilot, "u")
        await until(pilot, lambda: len(lines(pilot)) == 1, "they are still listed")
        await settle(pilot)
        await press(pilot, "escape", "escape")
        await until_shown(pilot, "k.txt.bak")
    assert content(store, kept, "k.txt") == b"the third"
    assert content(store, kept, "k.txt.bak") == b"another"


async def test_what_was_deleted_twice_comes_back_too(
    server: S3Server, store: Store, kept: str
) -> None:
    """Some stores add a marker each time: the object is seen when all of them are gone."""
    store.delete(kept, "k.txt", NOW)
    store.delete(kept, "k.txt", NOW)
    async with running(server.profile(), f"s3://{kept}/") as pilot:
        await press(pilot, "L", "d", "u")
        await until(pilot, lambda: not lines(pilot), "it is still listed")
    assert content(store, kept, "k.txt") == b"the third"


async def test_what_was_deleted_is_looked_at_and_saved(
    server: S3Server, store: Store, kept: str, tmp_path: Path
) -> None:
    store.delete(kept, "k.txt", NOW)
    async with running(server.profile(), f"s3://{kept}/") as pilot:
        await press(pilot, "L", "d", "enter")
        assert "the third" in shown(pilot)
        await press(pilot, "escape", "s")
        await save(pilot, tmp_path, "k.txt")
    assert (tmp_path / "k.txt").read_bytes() == b"the third"


async def test_a_list_is_true_after_its_object_was_undeleted_among_its_versions(
    server: S3Server, store: Store, kept: str
) -> None:
    store.delete(kept, "k.txt", NOW)
    async with running(server.profile(), f"s3://{kept}/") as pilot:
        await press(pilot, "L", "d", "V", "u")
        await until(pilot, lambda: len(lines(pilot)) == 3, "the marker is still there")
        await press(pilot, "q")
        assert lines(pilot) == []


async def test_nothing_is_asked_before_a_key_asks_for_it(
    server: S3Server, kept: str, proxy: FaultProxy
) -> None:
    async with running(server.profile(endpoints=(proxy.endpoint,)), f"s3://{kept}/") as pilot:
        await press(pilot, "L", "escape", "T", "escape", "j", "k")
        asked = [each.target for each in proxy.requests if "versions" in each.query]
        assert asked == []
        assert [each.target for each in proxy.requests if "uploads" in each.query] == []


async def test_of_all_buckets_those_that_may_not_be_read_are_left_out(
    server: S3Server, store: Store, kept: str, proxy: FaultProxy
) -> None:
    store.delete(kept, "k.txt", NOW)
    store.make_bucket(f"{kept}-closed", NOW)
    proxy.inject(denied(f"{kept}-closed?"))
    async with running(server.profile(endpoints=(proxy.endpoint,))) as pilot:
        await press(pilot, "L", "d")
        assert f"{kept}/k.txt" in "\n".join(lines(pilot))
        assert f"{kept}-closed is left out" in shown(pilot)
    store.remove_bucket(f"{kept}-closed", NOW)


async def test_what_was_there_at_a_moment_is_listed_looked_at_and_saved(
    server: S3Server, store: Store, bucket: str, tmp_path: Path
) -> None:
    keep_versions(store, bucket)
    put(store, bucket, "d/changed", b"then")
    put(store, bucket, "d/deleted", b"there")
    with with_moment_between(store, bucket) as moment:
        pass
    put(store, bucket, "d/changed", b"later on")
    put(store, bucket, "d/new", b"new")
    store.delete(bucket, "d/deleted", NOW)
    async with running(server.profile(), f"s3://{bucket}/d/") as pilot:
        pilot.app.push_screen(_as_of(pilot, Location(bucket, "d/"), moment[0]))
        await settle(pilot)
        assert "2 objects, 9 B" in shown(pilot)
        assert [line.split()[-1] for line in lines(pilot)] == ["changed", "deleted"]
        assert "replaced" in lines(pilot)[0]
        await press(pilot, "f3")
        assert "then" in shown(pilot)
        await press(pilot, "escape", "s")
        one = tmp_path / "one"
        one.mkdir()
        await save(pilot, one, "changed")
        await press(pilot, "S")
        every = tmp_path / "all"
        every.mkdir()
        await save(pilot, every, "changed", "deleted")
    assert [path.name for path in one.iterdir()] == ["changed"]
    assert (one / "changed").read_bytes() == b"then"
    assert {path.name: path.read_bytes() for path in every.iterdir()} == {
        "changed": b"then",
        "deleted": b"there",
    }


def _as_of(pilot: Pilot[None], location: Location, moment_ms: int) -> AsOfScreen:
    """Open the screen at a moment that is finer than what can be typed."""
    desk = Desk(browser(pilot).session, lambda _, __: None, "/")
    return AsOfScreen(desk, location, moment_ms)


async def test_a_moment_is_asked_for_and_a_wrong_one_explained(server: S3Server, kept: str) -> None:
    async with running(server.profile(), f"s3://{kept}/") as pilot:
        await press(pilot, "T", *"soon", "enter")
        assert "That is no moment in the past" in shown(pilot)
        await press(pilot, "escape", "T", *"1999-12-31", "enter")
        assert "1999-12-31 00:00:00 local time: 0 objects" in shown(pilot)
        assert "There was nothing here at that time" in shown(pilot)
        await press(pilot, "T", *"0s", "enter")
        assert [line.split()[-1] for line in lines(pilot)] == ["k.txt", "k.txt.bak"]
