"""Every name there can be is gone to, looked into, copied and changed as exactly itself.

All of them in one run of the program, as a person with such a bucket would.
"""

from __future__ import annotations

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input
from textual.widgets.input import Selection

from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Kind
from jos_tui.core.location import Location, parse_target
from jos_tui.core.text import printable
from jos_tui.store.store import Store
from jos_tui.ui.dialogs.copied import CopiedDialog
from jos_tui.ui.preview.plain_screen import PlainScreen
from jos_tui.ui.widgets.text_input import TextInput
from tests.store.support import all_keys
from tests.support.hostile_names import HOSTILE, every_name, is_kept
from tests.support.servers import S3Server
from tests.ui.driving import SMALL, browser, press, running, shown, until
from tests.ui.test_hostile_names import assert_safe

NOW = CancelToken()


@pytest.fixture
def numbered(store: Store, bucket: str) -> dict[str, str]:
    """What the bucket holds: each key, and its number as content."""
    keys = {key: f"number {n}" for n, key in enumerate(every_name()) if is_kept("ministack", key)}
    for key, body in keys.items():
        store.put(bucket, key, body.encode(), NOW)
    return keys


async def type_in(pilot: Pilot[None], text: str) -> None:
    """Put a text into the input in front, and press Enter."""
    pilot.app.screen.query_one(Input).value = text
    await pilot.pause()
    assert_safe(shown(pilot))
    await press(pilot, "enter")


async def test_a_uri_leads_to_exactly_its_key_and_what_is_shown_there_is_its_content(
    server: S3Server, bucket: str, numbered: dict[str, str]
) -> None:
    """One of each kind, and all that look like steps in a path. All others are read the same way:
    see the tests of locations.
    """
    kinds = [[key for key in names if key in numbered][-1] for names in HOSTILE.values()]
    steps = [key for names in ("slashes", "dots", "object and prefix") for key in HOSTILE[names]]
    levels = {f"{key[:end]}/" for key in numbered for end, sign in enumerate(key) if sign == "/"}
    async with running(server.profile(), f"s3://{bucket}/", size=SMALL) as pilot:
        screen = browser(pilot)
        for key in dict.fromkeys([*kinds, *steps]):
            await press(pilot, "g", "p")
            await type_in(pilot, f"s3://{bucket}/{key}")
            assert_safe(shown(pilot))
            if key.endswith("/") or f"{key}/" in levels:
                level = key if key.endswith("/") else f"{key}/"
                assert screen.level.location == Location(bucket, level)
                continue
            entry = screen.table.cursor_entry
            assert entry is not None
            assert (entry.key, entry.kind) == (key, Kind.OBJECT)
            if key not in kinds:
                continue
            await press(pilot, "f3")
            preview = pilot.app.screen
            assert isinstance(preview, PlainScreen)
            assert [row.lines[0] for row in preview.list.rows] == [numbered[key]], key
            assert_safe(shown(pilot))
            await press(pilot, "escape")


async def test_what_is_pasted_stays_whole_and_is_shown_safely(server: S3Server) -> None:
    """But for one line end at its end, which shells and web pages add to what is copied."""
    async with running(server.profile(), "s3://bucket/", size=SMALL) as pilot:
        await press(pilot, "g", "p")
        typed = pilot.app.screen.query_one(TextInput)
        for name in every_name():
            typed.value = ""
            typed._on_paste(events.Paste(f"{name}\r\n"))
            assert typed.value == name
            assert_safe(typed._value.plain)
        typed.value = "ab"
        typed.selection = Selection(0, 1)
        pilot.app.post_message(events.Paste("x\ny\n"))
        await until(pilot, lambda: typed.value == "x\nyb", "what is selected is replaced")


async def test_what_is_found_is_copied_as_it_is_and_goes_as_it_is(
    server: S3Server, store: Store, bucket: str, numbered: dict[str, str]
) -> None:
    async with running(server.profile(), f"s3://{bucket}/") as pilot:
        await press(pilot, "f", "*", "enter", "a")
        found = [entry.key for entry in browser(pilot).selection().entries]
        assert sorted(found) == sorted(numbered)
        assert await copied(pilot, "k") == "\n".join(found)
        assert await copied(pilot, "c") == "\n".join(f"s3://{bucket}/{key}" for key in found)
        urls = (await copied(pilot, "u")).splitlines()
        assert [parse_target(url).key for url in urls] == found
        await press(pilot, "d")
        assert_safe(shown(pilot))
        assert str(len(found)) in shown(pilot)
        await type_in(pilot, str(len(found)))
        assert all_keys(store, Location(bucket)) == []


async def copied(pilot: Pilot[None], key: str) -> str:
    """Return what is copied by ``c`` and a key."""
    await press(pilot, "c", key)
    dialog = pilot.app.screen
    assert isinstance(dialog, CopiedDialog)
    text = dialog.text
    assert_safe(shown(pilot))
    await press(pilot, "escape")
    return text


async def test_a_url_that_was_copied_leads_back(
    server: S3Server, bucket: str, numbered: dict[str, str]
) -> None:
    """Also where a paste would lose something: line ends, or what a terminal does not send."""
    odd = [key for key in numbered if printable(key) != key and "/" not in key][::10]
    async with running(server.profile(), f"s3://{bucket}/") as pilot:
        screen = browser(pilot)
        for key in odd:
            screen.table.move_cursor_to(key)
            url = await copied(pilot, "u")
            await press(pilot, "home", "g", "p")
            await type_in(pilot, url)
            assert screen.table.cursor_entry is not None
            assert screen.table.cursor_entry.key == key


async def test_an_object_gets_exactly_the_name_that_is_typed(
    server: S3Server, store: Store, bucket: str
) -> None:
    store.put(bucket, "first", b"1", NOW)
    names = ["a\nb", "a\r", " a ", "..", "[red]", "\x1b[2J", "a\u202eb", "e\u0301", "%2F", "//a"]
    async with running(server.profile(), f"s3://{bucket}/") as pilot:
        for name in names:
            await press(pilot, "r")
            await type_in(pilot, name)
            assert all_keys(store, Location(bucket)) == [name]
            assert_safe(shown(pilot))
