"""The screen of connections: what each is like is asked behind it, and nothing waits for that."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from jos_tui.core.errors import ProfileError
from jos_tui.core.location import Target
from jos_tui.profiles.found import Found
from jos_tui.profiles.profile import Endpoint, Profile
from jos_tui.profiles.secret import Secret
from jos_tui.ui.app import JosApp
from jos_tui.ui.browser.screen import BrowserScreen
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind
from tests.support.servers import S3Server
from tests.ui.driving import SMALL, WIDE, browser, press, running, said, shown, until, until_shown

ENCRYPTED = ProfileError(
    "~/.config/rclone/rclone.conf is encrypted",
    "Only rclone can open it, with its password",
    "Type `rclone config show` to see the keys and name a file that holds them.",
)


def line_of(text: str, name: str) -> str:
    return next(line for line in text.splitlines() if line.strip().startswith(name))


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_each_says_where_it_is_from_and_how_it_is(
    rclone_server: S3Server, size: tuple[int, int]
) -> None:
    good = rclone_server.profile("good", source="~/.s3cfg", also_in=("~/.mc/config.json",))
    found = Found(
        (
            good,
            replace(good, name="wrong", secret_key=Secret("other")),
            Profile("gone", (Endpoint("127.0.0.1:1", secure=False),)),
            Profile("homeless", (), "K", Secret("S")),
        ),
        problems=(ENCRYPTED,),
    )
    async with running(None, found=found, size=size) as pilot:
        text = shown(pilot)
        assert "answers, " in line_of(text, "good")
        assert good.address in line_of(text, "good")
        assert "from ~/.s3cfg and 1 other" in text
        assert "keys refused" in line_of(text, "wrong")
        assert "no answer" in line_of(text, "gone")
        assert "no address yet" in line_of(text, "homeless")
        assert "rclone.conf is encrypted" in text

        await press(pilot, "G", "enter")
        assert "name a file that holds them." in " ".join(shown(pilot).split())


async def test_nobody_waits_for_a_store_that_hangs(server: S3Server, proxy: FaultProxy) -> None:
    proxy.inject(Fault(FaultKind.STALL_RESPONSE, "", None))
    hanging = server.profile("hanging", endpoints=(proxy.endpoint,))
    app = JosApp(Found((hanging, server.profile("fine"))), None, Target("", ""))
    async with app.run_test() as pilot:
        await until_shown(pilot, "answers, ")
        assert "asking…" in line_of(shown(pilot), "hanging")
        await pilot.press("j", "enter")
        await until(pilot, lambda: isinstance(app.screen, BrowserScreen), "the browser")
        assert app.session is not None
        app.session.close()


async def test_when_it_was_used_last_is_remembered(server: S3Server) -> None:
    found = Found((server.profile("first"), server.profile("second")))
    for _ in range(2):
        async with running(None, found=found) as pilot:
            await press(pilot, "j", "enter")
            assert browser(pilot).session.profile.name == "second"
            await press(pilot, "g", "h")
            assert shown(pilot).count("used just now") == 1


async def test_keys_that_end_soon_are_told_of_when_they_are_used(server: S3Server) -> None:
    last = date.today() + timedelta(days=3)
    async with running(server.profile("ending", expires=last)) as pilot:
        assert "The key of ending expires in 3 days." in said(pilot)
