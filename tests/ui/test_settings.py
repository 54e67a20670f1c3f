"""The screen is as ``config.toml`` has it."""

from __future__ import annotations

import os
from pathlib import Path

from jos_tui.core.location import Location
from jos_tui.keymap.presets import Preset
from jos_tui.keymap.wishes import keymap_of
from jos_tui.profiles.config import config_path
from jos_tui.settings import USUAL
from jos_tui.ui.look import Look
from jos_tui.ui.widgets.path_input import PathInput
from tests.profiles.support import write
from tests.support.servers import S3Server
from tests.ui.driving import browser, press, running, said, screen_lines, shown, until, until_shown


async def test_footer_menus_help_and_palette_follow_the_keys_of_the_user(
    server: S3Server, filled: str
) -> None:
    wishes = {
        "go.root": ("x r",),
        "go.bucket": ("x b",),
        "object.cut": (),
        "object.delete": ("X",),
        "app.help": ("f9",),
    }
    keymap, refusals = keymap_of(Preset.VIM, {**wishes, "object.cut": ()})
    assert not refusals
    look = Look(keymap=keymap, rest_seconds=None)
    async with running(server.profile(), f"s3://{filled}/", look=look) as pilot:
        assert " X delete" in screen_lines(pilot.app.screen)[-1]
        await press(pilot, "x")
        assert "bucket root" in shown(pilot)
        await press(pilot, "b")
        assert pilot.app.screen is not browser(pilot)
        await press(pilot, "escape", "d")
        assert pilot.app.screen is browser(pilot)
        await press(pilot, "f9")
        assert "x r" in shown(pilot)
        await press(pilot, "escape", "w", "f9")
        assert "Keys" in shown(pilot)
        await press(pilot, "escape", "escape", "colon", *"count what would go")
        assert "X        Count what would go" in shown(pilot)


async def test_sentences_name_the_keys_of_the_user(server: S3Server, filled: str) -> None:
    keymap, _ = keymap_of(Preset.MC, {"filter.edit": (), "history.back": ("B",)})
    look = Look(keymap=keymap, rest_seconds=None)
    async with running(server.profile(), look=look) as pilot:
        await press(pilot, "F")
        assert said(pilot) == "Buckets are listed all at once: “filter” filters them"
        browser(pilot).level.open(Location(filled))
        await press(pilot, "F", *"nothing", "enter")
        assert "No name begins so. Ctrl-R lists all." in shown(pilot)
        await press(pilot, "vertical_line")
        assert said(pilot).startswith("Tab changes panes, F5 copies")


async def test_the_folder_to_save_into_is_the_one_that_is_set(
    server: S3Server, filled: str, tmp_path: Path
) -> None:
    look = Look(settings=USUAL.changed("save_to", str(tmp_path / "data")), rest_seconds=None)
    async with running(server.profile(), f"s3://{filled}/", look=look) as pilot:
        await press(pilot, "s")
        assert pilot.app.screen.query_one(PathInput).value == f"{tmp_path}/data/"


async def test_a_setting_is_changed_at_once_and_written_down_with_comments_kept(
    server: S3Server, filled: str
) -> None:
    path = config_path(os.environ, Path.home())
    write(path, '# mine\n[settings]\nkeymap = "vim"  # for now\n')
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        await press(pilot, "g", "s", "j", "right")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is browser(pilot), "the dialog closes")
        await press(pilot, "f10")
        assert not pilot.app.is_running
    assert path.read_text() == '# mine\n[settings]\nkeymap = "mc"  # for now\n'


async def test_a_theme_is_seen_while_it_is_chosen(server: S3Server, filled: str) -> None:
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        await press(pilot, "g", "s", "right", "right")
        assert pilot.app.theme == "jos-light"
        await press(pilot, "left", "left", "left")
        assert pilot.app.theme == "ansi-light"


async def test_a_file_that_cannot_be_changed_is_left_and_the_change_holds(
    server: S3Server, filled: str
) -> None:
    path = write(config_path(os.environ, Path.home()), "[settings\n")
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        await press(pilot, "g", "s", "left")
        await until_shown(pilot, "Not written down")
        assert pilot.app.theme == "ansi-light"
    assert path.read_text() == "[settings\n"
