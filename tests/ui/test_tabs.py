"""Several connections open at once: each keeps its place, and what happens in one stays there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot

from jos_tui.core.background import CancelToken
from jos_tui.core.location import Location
from jos_tui.profiles.found import Found
from jos_tui.store.store import Store
from jos_tui.ui.app import JosApp
from tests.support.servers import S3Server
from tests.ui.driving import SMALL, press, running, said, shown


@asynccontextmanager
async def two_open(server: S3Server, bucket: str) -> AsyncIterator[Pilot[None]]:
    """Open one on a bucket and the other on the list of buckets, which is shown."""
    found = Found((server.profile("first"), server.profile("second")))
    async with running(None, found=found, size=SMALL) as pilot:
        await press(pilot, "enter", "g", "b", *f"{bucket}/a/", "enter")
        await press(pilot, "g", "h", "j", "enter")
        yield pilot


def names(pilot: Pilot[None]) -> list[str]:
    assert isinstance(pilot.app, JosApp)
    return [tab.session.profile.name for tab in pilot.app.tabs]


def here(pilot: Pilot[None]) -> tuple[str, Location]:
    assert isinstance(pilot.app, JosApp)
    tab = pilot.app.tabs.current
    assert tab is not None
    assert pilot.app.screen is tab.browser
    return tab.session.profile.name, tab.browser.level.location


@pytest.fixture
def place(store: Store, bucket: str) -> Location:
    store.put(bucket, "a/x.nc", b"x", CancelToken())
    return Location(bucket, "a/")


async def test_each_keeps_its_place_and_a_line_names_them(
    server: S3Server, bucket: str, place: Location
) -> None:
    async with two_open(server, bucket) as pilot:
        assert here(pilot) == ("second", Location())
        assert " 1 first  2 second" in shown(pilot).splitlines()[0]
        await press(pilot, "g", "t")
        assert here(pilot) == ("first", place)
        assert " 1 first  2 second" in shown(pilot).splitlines()[0]
        assert "x.nc" in shown(pilot)
        await press(pilot, "g", "T")
        assert here(pilot) == ("second", Location())


async def test_one_that_is_open_is_shown_and_not_opened_again(
    server: S3Server, bucket: str, place: Location
) -> None:
    async with two_open(server, bucket) as pilot:
        await press(pilot, "g", "h", "k", "enter")
        assert here(pilot) == ("first", place)
        assert names(pilot) == ["first", "second"]
        await press(pilot, "g", "h", "escape")
        assert here(pilot) == ("first", place)


async def test_one_is_closed_and_the_other_goes_on(
    server: S3Server, bucket: str, place: Location
) -> None:
    async with two_open(server, bucket) as pilot:
        await press(pilot, "g", "c")
        assert here(pilot) == ("first", place)
        assert "second" not in shown(pilot)
        await press(pilot, "g", "t")
        assert said(pilot) == "No other connection is open: g h opens one"
        await press(pilot, "g", "c")
        assert "connections: 2" in shown(pilot)
        await press(pilot, "j", "enter")
        assert here(pilot) == ("second", Location())


async def test_the_first_one_is_closed_before_the_second(
    server: S3Server, bucket: str, place: Location
) -> None:
    async with two_open(server, bucket) as pilot:
        await press(pilot, "g", "t", "g", "c")
        assert here(pilot) == ("second", Location())
        await press(pilot, "g", "h", "k", "enter")
        assert names(pilot) == ["second", "first"]


async def test_what_is_made_through_one_is_seen_in_both_when_asked_again(
    server: S3Server, store: Store, bucket: str, place: Location
) -> None:
    async with two_open(server, bucket) as pilot:
        await press(pilot, "g", "t", "f7", *"new", "enter")
        assert "new/" in shown(pilot)
        await press(pilot, "q")
    assert store.stat(bucket, "a/new/", CancelToken()).size == 0
