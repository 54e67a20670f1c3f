"""F6: what is in one pane goes to the other one, counted and asked about first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from textual import events

from jos_tui.core.background import CancelToken
from jos_tui.core.location import Location
from jos_tui.profiles.profile import Rights
from jos_tui.store.store import Store
from jos_tui.ui.dialogs.across import MoveAcrossDialog
from tests.store.support import all_keys
from tests.support.servers import S3Server
from tests.ui.driving import browser, press, running, said, settle, shown

NOW = CancelToken()
ODD = "odd\x1b[2J name .txt"


async def test_f6_moves_to_the_other_pane_and_both_show_it(
    server: S3Server, bucket: str, store: Store, tmp_path: Path
) -> None:
    (tmp_path / "up").mkdir()
    (tmp_path / "up" / ODD).write_text("up")
    async with running(server.profile(), f"s3://{bucket}/") as pilot:
        await press(pilot, "|", "f6")
        assert isinstance(pilot.app.screen, MoveAcrossDialog)
        await press(pilot, "f5")
        assert "Each original is deleted" in shown(pilot)
        assert "1 file" not in shown(pilot), "F5 is no answer here"
        await press(pilot, "f6")
        assert "To move, and then to delete where they are now: 1 file, 2 B." in shown(pilot)
        assert all_keys(store, Location(bucket)) == []
        await press(pilot, "enter")
        assert all_keys(store, Location(bucket)) == [f"up/{ODD}"]
        assert list(tmp_path.iterdir()) == []
        assert "This folder is empty" in shown(pilot)
        assert browser(pilot).level.model.row_of("up/") is not None

        await press(pilot, "tab", "f6", "enter")
        assert "1 object, 2 B." in shown(pilot)
        await press(pilot, "enter")
        [saved] = (tmp_path / "up").glob("odd*")
        assert (saved.read_text(), "\x1b" in saved.name) == ("up", False)
        assert all_keys(store, Location(bucket)) == []
        assert browser(pilot).level.model.row_of("up/") is None


async def test_what_is_skipped_is_said_to_have_stayed(
    server: S3Server, bucket: str, store: Store, tmp_path: Path
) -> None:
    (tmp_path / "x").write_text("mine")
    store.put(bucket, "x", b"theirs", NOW)
    async with running(server.profile(), f"s3://{bucket}/") as pilot:
        await press(pilot, "|", "f6", "enter", "enter")
        assert "1 skipped, as their names are taken, and left where they are" in said(pilot)
        assert (tmp_path / "x").exists()
        await press(pilot, "tab", "f6", "enter", "enter")
        assert all_keys(store, Location(bucket)) == ["x"]
        assert browser(pilot).level.model.row_of("x") is not None


async def test_a_key_from_before_it_was_counted_moves_nothing(
    server: S3Server, bucket: str, store: Store, tmp_path: Path
) -> None:
    (tmp_path / "x").write_text("mine")
    early = events.Key("enter", "\r")
    async with running(server.profile(), f"s3://{bucket}/") as pilot:
        await press(pilot, "|", "f6", "enter")
        assert "1 file" in shown(pilot)
        pilot.app.post_message(early)
        await settle(pilot)
        assert isinstance(pilot.app.screen, MoveAcrossDialog)
        assert (tmp_path / "x").exists()
        await press(pilot, "enter")
        assert not (tmp_path / "x").exists()


async def test_a_move_that_is_given_up_leaves_everything(
    server: S3Server, bucket: str, store: Store, tmp_path: Path
) -> None:
    (tmp_path / "x").write_text("mine")
    async with running(server.profile(), f"s3://{bucket}/") as pilot:
        await press(pilot, "|", "f6", "enter", "escape")
        assert (tmp_path / "x").exists()
        assert all_keys(store, Location(bucket)) == []


async def test_what_cannot_be_moved_says_so(server: S3Server, filled: str, tmp_path: Path) -> None:
    (tmp_path / "here.txt").touch()
    profile = replace(server.profile(), rights=Rights.READ)
    async with running(profile, f"s3://{filled}/") as pilot:
        await press(pilot, "f6")
        assert "Show a local folder first: |" in said(pilot)
        await press(pilot, "|", "f6")
        assert "for reading only" in said(pilot)
        await press(pilot, "tab", "f6")
        assert "for reading only" in said(pilot)
        await press(pilot, "backspace", "f6")
        assert "A bucket is not moved" in said(pilot)


async def test_what_is_protected_is_moved_here_by_its_typed_name_alone(
    server: S3Server, bucket: str, store: Store, tmp_path: Path
) -> None:
    store.put(bucket, "a.nc", b"1", NOW)
    profile = replace(server.profile(), protected=(f"{bucket}/*.nc",))
    async with running(profile, f"s3://{bucket}/") as pilot:
        await press(pilot, "|", "tab", "f6", "enter", "enter")
        assert f"Protected: {bucket}/*.nc" in shown(pilot)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, MoveAcrossDialog)
        assert all_keys(store, Location(bucket)) == ["a.nc"]
        await press(pilot, "enter", *"a.nc", "enter")
        assert (tmp_path / "a.nc").read_bytes() == b"1"
        assert all_keys(store, Location(bucket)) == []
