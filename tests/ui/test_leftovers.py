"""What takes space unseen is listed and can go; what is in use or seen stays."""

from __future__ import annotations

import secrets
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from jos_tui.core.background import CancelToken
from jos_tui.core.location import Location
from jos_tui.jobs.item import ItemProgress
from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.model import JobState
from jos_tui.jobs.worker.paths import StateHome
from jos_tui.profiles.profile import Rights
from jos_tui.store.depth import Depth
from jos_tui.store.store import Store, connect
from jos_tui.ui.browser.screen import BrowserScreen
from jos_tui.ui.dialogs.delete import DeleteDialog
from jos_tui.ui.leftovers.markers_screen import MarkersScreen
from jos_tui.ui.leftovers.older_screen import OlderScreen
from jos_tui.ui.leftovers.uploads_screen import UploadsScreen
from tests.jobs.journal.samples import running_job
from tests.store.versioned import keep_versions
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


def begun(store: Store, bucket: str, key: str, *parts: bytes) -> str:
    upload = store.start_upload(bucket, key, NOW)
    for number, body in enumerate(parts, 1):
        store.put_part(bucket, key, upload, number, body, NOW)
    return upload


def unfinished(store: Store, bucket: str) -> list[str]:
    return [upload.key for upload in store.list_uploads(bucket, "", NOW)]


def keys(store: Store, bucket: str) -> list[tuple[str, bool]]:
    """All versions: the key, and whether it is the newest."""
    found = [one for page in store.versions(Location(bucket), NOW) for one in page]
    return [(one.key, one.latest) for one in found]


def a_paused_job_goes_on_with(upload: str, home: StateHome) -> None:
    journal = Journal(home.journal)
    job_id = running_job(journal, 1)
    [item] = journal.lease(job_id, 1)
    journal.record(job_id, [], [ItemProgress(item.id, upload, 5, "")])
    journal.move(job_id, JobState.PAUSED)
    journal.close()


def lines(pilot: Pilot[None]) -> list[str]:
    screen = pilot.app.screen
    assert isinstance(screen, UploadsScreen | OlderScreen | MarkersScreen), screen
    return [row.lines[0] for row in screen.list.rows]


# -- unfinished uploads ----------------------------------------------------------------------------


@SIZES
async def test_unfinished_uploads_are_listed_and_those_marked_are_dropped(
    server: S3Server, store: Store, bucket: str, size: tuple[int, int]
) -> None:
    begun(store, bucket, "p/big \x1b[31m", bytes(1000), bytes(24))
    begun(store, bucket, "p/other")
    begun(store, bucket, "q/elsewhere", b"x")
    store.put(bucket, "p/other", b"the object", NOW)
    async with running(server.profile(), f"s3://{bucket}/p/", size=size) as pilot:
        await press(pilot, "L", "u")
        assert "2 unfinished uploads, 1.0 kB" in shown(pilot)
        assert [line.split()[-1] for line in lines(pilot)] == ["␛[31m", "other"]
        await press(pilot, "a", "d")
        assert "Drop 2 unfinished uploads, 1.0 kB?" in shown(pilot)
        await press(pilot, "n")
        assert len(unfinished(store, bucket)) == 3
        await press(pilot, "d", "y")
        await until(pilot, lambda: not lines(pilot), "they are still listed")
        await settle(pilot)
    assert unfinished(store, bucket) == ["q/elsewhere"]
    assert b"".join(store.read(bucket, "p/other", NOW)) == b"the object"


