"""Levels seen before, levels half listed, and names that only the server can find quickly."""

from __future__ import annotations

from textual.pilot import Pilot

from jos_tui.core.background import CancelToken
from jos_tui.core.location import Location
from jos_tui.store.store import Store
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind
from tests.support.servers import S3Server
from tests.ui.driving import browser, press, running, said, shown, until_shown


def listed(pilot: Pilot[None]) -> list[str]:
    model = browser(pilot).level.model
    return [model.key(row) for row in range(len(model))]


async def test_a_level_seen_before_is_there_at_once_and_renewed_behind(
    server: S3Server, filled: str, store: Store, proxy: FaultProxy
) -> None:
    profile = server.profile(endpoints=(proxy.endpoint,))
    async with running(profile, f"s3://{filled}/a/") as pilot:
        screen = browser(pilot)
        screen.table.move_cursor_to("a/two.nc")
        await press(pilot, "a")
        await press(pilot, "h")
        store.put(filled, "a/newer.nc", b"", CancelToken())
        stall = proxy.inject(Fault(FaultKind.STALL_RESPONSE, "delimiter"))

        await pilot.press("[")
        while not proxy.struck(stall):
            await pilot.pause()

        assert "two.nc" in shown(pilot)
        assert "refreshing… Esc stops" in shown(pilot)
        assert screen.table.cursor_entry is not None
        assert screen.table.cursor_entry.key == "a/two.nc"
        assert screen.level.model.marked_count == 0
        await press(pilot, "escape")
        await press(pilot, "R")
        assert "newer.nc" in shown(pilot)
        assert screen.table.cursor_entry.key == "a/two.nc"


async def test_names_that_begin_with_a_text_are_listed_alone_until_all_are_asked_for(
    server: S3Server, filled: str
) -> None:
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        everything = listed(pilot)
        await press(pilot, "F", *"a", "enter")
        assert listed(pilot) == ["a/"]
        assert "1 beginning with a, R lists all" in shown(pilot)

        await press(pilot, "R")
        assert listed(pilot) == everything
        await press(pilot, "F", *"a/t", "enter")
        assert browser(pilot).level.location == Location(filled, "a/")
        assert listed(pilot) == ["a/two.nc"]

        await press(pilot, "F", *"nothing", "enter")
        assert "No name begins so. R lists all." in shown(pilot)


async def test_buckets_are_not_asked_for_by_their_beginning(server: S3Server) -> None:
    async with running(server.profile()) as pilot:
        await press(pilot, "F")
        assert "/ filters" in said(pilot)


async def test_an_order_of_a_part_of_the_listing_is_called_partial(
    server: S3Server, filled: str, proxy: FaultProxy
) -> None:
    profile = server.profile(endpoints=(proxy.endpoint,))
    async with running(profile) as pilot:
        stall = proxy.inject(Fault(FaultKind.STALL_RESPONSE, "delimiter"))
        browser(pilot).level.open(Location(filled))
        while not proxy.struck(stall):
            await pilot.pause()
        await pilot.press("comma", "S")
        await until_shown(pilot, "loading, order partial")
        await press(pilot, "escape")
        assert "stopped, order partial, R reloads" in shown(pilot)

        await press(pilot, "R")
        assert "partial" not in shown(pilot)
