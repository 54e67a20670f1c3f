"""What is drawn, and when: only what is on screen, and only what has changed."""

from __future__ import annotations

from array import array
from typing import Any

import pytest
from textual._styles_cache import StylesCache
from textual.css.types import EdgeType
from textual.strip import Strip

from jos_tui.browse.listing_model import ListingModel
from jos_tui.core.entry import Page
from jos_tui.ui.compositor import FramedLines
from jos_tui.ui.widgets.object_table import ObjectTable
from tests.browse.rows import LEVEL, PREFIX, model_of, numbered, obj, page
from tests.ui.object_table.table_app import TableApp, lines_asked_for


def big_model(count: int) -> ListingModel:
    model = ListingModel(LEVEL)
    for start in range(0, count, 10_000):
        rows = range(start, start + 10_000)
        keys = [f"{PREFIX}{number:07d}" for number in rows]
        model.apply(Page(keys, array("q", rows), array("q", rows), [""] * 10_000, is_last=False))
    model.finish()
    return model


@pytest.mark.parametrize("count", [20_000, 1_000_000])
async def test_only_lines_on_screen_are_drawn(count: int) -> None:
    model = big_model(count)
    app = TableApp()

    async with app.run_test(size=(80, 24)) as pilot:
        await lines_asked_for(pilot, app.table)
        app.table.show(model)
        assert await lines_asked_for(pilot, app.table) == list(range(24))
        app.table.action_last()
        assert await lines_asked_for(pilot, app.table) == list(range(24))
        assert app.table.shown[-1].split()[0] == f"{count - 1:07d}"


async def test_moving_the_cursor_draws_two_lines() -> None:
    app = TableApp(model_of(*numbered(100)))

    async with app.run_test(size=(80, 24)) as pilot:
        await lines_asked_for(pilot, app.table)
        app.table.action_cursor_down()
        assert await lines_asked_for(pilot, app.table) == [1, 2]


class Counting(FramedLines):
    """Counts the lines that are made in Textual's way."""

    in_full = 0

    def render_line(self, *styled: Any) -> Strip:
        self.in_full += 1
        return super().render_line(*styled)


async def test_no_line_of_a_page_in_a_frame_is_drawn_in_full() -> None:
    app = TableApp(model_of(*numbered(100)))
    app.table.styles.border = ("round", "red")
    lines = app.table._styles_cache = Counting()

    async with app.run_test(size=(80, 24)) as pilot:
        await lines_asked_for(pilot, app.table)
        lines.in_full = 0
        app.table.action_page_down()
        assert await lines_asked_for(pilot, app.table) == list(range(22))

    assert lines.in_full == 0


@pytest.mark.parametrize("border", ["round", "ascii", "none"])
async def test_a_table_in_a_frame_is_drawn_as_textual_draws_it(border: EdgeType) -> None:
    app = TableApp(model_of(*numbered(9)))
    app.table.border_title = "Title"

    async with app.run_test(size=(80, 24)) as pilot:
        for colour in ("red", "green"):
            app.table.styles.border = (border, colour)
            await pilot.pause()
            app.table.action_cursor_down()
            await pilot.resize_terminal(90 if colour == "green" else 70, 14)
            await pilot.pause()
            whole = app.table.outer_size.region
            framed = app.table.render_lines(whole)
            assert framed == StylesCache().render_widget(app.table, whole)
            assert framed[5:9] == app.table.render_lines(whole.shrink((5, 0, 5, 0)))


async def test_marking_draws_the_row_and_the_next() -> None:
    app = TableApp(model_of(*numbered(100)))

    async with app.run_test(size=(80, 24)) as pilot:
        await lines_asked_for(pilot, app.table)
        app.table.toggle_mark()
        assert await lines_asked_for(pilot, app.table) == [1, 2]
        assert app.table.shown[0].startswith("● 00000000")


async def test_rows_that_arrive_below_the_screen_draw_nothing() -> None:
    model = ListingModel(LEVEL)
    model.apply(page(numbered(1_000)))
    app = TableApp(model)

    async with app.run_test(size=(80, 24)) as pilot:
        await lines_asked_for(pilot, app.table)
        app.table.apply_change(model.apply(page(numbered(1_000, 1_000))))
        assert await lines_asked_for(pilot, app.table) == []


async def test_a_refresh_draws_only_rows_that_look_different() -> None:
    model = model_of(*numbered(100))
    app = TableApp(model)

    async with app.run_test(size=(80, 24)) as pilot:
        await lines_asked_for(pilot, app.table)
        model.restart()
        rows = numbered(100)
        rows[5] = obj("00000005", 999)
        app.table.apply_change(model.apply(page(rows)))
        app.table.apply_change(model.finish())
        assert await lines_asked_for(pilot, app.table) == [6]


async def test_the_mouse_passing_over_draws_nothing() -> None:
    app = TableApp(model_of(*numbered(100)))

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.hover(ObjectTable, offset=(5, 5))
        await lines_asked_for(pilot, app.table)
        await pilot.hover(ObjectTable, offset=(5, 6))
        await pilot.hover(ObjectTable, offset=(9, 12))
        assert await lines_asked_for(pilot, app.table) == []


async def test_a_change_of_theme_draws_rows_in_its_colours() -> None:
    app = TableApp(model_of(*numbered(3)))

    async with app.run_test(size=(80, 24)) as pilot:
        before = app.table.render_line(1)
        app.theme = "textual-light"
        await pilot.pause()
        after = app.table.render_line(1)

    assert before.text == after.text
    assert list(before) != list(after)
