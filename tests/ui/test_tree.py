"""The bucket tree: lazy, in step with the store, usable with the keyboard alone."""

from __future__ import annotations

from functools import partial

from jos_tui.core.background import CancelToken, Pool
from jos_tui.core.location import Location
from jos_tui.store.store import Store
from jos_tui.ui.dialogs.delete import DeleteDialog
from tests.support.servers import S3Server
from tests.ui.driving import SMALL, browser, press, running, said, shown


def fill(store: Store, bucket: str, prefixes: int) -> None:
    """Store one object below each of so many prefixes."""
    pool = Pool("fill", 16)

    def put(number: int, token: CancelToken) -> None:
        store.put(bucket, f"p-{number:04d}/x", b"", token)

    for number in range(prefixes):
        pool.submit(partial(put, number))
    assert pool.join(120)


async def test_last_first_and_half_pages_bring_the_cursor_on_screen(
    server: S3Server, store: Store, bucket: str
) -> None:
    fill(store, bucket, 90)
    async with running(server.profile(), f"s3://{bucket}/", size=SMALL) as pilot:
        tree = browser(pilot).tree_pane
        await press(pilot, "tab", "enter", "tab")
        for key in ("G", "g", "ctrl+d", "ctrl+d", "ctrl+d", "ctrl+u", "home", "end"):
            await press(pilot, *(("g", "g") if key == "g" else (key,)))
            line = tree.cursor_line - tree.scroll_offset.y
            assert 0 <= line < tree.size.height, key
            assert tree.cursor_node is not None
            assert str(tree.cursor_node.label) in shown(pilot)


async def test_more_than_a_thousand_prefixes_come_by_the_thousand(
    server: S3Server, store: Store, bucket: str
) -> None:
    fill(store, bucket, 1_003)
    async with running(server.profile(), f"s3://{bucket}/") as pilot:
        await press(pilot, "tab", "enter")
        tree = browser(pilot).tree_pane
        tree.cursor_line = tree.last_line
        while "more…" not in str(tree.cursor_node and tree.cursor_node.label):
            await press(pilot, "k")
        await press(pilot, "d")
        assert pilot.app.screen is browser(pilot), "there is nothing to delete on such a line"
        assert "nothing here to delete" in said(pilot)

        await press(pilot, "enter")
        node = tree._find(Location(bucket))
        assert node is not None
        assert [str(child.label) for child in node.children][-2:] == ["p-1001/", "p-1002/"]

        await press(pilot, "R")
        assert len(node.children) == 1_003


async def test_refresh_shows_prefixes_that_came_and_drops_those_that_went(
    server: S3Server, filled: str, store: Store
) -> None:
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        await press(pilot, "tab", "enter")
        store.put(filled, "b-new/x", b"", CancelToken())
        store.delete(filled, "data/tas.nc", CancelToken())
        await press(pilot, "R")

        node = browser(pilot).tree_pane._find(Location(filled))
        assert node is not None
        assert [str(child.label) for child in node.children] == ["a/", "b-new/", "b/"]


async def test_a_bucket_that_vanished_leaves_the_tree_though_it_is_open(
    server: S3Server, bucket: str, store: Store
) -> None:
    store.put(bucket, "a/x", b"", CancelToken())
    async with running(server.profile(), f"s3://{bucket}/") as pilot:
        await press(pilot, "tab", "enter", "tab", "~")
        tree = browser(pilot).tree_pane
        assert tree._find(Location(bucket)) is not None
        store.delete(bucket, "a/x", CancelToken())
        store.remove_bucket(bucket, CancelToken())
        store.make_bucket(f"{bucket}-new", CancelToken())
        await press(pilot, "R")

        assert tree._find(Location(bucket)) is None
        assert tree._find(Location(f"{bucket}-new")) is not None
        assert browser(pilot).level.model.row_of(bucket) is None


async def test_deleting_the_level_one_stands_in_leads_to_its_parent(
    server: S3Server, filled: str, store: Store
) -> None:
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        screen = browser(pilot)
        await press(pilot, "tab", "enter", "j", "enter")
        assert screen.level.location == Location(filled, "a/")
        await press(pilot, "d")
        assert isinstance(pilot.app.screen, DeleteDialog)
        await press(pilot, "tab", "enter")

        assert screen.level.location == Location(filled)
        assert screen.tree_pane._find(Location(filled, "a/")) is None
        assert screen.level.model.row_of("a/") is None


async def test_what_is_copied_and_marked_depends_on_the_pane(server: S3Server, filled: str) -> None:
    async with running(server.profile(), f"s3://{filled}/") as pilot:
        await press(pilot, "tab", "enter", "j")
        await press(pilot, "c", "c")
        assert f"s3://{filled}/a/" in shown(pilot)
        await press(pilot, "escape")

        await press(pilot, "space")
        assert browser(pilot).level.model.marked_count == 0
        assert "Tab" in said(pilot)


async def test_a_filter_typed_from_the_tree_ends_in_the_table(
    server: S3Server, filled: str
) -> None:
    async with running(server.profile(), f"s3://{filled}/", size=SMALL) as pilot:
        screen = browser(pilot)
        await press(pilot, "tab", "/", *"data", "enter")

        assert screen.focused is screen.table
        assert "data/" in shown(pilot)
        await pilot.resize_terminal(120, 40)
        await press(pilot, "escape")
        assert "README.txt" in shown(pilot)


async def test_the_tree_has_a_cursor_as_soon_as_it_has_the_keys(
    server: S3Server, filled: str
) -> None:
    async with running(server.profile()) as pilot:
        await press(pilot, "tab")
        tree = browser(pilot).tree_pane
        assert tree.cursor_location is not None
        bucket = tree.cursor_location.bucket
        await press(pilot, "enter")
        assert browser(pilot).level.location == Location(bucket)
