"""The program can be used in 256 colours, in 16 and in none, and on a slow line."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import pytest
from rich.color import ColorType
from textual.color import Color
from textual.pilot import Pilot

from jos_tui.core.location import Target
from jos_tui.profiles.found import Found
from jos_tui.ui.app import JosApp, Line, Look
from jos_tui.ui.themes import THEMES, Colours, colours
from jos_tui.ui.widgets.object_table import ObjectTable
from tests.support.servers import S3Server
from tests.ui.driving import SMALL, WIDE, browser, press, settle, shown


@asynccontextmanager
async def running(
    server: S3Server, bucket: str, look: Look, size: tuple[int, int] = WIDE
) -> AsyncIterator[Pilot[None]]:
    """Run the program with a look."""
    profile = server.profile()
    app = JosApp(Found((profile,)), profile, Target(bucket, ""), look=look)
    try:
        async with app.run_test(size=size) as pilot:
            await settle(pilot)
            yield pilot
            app.exit()
    finally:
        if app.session is not None:
            app.session.close()


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, Colours.ALL),
        ({"TERM": "xterm-direct"}, Colours.ALL),
        ({"TERM": "xterm-256color"}, Colours.OF_256),
        ({"TERM": "screen-256color", "COLORTERM": "1"}, Colours.OF_256),
        ({"TERM": "linux"}, Colours.OF_16),
        ({"TERM": "xterm"}, Colours.OF_16),
        ({}, Colours.OF_16),
        ({"TERM": "vt100"}, Colours.NONE),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"}, Colours.NONE),
    ],
)
def test_the_terminal_tells_what_it_shows(
    environment: Mapping[str, str], expected: Colours
) -> None:
    assert colours(environment) is expected


def test_the_256_colours_are_those_of_the_terminal() -> None:
    theme = next(theme for theme in THEMES if theme.name == Colours.OF_256.value)
    named = [theme.primary, theme.secondary, theme.warning, theme.error, theme.success]
    named += [theme.accent, theme.foreground, theme.background, theme.surface, theme.panel]
    for name in [*named, *theme.variables.values()]:
        assert name is not None
        red, green, blue = Color.parse(name).rgb
        is_of_cube = {red, green, blue} <= {0, 95, 135, 175, 215, 255}
        is_grey = red == green == blue and red % 10 == 8
        assert is_of_cube or is_grey, name


@pytest.mark.parametrize("colours", list(Colours))
@pytest.mark.parametrize("line", list(Line))
async def test_every_look_shows_every_kind_of_screen(
    server: S3Server, bucket: str, colours: Colours, line: Line
) -> None:
    async with running(server, bucket, Look(colours, line)) as pilot:
        assert bucket in shown(pilot)
        for key in ("question_mark", "u", "w", "colon", "f7"):
            await press(pilot, key)
            assert pilot.app.screen is not browser(pilot)
            await press(pilot, "escape")
        assert pilot.app.screen is browser(pilot)


@pytest.mark.parametrize("colours", [Colours.OF_16, Colours.NONE])
async def test_the_terminals_own_colours_are_left_to_it(
    server: S3Server, bucket: str, colours: Colours
) -> None:
    async with running(server, bucket, Look(colours)) as pilot:
        strips = pilot.app.screen._compositor.render_strips(pilot.app.size)
        styles = [segment.style for strip in strips for segment in strip if segment.style]
        used = [colour for style in styles for colour in (style.color, style.bgcolor) if colour]
        assert {colour.type for colour in used} <= {ColorType.DEFAULT, ColorType.STANDARD}


async def test_on_a_slow_line_the_tree_is_folded_however_wide(
    server: S3Server, bucket: str
) -> None:
    slow = Look(Colours.OF_16, Line.SLOW)
    async with running(server, bucket, slow) as pilot:
        screen = browser(pilot)
        assert not screen.tree_pane.display
        assert screen.query_one(ObjectTable).region.width == WIDE[0]
        assert not set("╭╮╰╯│─") & set(shown(pilot))
        await press(pilot, "tab")
        assert screen.tree_pane.display
        await press(pilot, "tab")
        assert not screen.tree_pane.display


@pytest.mark.parametrize(("size", "is_shown"), [(WIDE, True), (SMALL, False)])
async def test_else_the_tree_is_shown_where_there_is_room(
    server: S3Server, bucket: str, size: tuple[int, int], is_shown: bool
) -> None:
    async with running(server, bucket, Look(), size) as pilot:
        assert browser(pilot).tree_pane.display is is_shown
