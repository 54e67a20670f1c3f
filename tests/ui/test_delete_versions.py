"""A deletion on the screen says what hides behind the objects, and what was not counted stays."""

from __future__ import annotations

import re

import pytest
from textual.pilot import Pilot

from jos_tui.core.background import CancelToken
from jos_tui.core.location import Location
from jos_tui.store.store import Store
from jos_tui.ui.dialogs.delete import DeleteDialog
from tests.store.versioned import keep_versions
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, Request
from tests.support.servers import S3Server
from tests.ui.driving import SMALL, WIDE, browser, press, running, said, settle, shown, until_shown
from tests.ui.test_changing import keys_of

NOW = CancelToken()
SIZES = pytest.mark.parametrize("size", [SMALL, WIDE], ids=["80x24", "120x40"])


@pytest.fixture
def versioned(store: Store, bucket: str) -> str:
    """A bucket with two objects of two versions, a deleted one, and an upload."""
    keep_versions(store, bucket)
    for body in (b"1", b"22"):
        for key in ("p/a", "q/b"):
            store.put(bucket, key, body, NOW)
    store.put(bucket, "p/gone", b"333", NOW)
    store.delete(bucket, "p/gone", NOW)
    upload = store.start_upload(bucket, "q/up", NOW)
    store.put_part(bucket, "q/up", upload, 1, b"1234567", NOW)
    return bucket


def versions_of(store: Store, bucket: str) -> list[tuple[str, int]]:
    pages = store.versions(Location(bucket), NOW)
    return [(one.key, one.size) for page in pages for one in page]


def words(pilot: Pilot[None]) -> str:
    """Return what is in the dialog without frames and ends of lines; beside it may be anything."""
    box = pilot.app.screen.query_one(".dialog").region
    lines = shown(pilot).splitlines()[box.y : box.bottom]
    return " ".join(" ".join(line[box.x : box.right].strip("│ ") for line in lines).split())


@SIZES
async def test_a_bucket_is_shown_with_all_in_it_and_goes_with_it(
    server: S3Server, store: Store, versioned: str, size: tuple[int, int]
) -> None:
    async with running(server.profile(), size=size) as pilot:
        browser(pilot).table.move_cursor_to(versioned)
        await press(pilot, "d")
        assert "2 objects, 4 B" in shown(pilot)
        assert "3 older versions (5 B), 1 delete marker, 1 unfinished upload (7 B)" in shown(pilot)
        assert f"from {versioned}/p/a" in shown(pilot)
        assert f"to {versioned}/q/b" in shown(pilot)
        await press(pilot, *versioned, "enter")
        assert browser(pilot).level.model.row_of(versioned) is None
        assert "3 older versions" in said(pilot)
        assert versioned not in [entry.key for entry in store.buckets(NOW)]


@SIZES
async def test_a_bucket_can_be_emptied_and_stays(
    server: S3Server, store: Store, versioned: str, size: tuple[int, int]
) -> None:
    async with running(server.profile(), size=size) as pilot:
        browser(pilot).table.move_cursor_to(versioned)
        await press(pilot, "E")
        assert "Empty" in shown(pilot)
        await press(pilot, *versioned, "enter")
        assert browser(pilot).level.model.row_of(versioned) is not None
        await press(pilot, "enter")
        assert "Nothing here" in shown(pilot)
    assert versions_of(store, versioned) == []
    assert list(store.list_uploads(versioned, "", NOW)) == []


async def test_only_buckets_are_emptied(server: S3Server, store: Store, versioned: str) -> None:
    async with running(server.profile(), f"s3://{versioned}/") as pilot:
        await press(pilot, "E")
        assert not isinstance(pilot.app.screen, DeleteDialog)
        assert "Only buckets are emptied" in said(pilot)


async def test_a_prefix_goes_with_all_versions_if_that_is_asked_for(
    server: S3Server, store: Store, versioned: str
) -> None:
    async with running(server.profile(), f"s3://{versioned}/") as pilot:
        browser(pilot).table.move_cursor_to("p/")
        await press(pilot, "d")
        assert "keeps versions: what is deleted is hidden" in words(pilot)
        assert "cannot be undone" not in words(pilot)
        await press(pilot, "escape", "D")
        assert "2 older versions (4 B), 1 delete marker" in shown(pilot)
        await press(pilot, "tab", "enter")
        assert browser(pilot).level.model.row_of("p/") is None
    assert versions_of(store, versioned) == [("q/b", 2), ("q/b", 1)]


@SIZES
async def test_what_is_counted_can_go_while_the_rest_is_not(
    server: S3Server, proxy: FaultProxy, store: Store, bucket: str, size: tuple[int, int]
) -> None:
    names = [f"p/{number:04}" for number in range(1200)]
    for name in names:
        store.put(bucket, name, b"x", NOW)
    profile = server.profile(endpoints=(proxy.endpoint,))
    async with running(profile, f"s3://{bucket}/", size=size) as pilot:
        browser(pilot).table.move_cursor_to("p/")
        proxy.inject(Fault(FaultKind.STALL_RESPONSE, is_a_later_page, None))
        await pilot.press("d")
        await until_shown(pilot, "Counting… 1")  # or 1,000
        await pilot.press("tab", "enter")
        await until_shown(pilot, "Counted so far: 1")
        said_so = re.search(r"The ([0-9,]+) counted so far would go", words(pilot))
        assert said_so is not None
        counted = int(said_so[1].replace(",", ""))
        assert "All the rest stays" in words(pilot)
        await pilot.press("p" if counted > 100 else "tab", "enter")
        await settle(pilot)
        assert keys_of(store, bucket) == names[counted:]
        assert browser(pilot).level.model.row_of("p/") is not None


def is_a_later_page(request: Request) -> bool:
    return "start-after" in request.query or "continuation-token" in request.query
