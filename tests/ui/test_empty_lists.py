"""A list without rows says what that means and what else there is to do, with the keys in force."""

from __future__ import annotations

import pytest

from jos_tui.keymap.keymap import Keymap
from jos_tui.ui.look import Look
from tests.support.servers import S3Server
from tests.ui.driving import SMALL, WIDE, browser, press, running, shown

OTHER_KEYS = Keymap({"transfer.put": ("ctrl+u",), "left.older": ("ctrl+o",), "rows.leave": ("Q",)})

EMPTY = {
    ("L", "d"): (
        "No deleted object is kept here",
        "does not keep what is.",
        "Ctrl-O in the browser",
        "R reads again Q closes",
    ),
    ("ctrl+o",): ("no older versions and no delete markers here.", "L u in the browser"),
    ("L", "u"): ("No upload is unfinished here.", "Ctrl-O in the browser"),
    ("L", "m"): ("No folder is marked here", "F7 in the browser makes an empty one."),
    ("U",): ("Nothing is stored here that a listing shows.", "Ctrl-O and L u in the browser"),
    ("w",): ("Nothing has been transferred yet", "Ctrl-U uploads and s saves.", "Esc goes back."),
    ("apostrophe",): ("There are no bookmarks yet", "m sets one on the level shown."),
    ("z",): ("No other place was visited yet",),
    ("|", "tab"): ("This folder is empty.", "F5 in the other pane copies into it."),
}


@pytest.mark.parametrize("size", [SMALL, WIDE], ids=["80x24", "120x40"])
async def test_what_it_means_and_what_to_do(
    server: S3Server, bucket: str, size: tuple[int, int]
) -> None:
    look = Look(rest_seconds=None, keymap=OTHER_KEYS)
    async with running(server.profile(), f"s3://{bucket}/", size=size, look=look) as pilot:
        assert "Nothing here. Ctrl-U uploads." in shown(pilot)
        for keys, sentences in EMPTY.items():
            await press(pilot, *keys)
            text = " ".join(shown(pilot).replace("│", " ").split())
            for sentence in sentences:
                assert sentence in text, keys
            await press(pilot, "escape")
            assert pilot.app.screen is browser(pilot), keys
