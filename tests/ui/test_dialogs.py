"""Dialogs: what is needed to decide is on screen, and the keyboard alone reaches it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from textual.widgets import Button

from jos_tui.core.background import CancelToken
from jos_tui.core.location import Location
from jos_tui.jobs.model import JobState
from jos_tui.keymap import grouped
from jos_tui.store.depth import Depth
from jos_tui.store.store import Store
from jos_tui.ui.dialogs.get import GetDialog
from jos_tui.ui.dialogs.put import PutDialog
from jos_tui.ui.widgets.choice import Choice
from jos_tui.ui.widgets.key_footer import KeyFooter
from jos_tui.ui.widgets.object_table import ObjectTable
from jos_tui.ui.widgets.path_input import PathInput
from tests.support.servers import S3Server
from tests.ui.driving import SMALL, browser, burst, press, running, said, settle, shown

TINY = (40, 12)


@pytest.mark.parametrize("size", [SMALL, TINY], ids=["80x24", "40x12"])
@pytest.mark.parametrize(
    ("keys", "needed"),
    [
        (("d",), ("Keep everything", "Delete", "README.txt")),
        (("s",), ("Save", "Cancel")),
        (("u",), ("path, rule", "Esc cancel", "skip", "overwrite")),
        (("w",), ("Nothing has been transferred", "Esc back")),
        (("question_mark",), ("Keys", "Enter run", "Esc close")),
        ((":",), ("Commands", "Esc close")),
        (("g", "p"), ("Go to", "Enter go")),
        (("f7",), ("New folder", "Esc cancel")),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) and len(value[0]) < 14 else "",
)
async def test_nothing_that_is_needed_to_decide_is_cut_off(
    server: S3Server,
    filled: str,
    size: tuple[int, int],
    keys: tuple[str, ...],
    needed: tuple[str, ...],
) -> None:
    async with running(server.profile(), f"s3://{filled}/", size=size) as pilot:
        browser(pilot).table.move_cursor_to("README.txt")
        await press(pilot, *keys)
        for words in needed:
            assert words in shown(pilot)


async def test_help_is_read_to_its_end_with_the_keyboard(server: S3Server) -> None:
    *_, (_, last_group) = grouped()
    last = last_group[-1].help
    async with running(server.profile(), size=(60, 12)) as pilot:
        await press(pilot, "question_mark")
        assert "Move" in shown(pilot)
        await press(pilot, "end")
        assert last in shown(pilot)
        await press(pilot, "pageup", "up")
        assert last not in shown(pilot)


async def test_tab_does_not_slip_into_a_folder_nobody_began_to_type(
    server: S3Server, filled: str, tmp_path: Path
) -> None:
    (tmp_path / "first-folder").mkdir()
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        await press(pilot, "s", "tab")
        dialog = pilot.app.screen
        assert dialog.query_one(PathInput).value == f"{tmp_path}/"
        assert isinstance(dialog.focused, Choice)

        await press(pilot, "tab")
        assert isinstance(dialog.focused, Button)


async def test_tab_completes_a_name_that_was_begun_and_then_goes_on(
    server: S3Server, filled: str, tmp_path: Path
) -> None:
    (tmp_path / "results" / "deeper").mkdir(parents=True)
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        await press(pilot, "s", *"res")
        path = pilot.app.screen.query_one(PathInput)
        await press(pilot, "tab")
        while path.value.endswith("res"):  # the completion comes from a thread
            await pilot.pause()
        assert path.value == f"{tmp_path}/results/"

        await press(pilot, "tab")
        assert path.value == f"{tmp_path}/results/"
        assert isinstance(pilot.app.screen.focused, Choice)


async def test_a_path_that_is_not_there_is_told_before_anything_is_started(
    server: S3Server, bucket: str, tmp_path: Path
) -> None:
    async with running(server.profile(), f"s3://{bucket}/") as pilot:
        await press(pilot, "u", "shift+tab", *"no-such-file", "enter")

        assert isinstance(pilot.app.screen, PutDialog)
        assert "no-such-file" in shown(pilot)
        assert not browser(pilot).session.jobs.snapshots()


async def test_an_upload_of_what_is_there_says_so_and_another_rule_replaces_it(
    server: S3Server, bucket: str, store: Store, tmp_path: Path
) -> None:
    store.put(bucket, "taken.txt", b"there", CancelToken())
    (tmp_path / "taken.txt").write_text("here")
    async with running(server.profile(), f"s3://{bucket}/") as pilot:
        await press(pilot, "u", "u")
        assert "0 objects done, 0 B, 1 skipped, as they are there already" in said(pilot)

        await press(pilot, "u", "tab", "right", "u")
        assert store.stat(bucket, "taken.txt", CancelToken()).size == len("here")


async def test_a_folder_that_cannot_be_made_is_told_in_the_dialog(
    server: S3Server, filled: str, tmp_path: Path
) -> None:
    (tmp_path / "a-file").write_text("in the way")
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        await press(pilot, "s", *"a-file/below", "enter")

        assert isinstance(pilot.app.screen, GetDialog)
        assert "a-file" in shown(pilot)
        assert not browser(pilot).session.jobs.snapshots()

        await press(pilot, "ctrl+u", *"elsewhere", "enter")
        assert list((tmp_path / "elsewhere").iterdir())


async def test_the_cursor_is_on_the_first_name_that_is_not_hidden(
    server: S3Server, filled: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (".credentials", "data", "more"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path)
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        await press(pilot, "u")
        dialog = pilot.app.screen
        assert isinstance(dialog, PutDialog)
        cursor = dialog.query_one(ObjectTable).cursor_entry
        assert cursor is not None
        assert cursor.key == "data/"
        await press(pilot, "k")
        hidden = dialog.query_one(ObjectTable).cursor_entry
        assert hidden is not None
        assert hidden.key == ".credentials/"


async def test_what_differs_is_shown_before_it_is_uploaded(
    server: S3Server, bucket: str, store: Store, tmp_path: Path
) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    for name, there in (("same", "1"), ("changed", "22"), ("new", "")):
        (folder / name).write_text("1")
        os.utime(folder / name, (1, 1))  # stores cut their times: within one unit nobody can tell
        if there:
            store.put(bucket, f"run/{name}", there.encode(), CancelToken())
    async with running(server.profile(), f"s3://{bucket}/") as pilot:
        jobs = browser(pilot).session.jobs
        await press(pilot, "u", "tab", "left", "left", "u")
        assert "1 new, 1 changed, 1 the same" in shown(pilot)
        assert "To transfer: 2 objects, 2 B" in shown(pilot)
        assert [job.state for job in jobs.snapshots()] == [JobState.DRAFT]

        await press(pilot, "u")
        assert "2 objects done" in said(pilot)
        assert store.stat(bucket, "run/changed", CancelToken()).size == 1
        await press(pilot, "s", "tab", "left", "left", "enter")
        assert "To transfer: " in shown(pilot)
        await press(pilot, "escape")
        assert [job.state for job in jobs.snapshots()] == [JobState.DONE]


async def test_a_very_long_name_with_markup_in_it_is_only_text(
    server: S3Server, store: Store, bucket: str
) -> None:
    name = "[red]" * 40
    async with running(server.profile(), f"s3://{bucket}/", size=SMALL) as pilot:
        await press(pilot, "f7")
        await burst(pilot, *name, "enter")
        pages = store.pages(Location(bucket), Depth.TREE, CancelToken())
        assert [key for page in pages for key in page.keys] == [f"{name}/"]
        await press(pilot, "d")
        assert "[red][red]" in shown(pilot)
        assert "Keep everything" in shown(pilot)


async def test_enter_saves_from_the_rule_too(server: S3Server, filled: str, tmp_path: Path) -> None:
    (tmp_path / "z-last.csv").write_text("mine")
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        browser(pilot).table.move_cursor_to("z-last.csv")
        await press(pilot, "s", "tab", "right", "enter")

    assert (tmp_path / "z-last.csv").read_text() == "content of z-last.csv"


async def test_hints_of_a_dialog_can_be_clicked(
    server: S3Server, filled: str, tmp_path: Path
) -> None:
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        browser(pilot).table.move_cursor_to("z-last.csv")
        await press(pilot, "s")
        footer = pilot.app.screen.query_one(KeyFooter)
        await pilot.click(footer, offset=(2, 0))
        await settle(pilot)

    assert (tmp_path / "z-last.csv").exists()
