"""Bookmarks, visited places, and coming back to where one was."""

from __future__ import annotations

from textual.pilot import Pilot
from textual.widgets import OptionList

from jos_tui.core.background import CancelToken
from jos_tui.core.location import Location
from jos_tui.profiles.found import Found
from jos_tui.store.store import Store
from jos_tui.ui.dialogs.places import PlacesDialog
from jos_tui.ui.dialogs.prompt import Prompt
from tests.support.servers import S3Server
from tests.ui.driving import browser, press, running, said, shown, until

NOW = CancelToken()


def cursor(pilot: Pilot[None]) -> str:
    entry = browser(pilot).table.cursor_entry
    return entry.key if entry else ""


async def leave(pilot: Pilot[None]) -> None:
    """End the program as q does: what is to be remembered is written."""
    await pilot.press("q")
    await until(pilot, lambda: not pilot.app.is_running, "the program ends")


async def test_a_bookmark_is_set_found_and_removed(server: S3Server, filled: str) -> None:
    async with running(server.profile(), f"s3://{filled}/a/deep/") as pilot:
        await press(pilot, "m")
        assert isinstance(pilot.app.screen, Prompt)
        await press(pilot, "enter")
        assert "Bookmarked as deep" in said(pilot)
    async with running(server.profile(), f"s3://{filled}/data/") as pilot:
        await press(pilot, "m", "ctrl+u", *"deep", "enter")
        assert "That is the name of" in shown(pilot)
        await press(pilot, "ctrl+u", *"fields", "enter")
        await press(pilot, "'", *"dee", "enter")
        assert browser(pilot).level.location == Location(filled, "a/deep/")
        await press(pilot, "'", "f8")
        assert isinstance(pilot.app.screen, PlacesDialog)
        assert pilot.app.screen.query_one(OptionList).option_count == 1
        await press(pilot, "f8")
        assert "no bookmarks yet" in shown(pilot)


async def test_a_few_letters_jump_to_a_place_visited_before(server: S3Server, filled: str) -> None:
    async with running(server.profile(), f"s3://{filled}/a/deep/") as pilot:
        await press(pilot, "~")
        await leave(pilot)
    async with running(server.profile()) as pilot:
        await press(pilot, "z", *"dee", "enter")
        assert browser(pilot).level.location == Location(filled, "a/deep/")
        await press(pilot, "z", "f8")
        assert "No other place" in shown(pilot)


async def test_back_leads_to_where_the_last_session_has_ended(
    server: S3Server, filled: str
) -> None:
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        await press(pilot, "g", "g", "j", "j", "j", "enter", "G")
        left_at = browser(pilot).level.location, cursor(pilot)
        await leave(pilot)
    async with running(server.profile()) as pilot:
        assert browser(pilot).level.location == Location(), "it is offered, not forced"
        assert "[ goes there" in said(pilot)
        await press(pilot, "[")
        assert (browser(pilot).level.location, cursor(pilot)) == left_at
    async with running(server.profile(), f"s3://{filled}/data/") as pilot:
        assert said(pilot) == "", "a place was named: nobody asks for another"


async def test_a_place_that_is_gone_leads_to_the_nearest_one(
    server: S3Server, store: Store, bucket: str
) -> None:
    store.put(bucket, "kept/x", b"1", NOW)
    store.put(bucket, "kept/gone/below/x", b"1", NOW)
    async with running(server.profile(), f"s3://{bucket}/kept/gone/below/") as pilot:
        await press(pilot, "m", "enter")
    store.delete(bucket, "kept/gone/below/x", NOW)
    async with running(server.profile()) as pilot:
        await press(pilot, "'", "enter")
        assert browser(pilot).level.location == Location(bucket, "kept/")
        assert "nothing left at" in said(pilot)
        await press(pilot, "[")
        assert browser(pilot).level.location == Location()


async def test_an_empty_bucket_is_still_a_place(server: S3Server, bucket: str) -> None:
    async with running(server.profile(), f"s3://{bucket}/") as pilot:
        await press(pilot, "m", "enter", "~", "'", "enter")
        assert browser(pilot).level.location == Location(bucket)


async def test_a_bookmark_of_another_connection_opens_it(server: S3Server, bucket: str) -> None:
    one, two = server.profile(name="one"), server.profile(name="two")
    async with running(one, f"s3://{bucket}/", found=Found((one, two))) as pilot:
        await press(pilot, "m", "enter")
    async with running(two, found=Found((one, two))) as pilot:
        assert said(pilot) == "", "the places of another connection are not offered"
        await press(pilot, "'", "enter")
        assert pilot.app.screen is browser(pilot)
        assert browser(pilot).session.profile.name == "one"
        assert browser(pilot).level.location == Location(bucket)
    async with running(two, found=Found((two,))) as pilot:
        await press(pilot, "'", "enter")
        assert "no connection one any more" in said(pilot)
