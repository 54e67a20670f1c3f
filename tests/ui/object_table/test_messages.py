"""What the table tells those around it."""

from __future__ import annotations

from collections.abc import Callable

from jos_tui.browse.listing_model import ListingModel
from jos_tui.ui.widgets.object_table import ObjectTable
from tests.browse.rows import LEVEL, model_of, numbered, obj, page
from tests.ui.object_table.table_app import TableApp


async def test_the_cursor_tells_only_when_it_is_on_another_key() -> None:
    model = ListingModel(LEVEL)
    app = TableApp(model)

    async with app.run_test(size=(80, 21)) as pilot:
        steps: list[Callable[[], None]] = [
            lambda: app.table.apply_change(model.apply(page([obj("b"), obj("c")]))),
            lambda: app.table.apply_change(model.upsert([obj("a")])),
            app.table.action_cursor_down,
            lambda: app.table.apply_change(model.finish()),
            lambda: app.table.apply_change(model.set_filter("zzz")),
        ]
        for step in steps:
            step()
            await pilot.pause()

    assert [message.entry for message in app.heard] == [obj("b"), obj("c"), None]


async def test_one_click_moves_the_cursor_and_two_open() -> None:
    app = TableApp(model_of(*numbered(100)))

    async with app.run_test(size=(80, 21)) as pilot:
        app.table.styles.border = ("round", "white")
        app.table.action_last()
        app.table.action_first()
        await pilot.click(ObjectTable, offset=(10, 5))
        assert app.table.cursor_row == 3
        app.heard.clear()
        await pilot.click(ObjectTable, offset=(10, 6), times=2)

        assert app.table.cursor_row == 4
        opened = [message for message in app.heard if isinstance(message, ObjectTable.Opened)]
        assert [message.entry.name for message in opened] == ["00000004"]


async def test_clicks_beside_the_rows_do_nothing() -> None:
    app = TableApp(model_of(obj("a"), obj("b")))

    async with app.run_test(size=(80, 21)) as pilot:
        app.table.cursor_row = 1
        await pilot.click(ObjectTable, offset=(10, 0), times=2)
        await pilot.click(ObjectTable, offset=(10, 15), times=2)

        assert app.table.cursor_row == 1
        assert not any(isinstance(message, ObjectTable.Opened) for message in app.heard)


async def test_it_has_no_keys_of_its_own() -> None:
    app = TableApp(model_of(*numbered(100)))

    async with app.run_test(size=(80, 21)) as pilot:
        assert app.focused is app.table
        await pilot.press("down", "pagedown", "end", "enter", "space")

        assert (app.table.cursor_row, app.table.scroll_offset.y) == (0, 0)
