"""Marks, and ranges that become marks."""

from __future__ import annotations

from tests.browse.rows import PREFIX, model_of, numbered
from tests.ui.object_table.table_app import CountedTable, TableApp, lines_asked_for


def marked_lines(table: CountedTable) -> list[int]:
    return [number for number, line in enumerate(table.shown) if line.startswith("●")]


async def test_a_range_follows_the_cursor_and_marks_when_it_is_closed() -> None:
    model = model_of(*numbered(10))
    app = TableApp(model)

    async with app.run_test(size=(80, 21)) as pilot:
        table = app.table
        table.cursor_row = 5
        table.toggle_range()
        table.action_cursor_up()
        table.action_cursor_up()
        await pilot.pause()
        assert table.range_is_open
        assert marked_lines(table) == [3, 4, 5]
        assert model.marked_count == 0
        table.action_cursor_down()
        table.toggle_range()

        assert not table.range_is_open
        assert marked_lines(table) == [4, 5]
        assert model.marked_count == 2


async def test_a_range_that_is_given_up_marks_nothing() -> None:
    model = model_of(*numbered(10))
    app = TableApp(model)

    async with app.run_test(size=(80, 21)) as pilot:
        app.table.toggle_range()
        app.table.action_cursor_down()
        await lines_asked_for(pilot, app.table)

        assert app.table.end_range()
        assert not app.table.end_range()
        assert await lines_asked_for(pilot, app.table) == [1, 2]
        assert marked_lines(app.table) == []
        assert model.marked_count == 0


async def test_an_action_in_the_middle_of_a_range_is_about_the_range() -> None:
    app = TableApp(model_of(*numbered(10)))

    async with app.run_test(size=(80, 21)):
        app.table.toggle_range()
        app.table.action_cursor_down()

        assert [entry.name for entry in app.table.selection()] == ["00000000", "00000001"]
        assert not app.table.range_is_open


async def test_a_range_whose_beginning_is_gone_marks_nothing() -> None:
    model = model_of(*numbered(10))
    app = TableApp(model)

    async with app.run_test(size=(80, 21)):
        app.table.toggle_range()
        app.table.cursor_row = 4
        app.table.apply_change(model.remove([PREFIX + "00000000"]))
        app.table.toggle_range()

        assert model.marked_count == 0
