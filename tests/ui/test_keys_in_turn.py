"""Keys that come faster than they are done, and keys that are never done."""

from __future__ import annotations

import asyncio

import pytest
from textual import events
from textual.binding import Binding
from textual.pilot import Pilot
from textual.screen import Screen

from jos_tui.core.location import Location
from jos_tui.ui.app import JosApp
from jos_tui.ui.dialogs.prompt import Prompt
from tests.support.servers import S3Server
from tests.ui.driving import browser, burst, running, settle


class Faulty(Screen[None]):
    """Has a key that never ends, and one that fails."""

    BINDINGS = [Binding("f", "fail", priority=True)]

    def __init__(self) -> None:
        super().__init__()
        self.hangs = asyncio.Event()
        self.released = asyncio.Event()

    async def on_key(self) -> None:
        """Hang until released."""
        self.hangs.set()
        await self.released.wait()

    def action_fail(self) -> None:
        """Stand for a programming error."""
        raise RuntimeError("wrong on purpose")


async def faulty(pilot: Pilot[None]) -> Faulty:
    screen = Faulty()
    await pilot.app.push_screen(screen)
    await settle(pilot)
    return screen


async def test_a_dialog_gets_its_keys_and_the_browser_those_behind_it(
    server: S3Server, filled: str
) -> None:
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        await burst(pilot, "j", "j", "g", "p", *"nowhere", "escape", "j", "w", "w", "j", "j")

        assert pilot.app.screen is browser(pilot)
        assert browser(pilot).table.cursor_row == 5


async def test_a_key_that_comes_just_as_the_one_before_is_done_is_not_forgotten(
    server: S3Server, filled: str
) -> None:
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        assert isinstance(pilot.app, JosApp)
        for steps in range(100):
            pilot.app.post_message(events.Key("j", "j"))
            for _ in range(steps):
                await asyncio.sleep(0)
            pilot.app.post_message(events.Key("k", "k"))
            await asyncio.sleep(0)
            while not pilot.app.idle():
                await asyncio.sleep(0)
            assert browser(pilot).table.cursor_row == 0


async def test_pasted_text_keeps_its_place_among_the_keys(server: S3Server, filled: str) -> None:
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        for key in ("g", "p", "d"):
            pilot.app.post_message(events.Key(key, key))
        pilot.app.post_message(events.Paste("ata"))
        await burst(pilot, "/", "enter", "g", "p")

        assert browser(pilot).level.location == Location(filled, "data/")
        assert isinstance(pilot.app.screen, Prompt)


async def ended(pilot: Pilot[None]) -> None:
    while pilot.app.return_code is None:
        await asyncio.sleep(0)


async def test_ctrl_c_leaves_though_another_key_hangs(server: S3Server) -> None:
    async with running(server.profile()) as pilot:
        screen = await faulty(pilot)
        pilot.app.post_message(events.Key("a", "a"))
        pilot.app.post_message(events.Key("b", "b"))
        await screen.hangs.wait()
        pilot.app.post_message(events.Key("ctrl+c", None))
        await ended(pilot)
        screen.released.set()


async def fail(server: S3Server) -> None:
    async with running(server.profile()) as pilot:
        await faulty(pilot)
        pilot.app.post_message(events.Key("f", "f"))
        await ended(pilot)
        assert pilot.app.return_code == 1


async def test_a_key_that_fails_ends_the_program(server: S3Server) -> None:
    with pytest.raises(RuntimeError, match="wrong on purpose"):
        await fail(server)