async def test_in_the_list_of_buckets_those_of_all_are_listed_and_dropped(
    server: S3Server, store: Store, bucket: str
) -> None:
    second = f"jos-test-{secrets.token_hex(6)}"
    store.make_bucket(second, NOW)
    begun(store, bucket, "a", b"1")
    begun(store, second, "b", b"22")
    async with running(server.profile()) as pilot:
        await press(pilot, "L", "u")
        listed = {line.split()[-1] for line in lines(pilot)}
        assert {f"{bucket}/a", f"{second}/b"} <= listed
        screen = pilot.app.screen
        assert isinstance(screen, UploadsScreen)
        ours = {bucket, second}
        screen.marks.mark_where(screen.records, lambda record: record.bucket in ours)
        await press(pilot, "d", "y")
        await until(pilot, lambda: not ours & {row.bucket for row in screen.records}, "not gone")
        await settle(pilot)
    assert unfinished(store, bucket) == unfinished(store, second) == []
    store.remove_bucket(second, NOW)


async def test_those_that_were_begun_long_ago_are_marked(
    server: S3Server, store: Store, bucket: str
) -> None:
    begun(store, bucket, "a", b"1")
    async with running(server.profile(), f"s3://{bucket}/") as pilot:
        await press(pilot, "L", "u", "o", *"soon", "enter")
        assert "Such as 30d" in shown(pilot)
        await press(pilot, "escape", "o", *"1d", "enter")
        assert "0 uploads begun so long ago" in shown(pilot)
        await press(pilot, "o", *"0s", "enter")
        assert "1 upload begun so long ago" in shown(pilot)
        assert lines(pilot)[0].startswith("●")


async def test_what_a_job_goes_on_with_cannot_be_dropped(
    server: S3Server, store: Store, bucket: str, home: StateHome
) -> None:
    upload = begun(store, bucket, "mine", b"1")
    begun(store, bucket, "theirs", b"22")
    a_paused_job_goes_on_with(upload, home)
    async with running(server.profile(), f"s3://{bucket}/") as pilot:
        await press(pilot, "L", "u")
        assert "in use" in lines(pilot)[0]
        await press(pilot, "d")
        assert "A job of this machine goes on with it" in shown(pilot)
        await press(pilot, "a", "d")
        assert "Drop 1 unfinished upload, 2 B?" in shown(pilot)
        assert "1 upload in use will stay" in " ".join(shown(pilot).replace("│", " ").split())
        await press(pilot, "y")
        await until(pilot, lambda: len(lines(pilot)) == 1, "it is still listed")
        await settle(pilot)
    assert unfinished(store, bucket) == ["mine"]


async def test_a_store_that_does_not_tell_says_so(rclone_server: S3Server) -> None:
    store = connect(rclone_server.profile())
    name = f"jos-test-{secrets.token_hex(6)}"
    store.make_bucket(name, NOW)
    async with running(rclone_server.profile(), f"s3://{name}/") as pilot:
        await press(pilot, "L", "u")
        assert "This store does not tell which uploads are unfinished." in shown(pilot)
        await press(pilot, "escape")
        assert browser(pilot).level.location == Location(name)
        await press(pilot, "L", "u")
        assert isinstance(pilot.app.screen, BrowserScreen)
        assert "This store does not tell which uploads are unfinished." in said(pilot)
    store.remove_bucket(name, NOW)
    store.close()


# -- older versions --------------------------------------------------------------------------------


@pytest.fixture
def grown(store: Store, bucket: str) -> str:
    """A bucket with older versions at several levels, and a deleted object."""
    keep_versions(store, bucket)
    for key in ("a/x", "a/x", "a/b/y", "a/b/y", "a/b/y", "plain", "top", "top"):
        store.put(bucket, key, b"12345", NOW)
    store.delete(bucket, "a/b/y", NOW)
    return bucket


@SIZES
async def test_older_versions_are_counted_row_by_row_and_one_goes_down(
    server: S3Server, grown: str, size: tuple[int, int]
) -> None:
    async with running(server.profile(), f"s3://{grown}/", size=size) as pilot:
        await press(pilot, "L", "v")
        assert "5 older versions, 25 B; 1 delete marker" in shown(pilot)
        assert [(line.split()[0], line.split()[-1]) for line in lines(pilot)] == [
            ("20", "a/"),
            ("5", "top"),
        ]
        await press(pilot, "enter")
        assert [line.split()[-1] for line in lines(pilot)] == ["b/", "x"]
        await press(pilot, "j", "enter")
        assert "2 versions, 10 B" in shown(pilot)
        await press(pilot, "escape", "escape", "escape")
        assert browser(pilot).level.location == Location(grown)


