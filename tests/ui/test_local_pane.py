"""A folder of this machine beside the objects: moving about, and copying between the two."""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from jos_tui.core.background import CancelToken
from jos_tui.profiles.profile import Rights
from jos_tui.store.store import Store
from jos_tui.ui.dialogs.across import AcrossDialog
from jos_tui.ui.dialogs.put import PutDialog
from jos_tui.ui.local.pane import LocalPane
from jos_tui.ui.preview.plain_screen import PlainScreen
from jos_tui.ui.session import DISK_THREADS
from jos_tui.ui.widgets.path_input import PathInput
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


def pane_of(pilot: Pilot[None]) -> LocalPane:
    """Return the local pane of the main screen."""
    return browser(pilot).query_one(LocalPane)


def pointed(pilot: Pilot[None]) -> str:
    """Return the name under the cursor of the local pane."""
    entry = pane_of(pilot).table.cursor_entry
    return entry.key if entry else ""


@pytest.mark.parametrize("size", [WIDE, SMALL])
async def test_it_takes_the_place_of_the_tree_and_gives_it_back(
    server: S3Server, filled: str, tmp_path: Path, size: tuple[int, int]
) -> None:
    (tmp_path / "here.txt").touch()
    async with running(server.profile(), f"s3://{filled}/", size=size) as pilot:
        screen = browser(pilot)
        tree_was_shown = screen.tree_pane.display
        await press(pilot, "|")
        assert not screen.tree_pane.display
        assert "here.txt" in shown(pilot)
        assert "README.txt" in shown(pilot)
        await press(pilot, "tab")
        assert screen.focused is screen.table
        await press(pilot, "tab")
        assert screen.focused is pane_of(pilot).table

        await press(pilot, "|")
        assert screen.focused is screen.table
        assert "here.txt" not in shown(pilot)
        assert screen.tree_pane.display is tree_was_shown


async def test_enter_and_h_walk_through_folders_with_the_cursor_where_it_was(
    server: S3Server, filled: str, tmp_path: Path
) -> None:
    (tmp_path / "a" / "deep").mkdir(parents=True)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "in-b.txt").write_text("x")
    (tmp_path / ".hidden").touch()
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        await press(pilot, "|")
        assert pointed(pilot) == "a/", "a hidden name is not what one begins with"
        await press(pilot, "j", "enter")
        assert pointed(pilot) == "in-b.txt"
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, PlainScreen), "a file is looked into"
        await press(pilot, "escape", "h")
        assert pointed(pilot) == "b/"
        await press(pilot, "g", "p", *"a/deep", "enter")
        assert pane_of(pilot).files.folder == tmp_path / "a" / "deep"
        assert "This folder is empty" in shown(pilot)
        assert browser(pilot).level.location.prefix == "", "the objects stay where they are"
        await press(pilot, "tab", "s")
        assert pilot.app.screen.query_one(PathInput).value == f"{tmp_path}/a/deep/"


