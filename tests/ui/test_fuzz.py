"""Whatever bytes a store sends: only our own sequences reach the terminal, from any screen.

Some 20,000 strings in all. They come as they would: in listings, errors and objects of a store, in
the names of local files and in credentials.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from jos_tui.browse.places.model import Bookmark, Places, Visit
from jos_tui.browse.places.notes import PlacesFile
from jos_tui.core.errors import ProfileError
from jos_tui.core.location import Location
from jos_tui.jobs.worker.paths import StateHome
from jos_tui.profiles.connection_id import ConnectionId
from jos_tui.profiles.found import Found
from jos_tui.profiles.profile import Profile
from jos_tui.store.store import Store
from jos_tui.ui.dialogs.dialog import Dialog
from jos_tui.ui.preview.zarr_screen import ZarrScreen
from jos_tui.ui.transfers.job_screen import JobScreen
from jos_tui.ui.usage.screen import UsageScreen
from jos_tui.ui.widgets.text_input import TextInput
from tests.preview.stores import ZARRAY
from tests.preview.stores import fill as fill_zarr
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind
from tests.support.fuzz import fuzzed, listing
from tests.support.servers import S3Server
from tests.ui.driving import SMALL, browser, press, said, settle
from tests.ui.on_the_wire import TALL, assert_drawn_safely, assert_sent_safely, drawing

XML = {"Content-Type": "application/xml"}
LISTING = "list-type=2"


@pytest.fixture
def profile(server: S3Server, proxy: FaultProxy) -> Profile:
    """A connection to a store that answers what the proxy is told."""
    return server.profile(endpoints=(proxy.endpoint,))


def answers(proxy: FaultProxy, match: str, body: bytes, status: int = 200) -> None:
    proxy.inject(Fault(FaultKind.CANNED, match, None, status=status, headers=XML, body=body))


def batched(strings: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """Cut a sequence into pieces of one size; what is left over is dropped."""
    for start in range(0, len(strings) - size + 1, size):
        yield strings[start : start + size]


def joined(strings: Sequence[str], size: int) -> Iterator[str]:
    """Make fewer and longer strings of many."""
    for some in batched(strings, size):
        yield "".join(some)


async def page_through(pilot: Pilot[None], rows: int) -> None:
    """Look at all rows, and closely at some of them."""
    for number in range(rows // (TALL[1] - 12) + 1):
        await pilot.press("pagedown")
        await pilot.pause()
        assert_sent_safely(pilot)
        if number % 10 == 0:
            assert_drawn_safely(pilot)
    assert_drawn_safely(pilot)


async def test_rows_of_the_table(profile: Profile, proxy: FaultProxy) -> None:
    answers(proxy, LISTING, listing(fuzzed(7000, 1)))
    async with drawing(profile, "s3://bucket/") as pilot:
        assert_drawn_safely(pilot)
        await page_through(pilot, 7000)


async def test_the_tree(profile: Profile, proxy: FaultProxy) -> None:
    answers(proxy, LISTING, listing((), fuzzed(2000, 2)))
    async with drawing(profile, "s3://bucket/") as pilot:
        node = browser(pilot).tree_pane._find(Location("bucket"))
        assert node is not None
        node.expand()
        await press(pilot, "tab")
        assert_drawn_safely(pilot)
        await page_through(pilot, 2000)


async def test_the_path_bar(profile: Profile, proxy: FaultProxy) -> None:
    answers(proxy, LISTING, listing(()))
    async with drawing(profile, "s3://bucket/", size=SMALL) as pilot:
        for prefix in batched(fuzzed(400, 3), 20):
            browser(pilot).level.open(Location("bucket", "/".join(prefix) + "/"))
            await settle(pilot)
            assert_sent_safely(pilot)
        assert_drawn_safely(pilot)


async def test_what_is_copied_and_said(profile: Profile, proxy: FaultProxy) -> None:
    answers(proxy, LISTING, listing(list(joined(fuzzed(1000, 4), 50))))
    async with drawing(profile, "s3://bucket/", size=SMALL) as pilot:
        for _ in range(20):
            for key in "kcu":
                await pilot.press("c", key)
                await pilot.pause()
            await pilot.press("j")
            await settle(pilot)
            assert_sent_safely(pilot)
        assert_drawn_safely(pilot)


@pytest.mark.parametrize("key", ["d", "s"])
async def test_the_questions_before_a_change(profile: Profile, proxy: FaultProxy, key: str) -> None:
    answers(proxy, LISTING, listing(list(joined(fuzzed(1000, 5), 80))))
    async with drawing(profile, "s3://bucket/", size=SMALL) as pilot:
        for _ in range(12):
            await press(pilot, key)
            assert pilot.app.screen is not browser(pilot)
            assert_sent_safely(pilot)
            await press(pilot, "escape", "j")
        await press(pilot, key)
        assert_drawn_safely(pilot)


@pytest.mark.parametrize("status", [400, 403, 404, 500, 200])
async def test_what_a_store_says_about_errors(
    profile: Profile, proxy: FaultProxy, status: int
) -> None:
    """Status 200 is a listing that is none."""
    async with drawing(profile, "s3://bucket/", size=SMALL) as pilot:
        for number, words in enumerate(joined(fuzzed(400, 6, without="<"), 100)):
            proxy.heal()
            raw = words.encode(errors="surrogateescape")
            answers(
                proxy,
                LISTING,
                b"<Error><Code>" + raw[:40] + b"</Code><Message>" + raw + b"</Message></Error>",
                status,
            )
            browser(pilot).level.open(Location("bucket", f"{number}/"))
            await settle(pilot)
            assert_sent_safely(pilot)
        assert_drawn_safely(pilot)


async def test_transfers_and_their_items(profile: Profile, proxy: FaultProxy) -> None:
    """All of them fail, each with the name it has and the words of the store."""
    names = fuzzed(1200, 7)
    answers(proxy, LISTING, listing(names))
    raw = "".join(fuzzed(30, 8, without="<")).encode(errors="surrogateescape")
    answers(
        proxy,
        "GET /bucket/",
        b"<Error><Code>Odd</Code><Message>" + raw + b"</Message></Error>",
        409,
    )
    async with drawing(profile, "s3://bucket/") as pilot:
        await press(pilot, "a", "s", "enter")
        await press(pilot, "w")
        assert_drawn_safely(pilot)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, JobScreen)
        await page_through(pilot, len(names))


async def test_how_much_is_below_each_prefix(profile: Profile, proxy: FaultProxy) -> None:
    names = fuzzed(1500, 9)
    answers(proxy, LISTING, listing([f"{name}/{name}" for name in names]))
    async with drawing(profile, "s3://bucket/") as pilot:
        await press(pilot, "U")
        assert isinstance(pilot.app.screen, UsageScreen)
        await page_through(pilot, len(names))


async def test_what_was_found(profile: Profile, proxy: FaultProxy) -> None:
    names = fuzzed(2400, 10)
    answers(proxy, LISTING, listing([f"{one}/{other}" for one, other in batched(names, 2)]))
    async with drawing(profile, "s3://bucket/") as pilot:
        await press(pilot, "f", *">=0", "enter")
        assert len(browser(pilot).level.model) == len(names) // 2
        await page_through(pilot, len(names) // 2)


async def test_what_zarr_metadata_say(server: S3Server, store: Store, bucket: str) -> None:
    names = fuzzed(2000, 11)
    document: dict[str, object] = {".zgroup": {"zarr_format": 2}}
    document[".zattrs"] = dict(zip(names[:200], names[200:400], strict=True))
    for name, other in batched(names[400:], 2):
        document[f"{name}/.zarray"] = {**ZARRAY, "dtype": other[:4], "fill_value": other}
        document[f"{name}/.zattrs"] = {"_ARRAY_DIMENSIONS": [other, name], other: name}
    metadata = json.dumps({"metadata": document, "zarr_consolidated_format": 1}).encode()
    files = [(".zmetadata", metadata), (".zgroup", json.dumps({"zarr_format": 2}).encode())]
    fill_zarr(store, bucket, "x.zarr/", files)
    async with drawing(server.profile(), f"s3://{bucket}/") as pilot:
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ZarrScreen)
        await page_through(pilot, 800)
        for _ in range(100):
            await pilot.press("k")
        await settle(pilot)
        assert_drawn_safely(pilot)


async def test_local_files(profile: Profile, proxy: FaultProxy, tmp_path: Path) -> None:
    answers(proxy, LISTING, listing(()))
    for name in fuzzed(500, 12, without="/\0"):
        (tmp_path / os.fsdecode(os.fsencode(name)[:255])).touch()
    async with drawing(profile, "s3://bucket/") as pilot:
        await press(pilot, "u")
        assert pilot.app.screen is not browser(pilot)
        await page_through(pilot, 500)
        await press(pilot, "escape", "|")
        await page_through(pilot, 500)
        for key in ("f5", "f3", "r"):
            await press(pilot, key)
            assert pilot.app.screen is not browser(pilot)
            assert_drawn_safely(pilot)
            await press(pilot, "escape")


async def test_the_choice_of_connections(profile: Profile) -> None:
    names = fuzzed(120, 13)
    profiles = tuple(replace(profile, name=name, source=name) for name in names)
    problems = tuple(ProfileError(name, name, name) for name in names[:20])
    found = Found(profiles, problems, tuple(names[20:40]))
    async with drawing(None, found=found) as pilot:
        assert_drawn_safely(pilot)
        await page_through(pilot, len(names))
        for key in ("e", "n"):
            await press(pilot, key)
            assert isinstance(pilot.app.screen, Dialog)
            assert_drawn_safely(pilot)
            await press(pilot, "escape")


async def test_places_that_are_remembered(profile: Profile, proxy: FaultProxy) -> None:
    names, here = fuzzed(600, 16), ConnectionId.of(profile)
    marks = [Bookmark(one, here, Location("b", f"{two}/")) for one, two in batched(names, 2)]
    visits = [Visit(here, Location(name, "x/"), 1) for name in names[:100]]
    others = [ConnectionId(name, name, name) for name in names[100:200]]
    visits += [Visit(one, Location("b", "x/"), 1) for one in others]
    remembered = Places(tuple(marks)).with_visits(visits, 1)
    PlacesFile(StateHome.of_user().folder).change(lambda _: remembered)
    answers(proxy, LISTING, listing(()))
    async with drawing(profile, "s3://bucket/") as pilot:
        for key in ("apostrophe", "z"):
            await press(pilot, key)
            assert pilot.app.screen is not browser(pilot)
            await page_through(pilot, 200)
            if key == "z":  # the last one is of a connection that is gone
                await press(pilot, "end", "enter")
                assert "no connection" in said(pilot)
                assert_drawn_safely(pilot)
            await press(pilot, "escape")


@pytest.mark.parametrize("keys", ["/", "f", "F", "gp", "gb", "o", "+", ":", "m", "?", "z"])
async def test_what_is_pasted(profile: Profile, proxy: FaultProxy, keys: str) -> None:
    """From a web page, say: it is typed in as it is, and may be anything."""
    answers(proxy, LISTING, listing(fuzzed(20, 14)))
    async with drawing(profile, "s3://bucket/", size=SMALL) as pilot:
        for words in joined(fuzzed(150, 15), 50):
            await press(pilot, *keys)
            assert isinstance(pilot.app.focused, TextInput)
            pilot.app.post_message(events.Paste(words))
            await settle(pilot)
            assert_sent_safely(pilot)
            await press(pilot, "escape", "escape")
        assert_drawn_safely(pilot)
