"""Each theme has a style for every part."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from rich.color import Color, ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.app import App

from jos_tui.ui.widgets.object_table import ObjectTable
from jos_tui.ui.widgets.object_table_style import COMPONENTS
from tests.browse.rows import model_of, obj, sub
from tests.ui.object_table.table_app import TableApp


def themes() -> Iterable[str]:
    return App[None]().available_themes


def in_16_colours(style: Style) -> tuple[object, object]:
    color, background = style.color, style.bgcolor
    return (
        color and color.downgrade(ColorSystem.STANDARD),
        background and background.downgrade(ColorSystem.STANDARD),
    )


def line_styles(table: ObjectTable, y: int) -> list[Style]:
    segments: list[Segment] = list(table.render_line(y))
    return [segment.style for segment in segments if segment.style is not None]


@pytest.mark.parametrize("theme", themes())
async def test_every_line_can_be_read_in_16_colours(theme: str) -> None:
    model = model_of(obj("a"), obj("b"), sub("c"), obj("d"))
    model.toggle_mark(1)
    app = TableApp(model)
    app.theme = theme

    async with app.run_test(size=(80, 10)) as pilot:
        for focused in (True, False):
            if not focused:
                app.set_focus(None)
            await pilot.pause()
            for y in range(5):
                for style in line_styles(app.table, y):
                    color, background = in_16_colours(style)
                    assert color != background or color == Color.default(), (theme, y, style)
            cursor, plain = line_styles(app.table, 1)[0], line_styles(app.table, 4)[0]
            assert cursor != plain


def test_every_component_is_styled() -> None:
    assert {name for name in COMPONENTS if name in ObjectTable.DEFAULT_CSS} == COMPONENTS