async def test_back_and_forward_lead_through_the_folders_with_the_cursor_as_it_was_left(
    server: S3Server, filled: str, tmp_path: Path
) -> None:
    for name in ("a/deep/end", "a/one", "a/two", "b/in-b"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        await press(pilot, "|", "[")
        assert "There is no folder to go back to" in said(pilot)
        await press(pilot, "enter", "G", "h", "j", "enter", "[")
        assert pointed(pilot) == "b/"
        await press(pilot, "[")
        assert (pane_of(pilot).files.folder, pointed(pilot)) == (tmp_path / "a", "two")
        await press(pilot, "]", "]")
        assert (pane_of(pilot).files.folder, pointed(pilot)) == (tmp_path / "b", "in-b")
        await press(pilot, "]")
        assert "There is no folder to go forward to" in said(pilot)
        await press(pilot, "[", "k", "enter")
        assert pointed(pilot) == "two", "a folder is entered with the cursor as it was left"
        assert browser(pilot).level.location.prefix == "", "the objects have a history of their own"


async def test_back_passes_over_a_folder_that_is_gone(
    server: S3Server, filled: str, tmp_path: Path
) -> None:
    (tmp_path / "gone" / "deep").mkdir(parents=True)
    (tmp_path / "stays").mkdir()
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        await press(pilot, "|", "enter", "g", "p", *f"{tmp_path}/stays", "enter")
        (tmp_path / "gone" / "deep").rmdir()
        (tmp_path / "gone").rmdir()
        await press(pilot, "[")
        assert "cannot be read" in said(pilot)
        assert pane_of(pilot).files.folder == tmp_path / "stays"
        await press(pilot, "[")
        assert pane_of(pilot).files.folder == tmp_path


async def test_what_cannot_be_read_says_so_and_the_folder_before_stays(
    server: S3Server, filled: str, tmp_path: Path
) -> None:
    (tmp_path / "gone").mkdir()
    (tmp_path / "here.txt").touch()
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        await press(pilot, "|")
        (tmp_path / "gone").rmdir()
        await press(pilot, "enter")
        assert "cannot be read" in said(pilot)
        assert pane_of(pilot).files.folder == tmp_path
        await press(pilot, "R")
        assert "gone" not in pane_of(pilot).files.model.rows()[0].key
        assert pointed(pilot) == "here.txt"


async def test_when_the_folder_is_gone_the_one_above_is_shown(
    server: S3Server, filled: str, tmp_path: Path
) -> None:
    (tmp_path / "around" / "gone").mkdir(parents=True)
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        await press(pilot, "|", "enter", "enter")
        (tmp_path / "around" / "gone").rmdir()
        (tmp_path / "around").rmdir()
        await press(pilot, "R")
        assert "cannot be read" in said(pilot)
        assert pane_of(pilot).files.folder == tmp_path


def hang(pilot: Pilot[None], released: threading.Event, folders: int) -> None:
    """Let the disk be busy, until it is released, with folders that do not come."""

    def wait(_: CancelToken) -> None:
        released.wait()

    for _ in range(folders):
        browser(pilot).session.disk.submit(wait)


async def test_folders_that_never_come_keep_no_other_from_opening(
    server: S3Server, filled: str, tmp_path: Path
) -> None:
    (tmp_path / "well").mkdir()
    (tmp_path / "well" / "here.txt").touch()
    released = threading.Event()
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        await press(pilot, "|")
        hang(pilot, released, DISK_THREADS - 1)
        await pilot.press("enter")
        await until(pilot, lambda: "here.txt" in shown(pilot), "the other folder is there")
        await pilot.press("tab", "u")
        await until(pilot, lambda: isinstance(pilot.app.screen, PutDialog), "the dialog is there")
        path = pilot.app.screen.query_one(PathInput)
        path.focus()
        path.value = str(tmp_path)
        await pilot.press("enter")
        await until(pilot, lambda: "well/" in shown(pilot), "a third one is there")
        released.set()
        await press(pilot, "escape")


async def test_a_refresh_while_another_folder_is_long_in_coming_does_not_give_it_up(
    server: S3Server, filled: str, tmp_path: Path
) -> None:
    (tmp_path / "slow").mkdir()
    released = threading.Event()
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        await press(pilot, "|")
        hang(pilot, released, DISK_THREADS)
        await pilot.press("enter", "R")
        released.set()
        await settle(pilot)
        assert pane_of(pilot).files.folder == tmp_path / "slow"
        assert not pane_of(pilot).files.loading


async def test_a_folder_that_is_long_in_coming_is_said_and_esc_stays(
    server: S3Server, filled: str, tmp_path: Path
) -> None:
    (tmp_path / "slow").mkdir()
    released = threading.Event()

    async with running(server.profile(), f"s3://{filled}/") as pilot:
        await press(pilot, "|")
        hang(pilot, released, DISK_THREADS)
        await pilot.press("enter")
        await until_shown(pilot, "reading another folder… Esc stops")
        await pilot.press("escape")
        await until(pilot, lambda: not pane_of(pilot).files.loading, "it is not read any more")
        released.set()
        await settle(pilot)
        assert pane_of(pilot).files.folder == tmp_path
        assert "reading another folder" not in shown(pilot)


async def test_a_large_folder_is_there_in_the_order_of_names_and_can_be_filtered_and_marked(
    server: S3Server, bucket: str, store: Store, tmp_path: Path
) -> None:
    names = [f"{number:05}.{'nc' if number % 1000 == 7 else 'txt'}" for number in range(2500)]
    for name in names:
        (tmp_path / name).touch()
    async with running(server.profile(), f"s3://{bucket}/") as pilot:
        await press(pilot, "|")
        model = pane_of(pilot).files.model
        assert [row.key for row in model.rows()] == names
        await press(pilot, "/", *"*.nc", "enter")
        assert len(model) == 3
        assert len(browser(pilot).level.model) == 0, "the filter of the other pane is its own"
        await press(pilot, "a", "escape", "escape")  # what was said, then the filter
        assert len(model) == len(names)
        assert "3 marked" in shown(pilot)

        await press(pilot, "f5", "enter")
        listed = [row.key for row in browser(pilot).level.model.rows()]
        assert listed == ["00007.nc", "01007.nc", "02007.nc"]


async def test_f5_copies_to_the_other_pane_and_both_show_it(
    server: S3Server, filled: str, store: Store, tmp_path: Path
) -> None:
    name = "odd\x1b[2J name .txt"
    (tmp_path / "up").mkdir()
    (tmp_path / "up" / name).write_text("up")
    async with running(server.profile(), f"s3://{filled}/a/") as pilot:
        await press(pilot, "|", "f5")
        assert isinstance(pilot.app.screen, AcrossDialog)
        assert f"to s3://{filled}/a/" in shown(pilot)
        await press(pilot, "enter")
        assert store.stat(filled, f"a/up/{name}", CancelToken()).size == 2
        assert browser(pilot).level.model.row_of("a/up/") is not None

        await press(pilot, "tab", "a", "f5", "enter")
        assert (tmp_path / "one.nc").read_bytes() == b"content of a/one.nc"
        assert (tmp_path / "deep" / "three.nc").exists()
        keys = [row.key for row in pane_of(pilot).files.model.rows()]
        assert keys == ["deep/", "one.nc", "two.nc", "up/"]


async def test_what_cannot_be_done_there_says_so(
    server: S3Server, filled: str, tmp_path: Path
) -> None:
    (tmp_path / "here.txt").touch()
    profile = replace(server.profile(), rights=Rights.READ)
    async with running(profile, f"s3://{filled}/") as pilot:
        await press(pilot, "|", "d")
        assert "not deleted here: ! opens a shell in this folder" in said(pilot)
        await press(pilot, "m")
        assert "A bookmark is of a level of objects: Tab goes there" in said(pilot)
        await press(pilot, "V")
        assert "Tab goes to them" in said(pilot)
        await press(pilot, "f5")
        assert "for reading only" in said(pilot)
        browser(pilot).level.open(browser(pilot).level.location.parent)
        await settle(pilot)
        await press(pilot, "u")
        assert "Open a bucket on the other side first" in said(pilot)
    assert (tmp_path / "here.txt").exists()


async def test_names_that_are_no_text_are_shown_and_their_upload_says_why_not(
    server: S3Server, bucket: str, tmp_path: Path
) -> None:
    os.mknod(os.fsencode(tmp_path) + b"/bad\xff\x1b[2J.txt")
    async with running(server.profile(), f"s3://{bucket}/") as pilot:
        await press(pilot, "|")
        assert "bad⟨DCFF⟩␛[2J.txt" in shown(pilot)
        await press(pilot, "f5", "enter")
        assert "1 failed" in said(pilot)
        assert len(browser(pilot).level.model) == 0
