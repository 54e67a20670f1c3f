"""The local pane looks into files, makes folders and renames, and never replaces anything."""

from __future__ import annotations

import os
from pathlib import Path

from jos_tui.ui.dialogs.prompt import Prompt
from jos_tui.ui.preview.plain_screen import PlainScreen
from jos_tui.ui.widgets.text_input import TextInput
from tests.jobs.test_local_changes import names_in
from tests.support.servers import S3Server
from tests.ui.driving import SMALL, browser, press, running, said, shown
from tests.ui.test_local_pane import pane_of, pointed


async def test_f3_shows_the_beginning_of_a_file(
    server: S3Server, filled: str, tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("[red]one[/red]\n\x1b[2Jtwö\n")
    async with running(server.profile(), f"s3://{filled}/", size=SMALL) as pilot:
        await press(pilot, "|", "f3")
        lines = [line.strip() for line in shown(pilot).splitlines()]
        assert lines[0].startswith("notes.txt in"), "a long path does not push the name out"
        assert lines[1:4] == ["24 B, UTF-8", "[red]one[/red]", "␛[2Jtwö"]
        (tmp_path / "notes.txt").write_text("newer")
        await press(pilot, "R")
        assert "newer" in shown(pilot)
        (tmp_path / "notes.txt").unlink()
        await press(pilot, "R")
        assert "notes.txt cannot be read" in shown(pilot)
        await press(pilot, "escape", "escape")
        assert pilot.app.screen is browser(pilot)


async def test_f3_opens_no_pipe_and_no_folder(
    server: S3Server, filled: str, tmp_path: Path
) -> None:
    (tmp_path / "d").mkdir()
    os.mkfifo(tmp_path / "pipe")
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        await press(pilot, "|", "f3")
        assert "This is a folder: Enter goes into it" in said(pilot)
        await press(pilot, "j", "f3")
        assert isinstance(pilot.app.screen, PlainScreen)
        assert "pipe is a pipe" in shown(pilot)


async def test_f7_makes_a_folder_and_goes_to_it(
    server: S3Server, filled: str, tmp_path: Path
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "z").touch()
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        await press(pilot, "|", "space", "f7", *"a/b", "enter")
        assert "A name has no /" in shown(pilot)
        pilot.app.screen.query_one(TextInput).value = "new [b]"
        await press(pilot, "enter")
        assert (tmp_path / "new [b]").is_dir()
        assert pointed(pilot) == "new [b]/"
        assert pane_of(pilot).files.model.marked_count == 1, "marks stay"
        await press(pilot, "f7", "z", "enter")
        assert "z is there already" in said(pilot)
    assert (tmp_path / "z").is_file()


async def test_r_renames_what_is_under_the_cursor_and_replaces_nothing(
    server: S3Server, filled: str, tmp_path: Path
) -> None:
    (tmp_path / "one.nc").write_text("one")
    (tmp_path / "two.nc").write_text("two")
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        await press(pilot, "|", "r")
        assert isinstance(pilot.app.screen, Prompt)
        await press(pilot, *"-b", "enter")
        assert (pointed(pilot), (tmp_path / "one-b.nc").read_text()) == ("one-b.nc", "one")
        await press(pilot, "f2")
        pilot.app.screen.query_one(TextInput).value = "two.nc"
        await press(pilot, "enter")
        assert "two.nc is there already" in said(pilot)
        await press(pilot, "a", "r")
        assert "one at a time" in said(pilot)
    assert names_in(tmp_path) == ["one-b.nc", "two.nc"]
    assert (tmp_path / "two.nc").read_text() == "two"


async def test_names_that_cannot_be_shown_are_renamed_exactly(
    server: S3Server, filled: str, tmp_path: Path
) -> None:
    (tmp_path / os.fsdecode(b"bad\xff\x1b[2J.txt")).write_text("text")
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        await press(pilot, "|", "r")
        assert "characters that cannot be shown" in shown(pilot)
        await press(pilot, "enter")
        assert "That is the name it has" in shown(pilot)
        pilot.app.screen.query_one(TextInput).value = " odd "
        await press(pilot, "enter")
    assert names_in(tmp_path) == [" odd "]


async def test_a_download_that_is_not_complete_keeps_its_name(
    server: S3Server, filled: str, tmp_path: Path
) -> None:
    (tmp_path / ".f.jos-part").touch()
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        await press(pilot, "|", "r")
        assert "keeps this file for itself" in said(pilot)
    assert names_in(tmp_path) == [".f.jos-part"]
