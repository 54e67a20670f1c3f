"""Copy, cut, paste and rename, with the keyboard alone."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from jos_tui.core.background import CancelToken
from jos_tui.core.location import Location
from jos_tui.store.store import Store
from jos_tui.ui.dialogs.paste import PasteDialog
from jos_tui.ui.dialogs.rename import RenameDialog
from tests.store.support import contents as stored
from tests.support.servers import S3Server
from tests.ui.driving import SMALL, WIDE, browser, press, running, said, settle, shown

SIZES = pytest.mark.parametrize("size", [SMALL, WIDE], ids=["80x24", "120x40"])


@pytest.fixture
def before(store: Store, filled: str) -> dict[str, bytes]:
    """What the bucket holds."""
    return stored(store, filled)


@SIZES
async def test_marked_rows_are_copied_to_another_level(
    server: S3Server, store: Store, filled: str, before: dict[str, bytes], size: tuple[int, int]
) -> None:
    async with running(server.profile(), f"s3://{filled}/a/", size=size) as pilot:
        screen = browser(pilot)
        for name in ("a/deep/", "a/one.nc"):
            screen.table.move_cursor_to(name)
            await press(pilot, "space")
        await press(pilot, "y")
        assert "1 object, 1 prefix, 19 B ready to paste · p" in shown(pilot)
        screen.level.open(Location(filled, "data/"))
        await settle(pilot)
        assert "ready to paste" in shown(pilot)
        await press(pilot, "p")
        assert isinstance(pilot.app.screen, PasteDialog)
        for words in ("Copy here", f"s3://{filled}/a/", f"s3://{filled}/data/"):
            assert words in shown(pilot)
        await press(pilot, "enter")
        assert screen.level.model.row_of("data/one.nc") is not None
        assert screen.level.model.row_of("data/deep/") is not None
        assert "ready to paste" in shown(pilot) or said(pilot)
        await press(pilot, "p")
        assert isinstance(pilot.app.screen, PasteDialog)
    copies = {"data/one.nc": before["a/one.nc"], "data/deep/three.nc": before["a/deep/three.nc"]}
    assert stored(store, filled) == before | copies


@SIZES
async def test_what_was_cut_is_moved_once(
    server: S3Server, store: Store, filled: str, before: dict[str, bytes], size: tuple[int, int]
) -> None:
    async with running(server.profile(), f"s3://{filled}/", size=size) as pilot:
        screen = browser(pilot)
        screen.table.move_cursor_to("a/")
        await press(pilot, "x")
        assert "prefix a/ ready to move · p" in shown(pilot)
        screen.table.move_cursor_to("data/")
        await press(pilot, "enter", "p")
        assert "Move here" in shown(pilot)
        await press(pilot, "enter")
        assert screen.level.model.row_of("data/a/") is not None
        await press(pilot, "p")
        assert "There is nothing to paste" in said(pilot)
        await press(pilot, "h")
        assert screen.level.model.row_of("a/") is None
    moved = {f"data/{key}" if key.startswith("a/") else key: body for key, body in before.items()}
    assert stored(store, filled) == moved


async def test_a_copy_beside_the_original_keeps_both(
    server: S3Server, store: Store, filled: str, before: dict[str, bytes]
) -> None:
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        browser(pilot).table.move_cursor_to("z-last.csv")
        await press(pilot, "y", "p", "enter")
        assert browser(pilot).level.model.row_of("z-last (2).csv") is not None
    assert stored(store, filled) == before | {"z-last (2).csv": before["z-last.csv"]}


async def test_what_goes_into_itself_is_refused_in_words(
    server: S3Server, store: Store, filled: str, before: dict[str, bytes]
) -> None:
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        browser(pilot).table.move_cursor_to("a/")
        await press(pilot, "x", "enter", "p", "enter")
        assert isinstance(pilot.app.screen, PasteDialog)
        assert "One lies within the other" in shown(pilot)
        await press(pilot, "escape")
        assert "ready to move" in shown(pilot)
    assert stored(store, filled) == before


@SIZES
async def test_an_object_is_renamed_and_the_cursor_follows(
    server: S3Server, store: Store, filled: str, before: dict[str, bytes], size: tuple[int, int]
) -> None:
    async with running(server.profile(), f"s3://{filled}/a/", size=size) as pilot:
        screen = browser(pilot)
        screen.table.move_cursor_to("a/two.nc")
        await press(pilot, "r")
        assert isinstance(pilot.app.screen, RenameDialog)
        assert "Rename object two.nc" in shown(pilot)
        await press(pilot, *"-b", "enter")
        entry = screen.table.cursor_entry
        assert entry is not None
        assert entry.key == "a/two-b.nc"
        assert screen.level.model.row_of("a/two.nc") is None
    expected = {key: body for key, body in before.items() if key != "a/two.nc"}
    assert stored(store, filled) == expected | {"a/two-b.nc": before["a/two.nc"]}


async def test_a_prefix_is_renamed_with_all_below(
    server: S3Server, store: Store, filled: str
) -> None:
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        screen = browser(pilot)
        screen.table.move_cursor_to("a/")
        await press(pilot, "f2", "ctrl+u", *"new", "enter")
        assert screen.level.model.row_of("a/") is None
        entry = screen.table.cursor_entry
        assert entry is not None
        assert entry.key == "new/"
    keys = set(stored(store, filled))
    assert {"new/one.nc", "new/two.nc", "new/deep/three.nc"} <= keys
    assert not [key for key in keys if key.startswith("a/")]


async def test_a_name_that_is_taken_is_asked_about(
    server: S3Server, store: Store, filled: str, before: dict[str, bytes]
) -> None:
    async with running(server.profile(), f"s3://{filled}/a/") as pilot:
        browser(pilot).table.move_cursor_to("a/two.nc")
        await press(pilot, "r", "ctrl+a", "ctrl+k", *"one.nc", "enter")
        assert "1 name is taken: w shows them" in said(pilot)
        assert stored(store, filled) == before
        await press(pilot, "w", "enter", "o")
    expected = {key: body for key, body in before.items() if key != "a/two.nc"}
    assert stored(store, filled) == expected | {"a/one.nc": before["a/two.nc"]}


@pytest.mark.parametrize(
    ("typed", "words"),
    [("", "Type a name"), ("a", "That is the name it has"), ("b/", "Without the /")],
)
async def test_names_that_are_none_are_refused(
    server: S3Server, store: Store, filled: str, before: dict[str, bytes], typed: str, words: str
) -> None:
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        browser(pilot).table.move_cursor_to("a/")
        await press(pilot, "r", "ctrl+u", *typed, "enter")
        assert words in shown(pilot)
    assert stored(store, filled) == before


async def test_a_hostile_name_is_shown_safely_and_can_be_got_rid_of(
    server: S3Server, store: Store, filled: str, before: dict[str, bytes]
) -> None:
    key = "esc\x1b[2J\x1b]0;pwned\x07.txt"
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        browser(pilot).table.move_cursor_to(key)
        await press(pilot, "r")
        assert "cannot be shown" in shown(pilot)
        value = pilot.app.screen.query_one(Input).value
        assert value.isprintable()
        await press(pilot, "ctrl+a", "ctrl+k", *"tame.txt", "enter")
    after = stored(store, filled)
    assert key not in after
    assert after["tame.txt"] == before[key]


async def test_what_was_found_is_copied_with_its_levels_and_renamed_where_it_is(
    server: S3Server, store: Store, filled: str
) -> None:
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        screen = browser(pilot)
        await press(pilot, "f", *"*.nc", "enter")
        screen.table.move_cursor_to("a/deep/three.nc")
        await press(pilot, "r", *"-b", "enter")
        assert "a/deep/three-b.nc" in stored(store, filled)
        await press(pilot, "y")
        screen.level.open(Location(filled, "data/"))
        await settle(pilot)
        await press(pilot, "p", "enter")
    assert [key for key in stored(store, filled) if key.startswith("data/a/")]


async def test_buckets_are_neither_cut_nor_renamed(server: S3Server, filled: str) -> None:
    async with running(server.profile()) as pilot:
        browser(pilot).table.move_cursor_to(filled)
        for key in ("x", "r"):
            await press(pilot, key)
            assert "A bucket cannot be moved or renamed" in said(pilot)
        await press(pilot, "y")
        assert f"bucket {filled} ready to paste" in shown(pilot)
        await press(pilot, "p")
        assert "Open a bucket first" in said(pilot)


async def test_esc_forgets_what_was_cut_after_all_else(server: S3Server, filled: str) -> None:
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        await press(pilot, "space", "x", "escape")
        assert "ready to move" in shown(pilot)
        await press(pilot, "escape")
        assert "ready to move" not in shown(pilot)
        await press(pilot, "p")
        assert "There is nothing to paste" in said(pilot)


async def test_the_tree_can_be_cut_from_and_pasted_into(
    server: S3Server, store: Store, filled: str
) -> None:
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        screen = browser(pilot)
        screen.table.move_cursor_to("z-last.csv")
        await press(pilot, "x", "tab")
        screen.tree_pane.follow(Location(filled))
        await settle(pilot)
        await press(pilot, "j", "p")
        assert isinstance(pilot.app.screen, PasteDialog)
        await press(pilot, "escape")
    assert "z-last.csv" in stored(store, filled)


@SIZES
async def test_what_is_in_the_trash_is_put_back(
    server: S3Server, store: Store, filled: str, size: tuple[int, int]
) -> None:
    store.put(filled, ".trash/2026-11-26/a/back.nc", b"1", CancelToken())
    store.put(filled, ".trash/2026-11-26/a/one.nc", b"older", CancelToken())
    before = stored(store, filled)
    level = f"s3://{filled}/.trash/2026-11-26/a/"
    async with running(server.profile(), level, size=size) as pilot:
        assert "Z put back" in shown(pilot)
        await press(pilot, "a", "Z")
        for words in ("Put back where it was", f"s3://{filled}/a/", "‹ask›"):
            assert words in shown(pilot)
        await press(pilot, "enter")
        assert "1 name is taken" in said(pilot)
        assert browser(pilot).level.model.row_of(".trash/2026-11-26/a/back.nc") is None
    del before[".trash/2026-11-26/a/back.nc"]
    assert stored(store, filled) == before | {"a/back.nc": b"1"}


async def test_a_day_of_the_trash_is_put_back(server: S3Server, store: Store, filled: str) -> None:
    store.put(filled, ".trash/2026-11-26/new/back.nc", b"1", CancelToken())
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        await press(pilot, "Z")
        assert "Only what is in .trash/ can be put back" in said(pilot)
        browser(pilot).table.move_cursor_to(".trash/")
        await press(pilot, "enter", "Z", "enter")
    assert stored(store, filled)["new/back.nc"] == b"1"
    assert not [key for key in stored(store, filled) if key.startswith(".trash/")]
