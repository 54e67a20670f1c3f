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
from jos_tui.settings import SPEC
from jos_tui.ui.app import JosApp
from jos_tui.ui.colours import DARK, LIGHT, OF_16, OF_TERMINAL, PLAIN, Colours, colours, theme_for
from jos_tui.ui.look import Line, Look
from jos_tui.ui.themes import THEMES
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


@pytest.mark.parametrize("name", [DARK, LIGHT])
def test_what_our_themes_say_can_be_read(name: str) -> None:
    theme = next(theme for theme in THEMES if theme.name == name)
    assert theme.background is not None
    background = Color.parse(theme.background)
    texts = [value for key, value in theme.variables.items() if key.startswith("text-")]
    for text in (theme.foreground, theme.error, *texts):
        assert text is not None
        assert _contrast(Color.parse(text), background) >= 4.5, text


def _contrast(one: Color, other: Color) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Color) -> float:
    """Return the relative luminance, as WCAG 2 has it."""
    parts = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in colour.normalized
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


TRUE = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}


@pytest.mark.parametrize(
    ("wish", "environment", "expected"),
    [
        ("auto", TRUE, DARK),
        ("auto", {"TERM": "xterm-256color"}, DARK),
        ("auto", {"TERM": "linux"}, OF_16),
        ("nord", TRUE, "nord"),
        ("nord", {"TERM": "linux"}, OF_16),
        ("ansi-light", {"TERM": "linux"}, "ansi-light"),
        ("nord", {**TRUE, "NO_COLOR": "1"}, PLAIN),
        ("nord", {**TRUE, "TEXTUAL_THEME": "dracula"}, "dracula"),
        ("nord", {**TRUE, "TEXTUAL_THEME": "no-such"}, "nord"),
    ],
)
def test_a_theme_is_used_as_far_as_the_terminal_shows_it(
    wish: str, environment: Mapping[str, str], expected: str
) -> None:
    theme = theme_for(wish, environment)
    assert theme.name == expected
    assert bool(theme.because) == (wish not in {"auto", expected})


def test_every_theme_that_can_be_set_is_there_and_no_other_is() -> None:
    app = JosApp(Found(()), None, Target("", ""))
    assert set(SPEC["theme"].choices) - {"auto"} == set(app.available_themes)
    assert {theme.name for theme in app.available_themes.values() if theme.ansi} == OF_TERMINAL


@pytest.mark.parametrize("name", [DARK, LIGHT])
def test_the_256_colours_are_those_of_the_terminal(name: str) -> None:
    theme = next(theme for theme in THEMES if theme.name == name)
    named = [theme.primary, theme.secondary, theme.warning, theme.error, theme.success]
    named += [theme.accent, theme.foreground, theme.background, theme.surface, theme.panel]
    for colour in [*named, *theme.variables.values()]:
        assert colour is not None
        red, green, blue = Color.parse(colour).rgb
        is_of_cube = {red, green, blue} <= {0, 95, 135, 175, 215, 255}
        is_grey = red == green == blue and red % 10 == 8
        assert is_of_cube or is_grey, colour


@pytest.mark.parametrize("theme", [DARK, LIGHT, OF_16, PLAIN])
@pytest.mark.parametrize("line", list(Line))
async def test_every_look_shows_every_kind_of_screen(
    server: S3Server, bucket: str, theme: str, line: Line
) -> None:
    async with running(server, bucket, Look(theme, line)) as pilot:
        assert bucket in shown(pilot)
        for key in ("question_mark", "u", "w", "colon", "f7"):
            await press(pilot, key)
            assert pilot.app.screen is not browser(pilot)
            await press(pilot, "escape")
        assert pilot.app.screen is browser(pilot)


@pytest.mark.parametrize("theme", [OF_16, PLAIN])
async def test_the_terminals_own_colours_are_left_to_it(
    server: S3Server, bucket: str, theme: str
) -> None:
    async with running(server, bucket, Look(theme)) as pilot:
        strips = pilot.app.screen._compositor.render_strips(pilot.app.size)
        styles = [segment.style for strip in strips for segment in strip if segment.style]
        used = [colour for style in styles for colour in (style.color, style.bgcolor) if colour]
        assert {colour.type for colour in used} <= {ColorType.DEFAULT, ColorType.STANDARD}


async def test_on_a_slow_line_the_tree_is_folded_however_wide(
    server: S3Server, bucket: str
) -> None:
    slow = Look(OF_16, Line.SLOW)
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
