"""Where a trash is wanted, d moves; what is protected is moved by its typed name alone."""

from __future__ import annotations

from dataclasses import replace

from jos_tui.core.background import CancelToken
from jos_tui.core.location import Location
from jos_tui.jobs.trash import today
from jos_tui.profiles.profile import Profile, Trash
from jos_tui.store.store import Store
from jos_tui.ui.dialogs.delete import DeleteDialog
from jos_tui.ui.dialogs.prompt import Prompt
from tests.store.support import all_keys
from tests.support.servers import S3Server
from tests.ui.driving import press, running, shown

NOW = CancelToken()


def with_trash(server: S3Server) -> Profile:
    return replace(server.profile(), trash=Trash.ON)


async def test_what_is_deleted_goes_to_the_trash_of_today_and_back(
    server: S3Server, store: Store, bucket: str
) -> None:
    for key in ("a/one.nc", "a/two.nc"):
        store.put(bucket, key, key.encode(), NOW)
    async with running(with_trash(server), f"s3://{bucket}/a/") as pilot:
        await press(pilot, "d")
        assert "Move to trash" in shown(pilot)
        assert all_keys(store, Location(bucket)) == ["a/one.nc", "a/two.nc"]
        await press(pilot, "enter")
        trashed = f".trash/{today().isoformat()}/a/one.nc"
        assert all_keys(store, Location(bucket)) == [trashed, "a/two.nc"]
    async with running(with_trash(server), f"s3://{bucket}/{trashed[:-6]}") as pilot:
        await press(pilot, "Z", "enter")
        assert all_keys(store, Location(bucket)) == ["a/one.nc", "a/two.nc"]


async def test_what_is_in_the_trash_and_all_versions_are_deleted(
    server: S3Server, store: Store, bucket: str
) -> None:
    store.put(bucket, ".trash/2026-11-26/x", b"1", NOW)
    store.put(bucket, "y", b"1", NOW)
    async with running(with_trash(server), f"s3://{bucket}/.trash/2026-11-26/") as pilot:
        await press(pilot, "d")
        assert isinstance(pilot.app.screen, DeleteDialog)
    async with running(with_trash(server), f"s3://{bucket}/y") as pilot:
        await press(pilot, "D")
        assert isinstance(pilot.app.screen, DeleteDialog)


async def test_the_usage_screen_moves_to_the_trash_too_and_counts_what_is_there(
    server: S3Server, store: Store, bucket: str
) -> None:
    for key in ("a/one.nc", "a/two.nc", "b"):
        store.put(bucket, key, key.encode(), NOW)
    async with running(with_trash(server), f"s3://{bucket}/") as pilot:
        await press(pilot, "U", "d")
        assert "Move to trash" in shown(pilot)
        await press(pilot, "enter")
        day = f".trash/{today().isoformat()}/"
        assert all_keys(store, Location(bucket)) == [f"{day}a/one.nc", f"{day}a/two.nc", "b"]
        rows = [line for line in shown(pilot).splitlines() if "%" in line]
        assert [row.split()[-1] for row in rows] == ["name", ".trash/", "here)"], shown(pilot)
        assert "3 objects, 17 B" in shown(pilot)
        await press(pilot, "l", "d")
        assert isinstance(pilot.app.screen, DeleteDialog), "what is in the trash goes for good"


async def test_what_is_protected_is_renamed_by_its_typed_name_alone(
    server: S3Server, store: Store, bucket: str
) -> None:
    store.put(bucket, "kept.nc", b"1", NOW)
    profile = replace(server.profile(), protected=(f"{bucket}/*.nc",))
    async with running(profile, f"s3://{bucket}/") as pilot:
        await press(pilot, "r", "x", "enter")
        assert isinstance(pilot.app.screen, Prompt)
        assert f"Protected: {bucket}/*.nc" in shown(pilot)
        await press(pilot, *"yes", "enter")
        assert "That is not the name" in shown(pilot)
        await press(pilot, "escape")
        assert all_keys(store, Location(bucket)) == ["kept.nc"]
        await press(pilot, "enter", *"kept.nc", "enter")
    assert all_keys(store, Location(bucket)) == ["keptx.nc"]


async def test_a_copy_takes_nothing_away_and_is_not_asked_about(
    server: S3Server, store: Store, bucket: str
) -> None:
    store.put(bucket, "kept.nc", b"1", NOW)
    profile = replace(server.profile(), protected=(f"{bucket}/*.nc",))
    async with running(profile, f"s3://{bucket}/") as pilot:
        await press(pilot, "y", "p", "enter")
    assert len(all_keys(store, Location(bucket))) == 2
