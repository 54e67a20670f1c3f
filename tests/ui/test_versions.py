"""What was before can be seen, saved, brought back and deleted, version by version."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from jos_tui.core.background import CancelToken
from jos_tui.core.location import Location
from jos_tui.core.text import printable
from jos_tui.profiles.profile import Rights
from jos_tui.store.store import Store, Version, connect
from jos_tui.ui.browser.screen import BrowserScreen
from jos_tui.ui.dialogs.confirm import ConfirmDialog
from jos_tui.ui.dialogs.get import GetDialog
from jos_tui.ui.records.desk import Desk
from jos_tui.ui.versions.as_of_screen import AsOfScreen
from jos_tui.ui.versions.deleted_screen import DeletedScreen
from jos_tui.ui.versions.object_screen import VersionsScreen
from tests.store.versioned import keep_versions
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, s3_error
from tests.support.servers import S3Server
from tests.ui.driving import (
    SMALL,
    WIDE,
    browser,
    press,
    running,
    said,
    settle,
    shown,
    until,
    until_shown,
)

NOW = CancelToken()
SIZES = pytest.mark.parametrize("size", [SMALL, WIDE], ids=["80x24", "120x40"])


def put(store: Store, bucket: str, key: str, *bodies: bytes) -> None:
    for body in bodies:
        store.put(bucket, key, body, NOW)


def versions(store: Store, bucket: str) -> list[Version]:
    return [one for page in store.versions(Location(bucket), NOW) for one in page]


def content(store: Store, bucket: str, key: str) -> bytes:
    return b"".join(store.read(bucket, key, NOW))


@pytest.fixture
def kept(store: Store, bucket: str) -> str:
    """A bucket that keeps versions of ``k``, and has another key that begins like it."""
    keep_versions(store, bucket)
    put(store, bucket, "k.txt", b"first", b"second!", b"the third")
    put(store, bucket, "k.txt.bak", b"another")
    return bucket


def denied(match: str) -> Fault:
    body = s3_error("AccessDenied")
    xml = {"Content-Type": "application/xml"}
    return Fault(FaultKind.CANNED, match, None, status=403, headers=xml, body=body)


def lines(pilot: Pilot[None]) -> list[str]:
    screen = pilot.app.screen
    assert isinstance(screen, VersionsScreen | DeletedScreen | AsOfScreen), screen
    return [row.lines[0] for row in screen.list.rows]


@contextmanager
def with_moment_between(store: Store, bucket: str) -> Iterator[list[int]]:
    """Hand out a list that gets a moment: what is written before the block ends is older."""
    moment: list[int] = []
    yield moment
    put(store, bucket, "~clock", b"")
    [then] = [one.modified_ms for one in versions(store, bucket) if one.key == "~clock"]
    while max(one.modified_ms for one in versions(store, bucket) if one.key == "~clock") <= then:
        put(store, bucket, "~clock", b"")
    moment.append(then)


async def save(pilot: Pilot[None], folder: Path, *names: str) -> None:
    """Say where to, and wait until these files are there."""
    await until(pilot, lambda: isinstance(pilot.app.screen, GetDialog), "no dialog")
    dialog = pilot.app.screen
    dialog.query_one("#folder").value = f"{folder}/"  # type: ignore[attr-defined]
    await pilot.press("enter")
    await until(pilot, lambda: {path.name for path in folder.glob("*")} >= set(names), "not saved")
    await settle(pilot)


# -- versions of one object ------------------------------------------------------------------------


@SIZES
async def test_the_versions_of_one_object_are_listed_the_newest_first(
    server: S3Server, kept: str, size: tuple[int, int]
) -> None:
    async with running(server.profile(), f"s3://{kept}/", size=size) as pilot:
        await press(pilot, "V")
        assert f"Versions of s3://{kept}/k.txt" in shown(pilot)
        assert "3 versions, 21 B" in shown(pilot)
        assert lines(pilot)[0].split()[0] == "now"
        assert [line.split(" B ")[0].split()[-1] for line in lines(pilot)] == ["9", "7", "5"]
        await press(pilot, "escape")
        assert browser(pilot).level.location == Location(kept)


async def test_a_version_is_looked_at(server: S3Server, kept: str) -> None:
    async with running(server.profile(), f"s3://{kept}/") as pilot:
        await press(pilot, "V", "j", "j", "enter")
        assert "first" in shown(pilot)
        await press(pilot, "escape", "k", "f3")
        assert "second!" in shown(pilot)


async def test_a_version_is_saved_beside_the_current_file(
    server: S3Server, kept: str, tmp_path: Path
) -> None:
    async with running(server.profile(), f"s3://{kept}/") as pilot:
        await press(pilot, "V", "j", "j", "s")
        assert "1 version of k.txt, 5 B" in shown(pilot)
        here = tmp_path / "here"
        here.mkdir()
        (here / "k.txt").write_text("mine")
        dialog = pilot.app.screen
        dialog.query_one("#folder").value = f"{here}/"  # type: ignore[attr-defined]
        await pilot.press("enter")
        await until(pilot, lambda: len(list(here.glob("k.*.txt"))) == 1, "not saved")
        await settle(pilot)
        [saved] = here.glob("k.*.txt")
        assert saved.read_bytes() == b"first"
        assert saved.name.startswith("k.20")
        assert (here / "k.txt").read_text() == "mine"


async def test_one_version_is_deleted_for_good_and_only_when_it_was_said_so(
    server: S3Server, store: Store, kept: str
) -> None:
    async with running(server.profile(), f"s3://{kept}/") as pilot:
        await press(pilot, "V", "j", "d")
        assert isinstance(pilot.app.screen, ConfirmDialog)
        assert "Delete 1 version, 7 B of k.txt?" in shown(pilot)
        assert "This is for good" in shown(pilot)
        await press(pilot, "n")
        assert len(versions(store, kept)) == 4
        await press(pilot, "d", "y")
        await until(pilot, lambda: len(lines(pilot)) == 2, "it is still listed")
        await settle(pilot)
    left = [(one.key, one.size) for one in versions(store, kept)]
    assert left == [("k.txt", 9), ("k.txt", 5), ("k.txt.bak", 7)]


async def test_very_many_go_only_when_their_number_is_typed(
    server: S3Server, store: Store, bucket: str
) -> None:
    keep_versions(store, bucket)
    put(store, bucket, "k", *[b"x"] * 101)
    async with running(server.profile(), f"s3://{bucket}/") as pilot:
        await press(pilot, "V", "a", "space", "d")
        assert "Delete 100 versions, 100 B of k?" in shown(pilot)
        await press(pilot, "n", "a", "d", *"100", "enter")
        assert "That is not the number. Nothing was deleted." in shown(pilot)
        await press(pilot, "backspace", "1", "enter")
        await until(pilot, lambda: not lines(pilot), "they are still listed")
        await settle(pilot)
    assert versions(store, bucket) == []


async def test_when_the_newest_is_deleted_an_older_one_is_now(
    server: S3Server, store: Store, kept: str
) -> None:
    async with running(server.profile(), f"s3://{kept}/") as pilot:
        await press(pilot, "V", "d")
        assert "The newest goes" in shown(pilot)
        await press(pilot, "y")
        await until(pilot, lambda: len(lines(pilot)) == 2, "it is still listed")
        await settle(pilot)
        assert lines(pilot)[0].split()[0] == "now"
    assert content(store, kept, "k.txt") == b"second!"


async def test_an_older_version_is_restored_and_nothing_is_lost(
    server: S3Server, store: Store, kept: str
) -> None:
    async with running(server.profile(), f"s3://{kept}/") as pilot:
        await press(pilot, "V", "r")
        assert "This is what is there now" in shown(pilot)
        await press(pilot, "G", "r")
        assert "Restore k.txt as of " in shown(pilot)
        await press(pilot, "n")
        assert len(versions(store, kept)) == 4
        await press(pilot, "r", "y")
        await until(pilot, lambda: len(lines(pilot)) == 4, "it is not restored")
        await settle(pilot)
        assert lines(pilot)[0].split()[0] == "now"
        assert [line.split(" B ")[0].split()[-1] for line in lines(pilot)] == ["5", "9", "7", "5"]
    assert content(store, kept, "k.txt") == b"first"


async def test_what_is_deleted_is_restored_as_it_once_was(
    server: S3Server, store: Store, kept: str
) -> None:
    async with running(server.profile(), f"s3://{kept}/") as pilot:
        await press(pilot, "V")
        store.delete(kept, "k.txt", NOW)
        await press(pilot, "R", "r")
        assert "This is what is there now" in shown(pilot)
        await press(pilot, "j", "j", "r", "y")
        await until(pilot, lambda: len(lines(pilot)) == 5, "it is not restored")
        await settle(pilot)
    assert content(store, kept, "k.txt") == b"second!"


async def test_a_deletion_is_undone(server: S3Server, store: Store, kept: str) -> None:
    async with running(server.profile(), f"s3://{kept}/") as pilot:
        await press(pilot, "V")
        store.delete(kept, "k.txt", NOW)
        await press(pilot, "R")
        assert "deleted here" in lines(pilot)[0]
        await press(pilot, "f3")
        assert "This marks a deletion" in shown(pilot)
        await press(pilot, "u")
        await until(pilot, lambda: len(lines(pilot)) == 3, "the marker is still there")
        await settle(pilot)
    assert content(store, kept, "k.txt") == b"the third"


async def test_a_store_without_versions_says_what_that_means(rclone_server: S3Server) -> None:
    store = connect(rclone_server.profile())
    name = f"no-versions-{secrets.token_hex(6)}"
    store.make_bucket(name, NOW)
    put(store, name, "k", b"x")
    store.close()
    async with running(rclone_server.profile(), f"s3://{name}/") as pilot:
        await press(pilot, "V")
        assert "This store keeps no versions" in shown(pilot)
        await press(pilot, "escape")
        # From now on it is known, and the actions say so instead of asking the store again.
        for keys in (["V"], ["L", "d"], ["L", "v"], ["T"]):
            await press(pilot, "R")
            await press(pilot, *keys)
            assert isinstance(pilot.app.screen, BrowserScreen)
            assert "This store keeps no versions" in said(pilot)
            assert browser(pilot).level.location == Location(name)


@pytest.mark.parametrize("keys", [["V"], ["L", "d"], ["L", "v"], ["T", "1", "s", "enter"]])
async def test_whatever_is_asked_first_says_it(rclone_server: S3Server, keys: list[str]) -> None:
    store = connect(rclone_server.profile())
    name = f"no-versions-{secrets.token_hex(6)}"
    store.make_bucket(name, NOW)
    put(store, name, "k", b"x")
    store.close()
    async with running(rclone_server.profile(), f"s3://{name}/") as pilot:
        await press(pilot, *keys)
        assert not isinstance(pilot.app.screen, BrowserScreen)
        assert "This store keeps no versions" in shown(pilot)
        await press(pilot, "escape")
        assert browser(pilot).level.location == Location(name)


async def test_a_bucket_that_keeps_none_says_so(
    server: S3Server, store: Store, bucket: str
) -> None:
    put(store, bucket, "k", b"x", b"y")
    async with running(server.profile(), f"s3://{bucket}/") as pilot:
        await press(pilot, "V")
        assert "1 version, 1 B. The bucket keeps no other" in shown(pilot)


async def test_names_and_ids_of_others_are_shown_and_not_obeyed(
    server: S3Server, store: Store, bucket: str, proxy: FaultProxy
) -> None:
    key = "[red]\x1b[2J\u202ename"
    put(store, bucket, key, b"x")
    body = (
        "<ListVersionsResult><EncodingType>url</EncodingType><Version><Key>%5Bred%5D%1B%5B2J"
        "%E2%80%AEname</Key><VersionId>[bold]\u202eid</VersionId><IsLatest>true</IsLatest>"
        "<ETag>[b]\u202e</ETag></Version></ListVersionsResult>"
    ).encode()
    xml = {"Content-Type": "application/xml"}
    proxy.inject(Fault(FaultKind.CANNED, "versions", None, status=200, headers=xml, body=body))
    async with running(server.profile(endpoints=(proxy.endpoint,)), f"s3://{bucket}/") as pilot:
        for keys in (["V"], ["escape", "T", "0", "s", "enter"]):
            await press(pilot, *keys)
            text = shown(pilot)
            assert "[red]␛[2J⟨202E⟩name" in text
            assert all(line == printable(line) for line in text.splitlines())
        await press(pilot, "V")
        assert "[bold]⟨202E⟩id" in shown(pilot)


async def test_a_list_is_stopped_with_what_came_and_read_again(
    server: S3Server, kept: str, proxy: FaultProxy
) -> None:
    async with running(server.profile(endpoints=(proxy.endpoint,)), f"s3://{kept}/") as pilot:
        proxy.inject(Fault(FaultKind.STALL_RESPONSE, "versions", None))
        await pilot.press("V")
        await until_shown(pilot, "Esc stops")
        await press(pilot, "escape")
        assert "Stopped before anything came" in shown(pilot)
        proxy.heal()
        await press(pilot, "R")
        assert len(lines(pilot)) == 3


async def test_what_went_wrong_is_said_with_what_to_do(
    server: S3Server, kept: str, proxy: FaultProxy
) -> None:
    async with running(server.profile(endpoints=(proxy.endpoint,)), f"s3://{kept}/") as pilot:
        proxy.inject(denied("versions"))
        await press(pilot, "V")
        assert "R tries again   q closes" in shown(pilot)
        proxy.heal()
        await press(pilot, "R")
        assert len(lines(pilot)) == 3


async def test_on_a_connection_for_reading_only_versions_are_only_looked_at(
    server: S3Server, store: Store, kept: str
) -> None:
    store.delete(kept, "k.txt.bak", NOW)
    profile = replace(server.profile(), rights=Rights.READ)
    before = versions(store, kept)
    async with running(profile, f"s3://{kept}/") as pilot:
        for keys in (["V", "d"], ["escape", "escape", "L", "d", "u"]):
            await press(pilot, *keys)
            assert "This connection is for reading only" in shown(pilot)
    assert versions(store, kept) == before


# -- deleted objects -------------------------------------------------------------------------------


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


# -- as of a moment --------------------------------------------------------------------------------


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
