"""A connection for reading only says so all the time, and refuses what would change the store."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.profiles.found import Found
from jos_tui.profiles.profile import Rights
from jos_tui.store.store import Store
from jos_tui.ui.dialogs.get import GetDialog
from tests.support.servers import S3Server
from tests.ui.driving import browser, press, running, said, settle, shown


@pytest.mark.parametrize("width", [120, 80, 40])
async def test_the_badge_is_seen_however_narrow_it_is(
    server: S3Server, bucket: str, width: int
) -> None:
    profile = replace(server.profile(), rights=Rights.READ)
    async with running(profile, f"s3://{bucket}/") as pilot:
        await pilot.resize_terminal(width, 24)
        await settle(pilot)
        assert shown(pilot).splitlines()[0].startswith("  read-only  ")


@pytest.mark.parametrize("key", ["d", "u", "f7", "y", "x", "p", "r", "e"])
async def test_what_would_change_the_store_says_why_not(
    server: S3Server, store: Store, bucket: str, key: str
) -> None:
    store.put(bucket, "kept", b"as it is", CancelToken())
    profile = replace(server.profile(), rights=Rights.READ)
    async with running(profile, f"s3://{bucket}/") as pilot:
        await press(pilot, key)
        assert pilot.app.screen is browser(pilot)
        assert "This connection is for reading only" in said(pilot)


async def test_an_empty_level_offers_nothing_that_is_refused(server: S3Server, bucket: str) -> None:
    profile = replace(server.profile(), rights=Rights.READ)
    async with running(profile, f"s3://{bucket}/") as pilot:
        assert "Nothing here. h goes up." in shown(pilot)


async def test_saving_is_possible(server: S3Server, store: Store, bucket: str) -> None:
    store.put(bucket, "kept", b"as it is", CancelToken())
    profile = replace(server.profile(), rights=Rights.READ)
    async with running(profile, f"s3://{bucket}/") as pilot:
        await press(pilot, "s")
        assert isinstance(pilot.app.screen, GetDialog)


async def test_a_connection_that_is_typed_in_is_for_reading_only_too(server: S3Server) -> None:
    found = Found((), rights=Rights.READ)
    async with running(None, found=found) as pilot:
        pilot.app.browse(server.profile())  # type: ignore[attr-defined]
        await settle(pilot)
        assert browser(pilot).session.profile.rights is Rights.READ
        assert shown(pilot).splitlines()[0].startswith("  read-only  ")
