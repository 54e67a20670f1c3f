"""Where the cursor is, whatever happens around it."""

from __future__ import annotations

from collections.abc import Callable

from textual import events

from jos_tui.browse.listing_model import Change, ListingModel
from jos_tui.browse.ordering import Direction, Order, SortBy
from tests.browse.rows import LEVEL, PREFIX, model_of, numbered, obj, page
from tests.ui.object_table.table_app import TableApp, name_under_cursor


async def test_the_cursor_stays_on_its_key_whatever_happens_around_it() -> None:
    model = ListingModel(LEVEL)
    app = TableApp(model)

    async with app.run_test(size=(80, 10)) as pilot:
        table = app.table
        table.apply_change(model.apply(page([obj(f"k{n:02}", n) for n in range(30)])))
        table.cursor_row = 12
        changes: list[Callable[[], Change]] = [
            lambda: model.apply(page([obj("z1", 5), obj("z2", 6)])),
            lambda: model.set_order(Order(SortBy.SIZE, Direction.DESCENDING)),
            lambda: model.set_filter("k1"),
            lambda: model.apply(page([obj("zz_k1", 1_000)])),
            lambda: model.set_filter(""),
            lambda: model.set_order(Order()),
            lambda: model.upsert([obj("a1"), obj("a2"), obj("k05x")]),
            lambda: model.remove([PREFIX + "k00", PREFIX + "k11"]),
            model.finish,
        ]
        for change in changes:
            table.apply_change(change())
            await pilot.pause()
            assert name_under_cursor(table) == "k12"
            assert any(line.startswith("  k12 ") for line in table.shown)


async def test_the_cursor_keeps_its_line_when_rows_come_in_above() -> None:
    model = model_of(*numbered(100, 100))
    app = TableApp(model)

    async with app.run_test(size=(80, 24)) as pilot:
        app.table.cursor_row = 50
        await pilot.pause()
        line = app.table.cursor_screen_line
        app.table.apply_change(model.upsert(numbered(40)))
        await pilot.pause()

        assert app.table.cursor_row == 90
        assert app.table.cursor_screen_line == line
        assert app.table.shown[line].split()[0] == "00000150"


async def test_a_removed_row_leaves_the_cursor_on_the_next() -> None:
    model = model_of(obj("a"), obj("b"), obj("c"))
    app = TableApp(model)

    async with app.run_test(size=(80, 10)):
        app.table.cursor_row = 1
        app.table.apply_change(model.remove([PREFIX + "b"]))
        assert name_under_cursor(app.table) == "c"
        app.table.apply_change(model.remove([PREFIX + "c"]))
        assert name_under_cursor(app.table) == "a"
        app.table.apply_change(model.remove([PREFIX + "a"]))
        assert app.table.cursor_entry is None


async def test_rows_removed_above_do_not_move_the_cursor_off_its_place() -> None:
    model = model_of(*numbered(20))
    app = TableApp(model)

    async with app.run_test(size=(80, 10)):
        app.table.cursor_row = 10
        app.table.apply_change(model.remove([f"{PREFIX}{n:08d}" for n in range(5, 11)]))
        assert name_under_cursor(app.table) == "00000011"


async def test_a_filter_without_hits_does_not_lose_the_cursor() -> None:
    model = model_of(*numbered(20))
    app = TableApp(model)

    async with app.run_test(size=(80, 10)):
        app.table.cursor_row = 10
        app.table.apply_change(model.set_filter("none"))
        assert app.table.cursor_entry is None
        app.table.apply_change(model.set_filter(""))
        assert name_under_cursor(app.table) == "00000010"


async def test_movements_stop_at_the_ends() -> None:
    app = TableApp(model_of(*numbered(100)))

    async with app.run_test(size=(80, 21)):
        table = app.table
        table.action_cursor_up()
        assert table.cursor_row == 0
        rows = []
        for action in (
            table.action_page_down,
            table.action_half_page_down,
            table.action_cursor_down,
            table.action_half_page_up,
            table.action_page_up,
            table.action_last,
            table.action_cursor_down,
            table.action_page_down,
            table.action_first,
        ):
            action()
            rows.append(table.cursor_row)
        assert rows == [20, 30, 31, 21, 1, 99, 99, 99, 0]


async def test_a_page_moves_screen_and_cursor_alike() -> None:
    app = TableApp(model_of(*numbered(100)))

    async with app.run_test(size=(80, 21)) as pilot:
        app.table.cursor_row = 3
        app.table.action_page_down()
        await pilot.pause()

        assert (app.table.cursor_row, app.table.cursor_screen_line) == (23, 3)


async def test_stepping_off_the_screen_scrolls_by_half_of_it() -> None:
    app = TableApp(model_of(*numbered(100)))

    async with app.run_test(size=(80, 21)) as pilot:
        app.table.cursor_row = 19
        assert app.table.scroll_offset.y == 0
        app.table.action_cursor_down()
        await pilot.pause()

        assert app.table.scroll_offset.y == 10
        assert app.table.shown[10].startswith("  00000020")


async def test_movements_in_an_empty_table_do_nothing() -> None:
    app = TableApp()

    async with app.run_test(size=(80, 24)) as pilot:
        table = app.table
        for action in (
            table.action_cursor_down,
            table.action_page_down,
            table.action_last,
            table.action_open,
            table.toggle_mark,
            table.toggle_range,
        ):
            action()
        await pilot.pause()

        assert (table.cursor_row, table.cursor_entry, table.selection()) == (0, None, ())
        assert app.heard == []


async def test_the_cursor_goes_to_a_key_and_line_that_are_asked_for() -> None:
    app = TableApp(model_of(*numbered(100)))

    async with app.run_test(size=(80, 21)):
        assert app.table.move_cursor_to(PREFIX + "00000050", screen_line=7)
        assert (app.table.cursor_row, app.table.cursor_screen_line) == (50, 7)
        assert not app.table.move_cursor_to(PREFIX + "unknown")
        assert app.table.cursor_row == 50


async def test_another_listing_is_shown_from_its_first_row() -> None:
    app = TableApp(model_of(*numbered(100)))

    async with app.run_test(size=(80, 21)) as pilot:
        app.table.action_last()
        app.table.show(model_of(obj("a"), obj("b")))
        await pilot.pause()

        assert (app.table.cursor_row, app.table.scroll_offset.y) == (0, 0)
        assert len(app.table.shown) == 2


async def test_the_cursor_stays_on_screen_when_that_shrinks() -> None:
    app = TableApp(model_of(*numbered(100)))

    async with app.run_test(size=(120, 40)) as pilot:
        app.table.cursor_row = 35
        await pilot.resize_terminal(60, 12)
        await pilot.pause()

        assert any(line.startswith("  00000035") for line in app.table.shown)
        assert all(app.table.render_line(y).cell_length == 60 for y in range(12))


async def test_the_wheel_scrolls_and_the_next_key_returns_to_the_cursor() -> None:
    app = TableApp(model_of(*numbered(100)))

    async with app.run_test(size=(80, 21)) as pilot:
        for _ in range(15):
            event = events.MouseScrollDown(
                app.table, 5, 5, 0, 1, 0, shift=False, meta=False, ctrl=False
            )
            app.table.post_message(event)
            await pilot.pause()
        assert app.table.scroll_offset.y >= 15
        assert app.table.cursor_row == 0
        app.table.action_cursor_down()
        await pilot.pause()

        assert app.table.scroll_offset.y == 0
        assert app.table.cursor_row == 1