async def asked(pilot: Pilot[None]) -> None:
    """Wait until the question is on screen, with what would go."""
    await until(pilot, lambda: isinstance(pilot.app.screen, DeleteDialog), "nothing is asked")
    await until_shown(pilot, "This cannot be undone")
    await settle(pilot)


async def test_older_versions_are_deleted_and_what_is_seen_stays(
    server: S3Server, store: Store, grown: str
) -> None:
    async with running(server.profile(), f"s3://{grown}/") as pilot:
        await press(pilot, "L", "v", "d")
        await asked(pilot)
        assert "4 older versions (20 B)" in shown(pilot)
        assert "1 delete marker" in shown(pilot)
        await press(pilot, "escape")
        assert len(keys(store, grown)) == 9
        await press(pilot, "a", "d")
        await asked(pilot)
        assert "5 older versions (25 B)" in shown(pilot)
        await pilot.press("tab", "enter")
        await until(
            pilot,
            lambda: isinstance(pilot.app.screen, OlderScreen) and not lines(pilot),
            "they are still listed",
        )
        await settle(pilot)
    assert keys(store, grown) == [("a/x", True), ("plain", True), ("top", True)]


async def test_below_a_row_that_was_emptied_the_rows_above_are_counted_again(
    server: S3Server, store: Store, grown: str
) -> None:
    async with running(server.profile(), f"s3://{grown}/") as pilot:
        await press(pilot, "L", "v", "enter", "a", "d")
        await asked(pilot)
        await pilot.press("tab", "enter")
        await until(
            pilot,
            lambda: isinstance(pilot.app.screen, OlderScreen) and not lines(pilot),
            "they are still listed",
        )
        await press(pilot, "q")
        assert [line.split()[-1] for line in lines(pilot)] == ["top"]


# -- markers of folders ----------------------------------------------------------------------------


async def test_markers_of_folders_are_deleted_without_what_is_in_the_folders(
    server: S3Server, store: Store, bucket: str
) -> None:
    for key, body in (("a/", b""), ("a/x", b""), ("b/", b""), ("c/", b"full"), ("d", b"")):
        store.put(bucket, key, body, NOW)
    async with running(server.profile(), f"s3://{bucket}/") as pilot:
        await press(pilot, "L", "m")
        assert "2 folder markers, 1 empty folder" in shown(pilot)
        assert ["in use" in line for line in lines(pilot)] == [True, False]
        await press(pilot, "o")
        assert [line.startswith("●") for line in lines(pilot)] == [False, True]
        await press(pilot, "escape", "escape", "a", "d")
        await asked(pilot)
        await pilot.press("tab", "enter")
        await until(
            pilot,
            lambda: isinstance(pilot.app.screen, MarkersScreen) and not lines(pilot),
            "they are still listed",
        )
        await settle(pilot)
    found = [key for page in store.pages(Location(bucket), Depth.TREE, NOW) for key in page.keys]
    assert found == ["a/x", "c/", "d"]


@pytest.mark.parametrize("opens", ["u", "v", "m"])
async def test_on_a_connection_for_reading_only_nothing_goes(
    server: S3Server, store: Store, bucket: str, opens: str
) -> None:
    keep_versions(store, bucket)
    begun(store, bucket, "k", b"1")
    for key in ("k", "k", "f/"):
        store.put(bucket, key, b"", NOW)
    profile = replace(server.profile(), rights=Rights.READ)
    async with running(profile, f"s3://{bucket}/") as pilot:
        await press(pilot, "L", opens, "d")
        assert "This connection is for reading only" in shown(pilot)
