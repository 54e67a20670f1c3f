"""Bookmarks, visited places, and coming back to where one was."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

from jos_tui.browse.places.model import Visit
from jos_tui.browse.places.notes import PlacesFile
from jos_tui.core.background import CancelToken
from jos_tui.core.errors import ProfileError
from jos_tui.core.location import Location
from jos_tui.jobs.worker.paths import StateHome
from jos_tui.profiles.connection_id import ConnectionId
from jos_tui.profiles.found import Found
from jos_tui.profiles.profile import Endpoint, Profile
from jos_tui.store.store import Store
from jos_tui.ui.app import JosApp
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


ONE, TWO = "one", "two"


@pytest.fixture
async def visited(server: S3Server, filled: str) -> tuple[Profile, Profile]:
    """Two connections, in each of which a place was visited and the end of it bookmarked."""
    both = tuple(server.profile(name, source=f"~/{name}.json") for name in (ONE, TWO))
    for profile, below in zip(both, ("a/deep/", "data/"), strict=True):
        async with running(profile, f"s3://{filled}/{below}") as pilot:
            await press(pilot, "m", "enter", "~")
            await leave(pilot)
    one, two = both
    return one, two


def here(pilot: Pilot[None]) -> tuple[str, Location]:
    """Return the connection that is shown and the level."""
    assert isinstance(pilot.app, JosApp)
    tab = pilot.app.tabs.current
    assert tab is not None
    assert pilot.app.screen is tab.browser, shown(pilot)
    return tab.session.profile.name, tab.browser.level.location


def offered(pilot: Pilot[None]) -> list[str]:
    options = pilot.app.screen.query_one(OptionList)
    return [str(options.get_option_at_index(i).prompt) for i in range(options.option_count)]


async def test_places_of_all_connections_are_listed_the_one_shown_first(
    visited: tuple[Profile, Profile], filled: str
) -> None:
    _, two = visited
    async with running(two, found=Found(visited)) as pilot:
        assert f"s3://{filled}/data/" in said(pilot), "only this one is told where it was left"
        await press(pilot, "z")
        assert offered(pilot) == [f"{filled}/data/", f"one: {filled}/a/deep/"]
        await press(pilot, *"one")
        assert offered(pilot) == [f"one: {filled}/a/deep/"]
        await press(pilot, "f8", "ctrl+u")
        assert offered(pilot) == [f"{filled}/data/"]
        await press(pilot, "escape", "'")
        assert offered(pilot) == [f"data  {filled}/data/", f"deep  one: {filled}/a/deep/"]


@pytest.mark.parametrize("key", ["z", "'"])
async def test_a_place_of_another_connection_opens_it_once(
    visited: tuple[Profile, Profile], filled: str, key: str
) -> None:
    _, two = visited
    async with running(two, f"s3://{filled}/data/", found=Found(visited)) as pilot:
        await press(pilot, key, *"deep", "enter")
        assert here(pilot) == (ONE, Location(filled, "a/deep/"))
        await press(pilot, "~", key, *"data", "enter")
        assert here(pilot) == (TWO, Location(filled, "data/"))
        await press(pilot, key, *"deep", "enter")
        assert here(pilot) == (ONE, Location(filled, "a/deep/"))
        assert isinstance(pilot.app, JosApp)
        assert len(pilot.app.tabs) == 2


async def test_the_address_that_answers_is_used_also_where_no_list_was_shown(
    visited: tuple[Profile, Profile], filled: str
) -> None:
    one, two = visited
    closed = replace(one.endpoint, host=f"{one.endpoint.host.split(':')[0]}:1")
    one = replace(one, endpoints=(one.endpoint, closed))
    async with running(two, found=Found((one, two))) as pilot:
        await press(pilot, "z", *"deep", "enter")
        assert here(pilot) == (ONE, Location(filled, "a/deep/"))


async def test_a_connection_that_was_made_known_since_is_found(
    visited: tuple[Profile, Profile], filled: str
) -> None:
    _, two = visited
    async with running(two, found=Found((two,)), find=lambda: Found(visited)) as pilot:
        await press(pilot, "z", *"deep", "enter")
        assert here(pilot) == (ONE, Location(filled, "a/deep/"))


async def test_a_connection_that_is_gone_is_said_to_be(
    visited: tuple[Profile, Profile], filled: str
) -> None:
    _, two = visited
    async with running(two, found=Found((two,))) as pilot:
        await press(pilot, "z", *"deep", "enter")
        assert here(pilot) == (TWO, Location())
        assert "no connection one any more" in said(pilot)
        assert "~/one.json" in said(pilot)
        assert "g h shows those there are" in said(pilot)
    broken = ProfileError("~/one.json is not valid JSON", "Line 1: a brace is missing")
    async with running(two, found=Found((two,), (broken,))) as pilot:
        await press(pilot, "'", *"deep", "enter")
        assert "a brace is missing" in said(pilot)


async def test_a_store_that_does_not_answer_says_so_in_its_tab(
    visited: tuple[Profile, Profile], filled: str
) -> None:
    one, two = visited
    silent = Profile("silent", (Endpoint("127.0.0.1:1", secure=False),))
    visit = Visit(ConnectionId.of(silent), Location("b", "x/"), 1)
    PlacesFile(StateHome.of_user().folder).change(lambda places: places.with_visits([visit], 1))
    async with running(two, found=Found((one, two, silent))) as pilot:
        await press(pilot, "z", *"silent", "enter")
        assert here(pilot) == ("silent", Location("b", "x/"))
        assert "R tries again" in shown(pilot)
        await press(pilot, "g", "c")
        assert here(pilot) == (TWO, Location())


def test_no_key_is_written_down(visited: tuple[Profile, Profile]) -> None:
    text = PlacesFile(StateHome.of_user().folder).path.read_text()
    assert "~/one.json" in text
    for profile in visited:
        assert profile.access_key not in text
        assert profile.secret_key is not None
        assert profile.secret_key.reveal() not in text
