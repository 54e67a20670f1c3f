"""Names that would like to be markup, commands of the terminal, or nothing at all.

Every place that shows a name is opened on each of them: what is shown has no character that a
terminal acts on, and the name has not vanished.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.core.location import Location
from jos_tui.core.text import printable, printable_name
from jos_tui.jobs.request import PutRequest
from jos_tui.store.depth import Depth
from jos_tui.store.store import Store
from tests.store.support import all_keys, put_all
from tests.support.hostile_names import every_name
from tests.support.servers import S3Server
from tests.ui.driving import browser, press, running, settle, shown

NAMES = [
    "[red]",
    "[bold]x[bold]",
    "[@click=app.quit]q",
    "[link='",
    "[$x]",
    "run[a=1]",
    "\x1b[2J",
    "\x1b]0;title\x07",
    "\x1b]52;c;aGk=\x07",
    "\x9b31m",
    "tab\tnew\nline\rret",
    "bell\x07",
    "rtl\u202egnp",
    "\u2066isolate",
    "zero\u200bwidth",
    " leading",
    "trailing ",
    "   ",
    "wide雪雪雪",
    "e\u0301combining",
    "👩\u200d🔬",
    "%1b[31m",
    "{braces}",
    "$dollar",
    "`tick`",
    '"quote"',
    "back\\slash",
    "-rf",
    "~",
    "&amp;<b>",
]


@pytest.fixture
def hostile(store: Store, bucket: str) -> str:
    """A bucket with each name as an object, and each as a folder."""
    for name in NAMES:
        store.put(bucket, f"o/{name}", b"x", CancelToken())
        store.put(bucket, f"p/{name}/x", b"x", CancelToken())
    return bucket


def assert_safe(text: str) -> None:
    unsafe = {
        character
        for character in text
        if character != "\n" and unicodedata.category(character) in {"Cc", "Zl", "Zp", "Cs"}
    }
    assert unsafe == set()
    assert not set(text) & set("\u202e\u2066\u200b\x9b")


def in_cells(name: str) -> str:
    """The part of a name that any place has room for."""
    return printable_name(name)[:12].rstrip()


def in_path(name: str) -> str:
    """The same of a name that a slash follows."""
    return printable(f"{name}/")[:12].strip()


async def test_the_table_shows_every_name(server: S3Server, hostile: str) -> None:
    for level, form in (("o/", in_cells), ("p/", in_path)):
        async with running(server.profile(), f"s3://{hostile}/{level}") as pilot:
            text = shown(pilot)
            assert_safe(text)
            for name in NAMES:
                assert form(name) in text, name


async def test_a_level_of_all_names_there_can_be_is_shown(
    server: S3Server, store: Store, bucket: str
) -> None:
    """As objects, as what they look like beside each other, and as levels in the tree."""
    put_all(store, bucket, [f"o/{name}" for name in every_name() if len(name.encode()) <= 1022])
    rows = all_keys(store, Location(bucket, "o/"), Depth.LEVEL)
    async with running(server.profile(), f"s3://{bucket}/o/", size=(120, 600)) as pilot:
        text = shown(pilot)
        assert_safe(text)
        table, model = browser(pilot).table, browser(pilot).level.model
        left, top = table.content_region.offset
        drawn = [line[left:] for line in text.splitlines()[top:]]
        for key in rows:
            row = model.row_of(key)
            assert row is not None, key
            if key != "o/":  # the level itself has words of ours for a name
                assert drawn[row + 1].strip().startswith(in_row(key.removeprefix("o/"))), key
        tree = browser(pilot).tree_pane
        for level in (Location(bucket), Location(bucket, "o/")):
            node = tree._find(level)
            assert node is not None
            node.expand()
            await settle(pilot)
        assert node is not None
        labels = {str(child.label) for child in node.children}
        prefixes = [key for key in rows if key.endswith("/") and key != "o/"]
        assert labels == {printable_name(key.removeprefix("o/")) for key in prefixes}


def in_row(name: str) -> str:
    """The beginning of a name that the table has room for, with its lone joiners shown."""
    return printable_name(name)[:12].rstrip()


async def test_the_path_bar_and_the_tree_show_every_name(server: S3Server, hostile: str) -> None:
    async with running(server.profile(), f"s3://{hostile}/p/") as pilot:
        screen = browser(pilot)
        node = screen.tree_pane._find(Location(hostile))
        assert node is not None
        node.expand()
        await settle(pilot)
        deeper = screen.tree_pane._find(Location(hostile, "p/"))
        assert deeper is not None
        deeper.expand()
        await settle(pilot)
        labels = {str(child.label) for child in deeper.children}
        assert labels == {printable_name(f"{name}/") for name in NAMES}
        for name in NAMES:
            screen.level.open(Location(hostile, f"p/{name}/"))
            await settle(pilot)
            top = shown(pilot).splitlines()[0]
            assert in_path(name) in top, name
            assert_safe(shown(pilot))


@pytest.mark.parametrize("key", ["d", "s"])
async def test_the_questions_before_a_change_show_every_name(
    server: S3Server, hostile: str, key: str
) -> None:
    async with running(server.profile(), f"s3://{hostile}/o/") as pilot:
        for name in NAMES:
            browser(pilot).table.move_cursor_to(f"o/{name}")
            await press(pilot, key)
            assert pilot.app.screen is not browser(pilot)
            text = "\n".join(str(widget.render()) for widget in pilot.app.screen.query(".subject"))
            assert printable_name(name) in text, name
            assert_safe(shown(pilot))
            await press(pilot, "escape")


async def test_local_files_and_the_report_show_every_name(
    server: S3Server, bucket: str, tmp_path: Path
) -> None:
    for name in NAMES:
        (tmp_path / name).write_text("x")
    async with running(server.profile(), f"s3://{bucket}/") as pilot:
        await press(pilot, "u")
        text = shown(pilot)
        assert_safe(text)
        assert in_cells(NAMES[0]) in text
        await press(pilot, "a", "u")
        assert {browser(pilot).level.model.row_of(name) is not None for name in NAMES} == {True}
        await press(pilot, "w")
        assert_safe(shown(pilot))
        await press(pilot, "enter")
        assert f"{len(NAMES)} of {len(NAMES)} objects" in shown(pilot)
        assert_safe(shown(pilot))
        assert in_cells(NAMES[0]) in shown(pilot)


async def test_a_transfer_of_each_name_is_shown_safely(
    server: S3Server, bucket: str, tmp_path: Path
) -> None:
    async with running(server.profile(), f"s3://{bucket}/") as pilot:
        jobs = browser(pilot).session.jobs
        for name in NAMES:
            (tmp_path / name).mkdir()
            jobs.start(PutRequest((str(tmp_path / name),), Location(bucket, f"{name}/")))
        await press(pilot, "w")
        assert_safe(shown(pilot))
        for _ in NAMES:
            await press(pilot, "enter")
            assert_safe(shown(pilot))
            await press(pilot, "escape", "j")


async def test_a_bucket_that_is_not_there_is_named_safely(server: S3Server) -> None:
    for name in ("[red]no", "\x1b[2Jno"):
        async with running(server.profile()) as pilot:
            browser(pilot).level.open(Location(name))
            await settle(pilot)
            assert_safe(shown(pilot))
            assert printable_name(name) in shown(pilot)
