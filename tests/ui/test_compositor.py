"""What is rendered for an update: only the widgets that it touches, and the same as by Textual."""

from __future__ import annotations

import pytest
from textual._compositor import Compositor
from textual.app import App, ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widgets import Static

from jos_tui.ui.compositor import FrugalCompositor, FrugalScreen, draw_now


class Counted(Static):
    """Counts how often its lines were asked for."""

    asked = 0

    def render_lines(self, crop: Region) -> list[Strip]:
        self.asked += 1
        return super().render_lines(crop)


class Panes(Screen[None]):
    """Side by side, scrolled, over the edge, and one in front of the others."""

    CSS = """
    Panes { layers: below above; }
    Counted { width: 1fr; height: 3; }
    #far { offset: 60 0; }
    #front { layer: above; width: 9; height: 2; offset: 5 1; }
    VerticalScroll { height: 4; }
    """

    def __init__(self, compositor: Compositor) -> None:
        super().__init__()
        self._compositor = compositor

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Counted("left", id="left")
            yield Counted("right", id="right")
            yield Counted("far", id="far")
        with VerticalScroll():
            for number in range(9):
                yield Counted(f"row {number}", id=f"row{number}")
        yield Counted("front", id="front")


async def lines_of(compositor: Compositor) -> list[str]:
    app = App[None]()
    async with app.run_test(size=(70, 14)) as pilot:
        panes = Panes(compositor)
        await app.push_screen(panes)
        panes.query_one(VerticalScroll).scroll_to(y=5, animate=False, immediate=True)
        await pilot.pause()
        panes.query_one("#left", Counted).update("changed")
        await pilot.pause()
        return [strip.text for strip in panes._compositor.render_strips()]


async def test_it_draws_what_textual_draws() -> None:
    assert await lines_of(FrugalCompositor()) == await lines_of(Compositor())


@pytest.mark.parametrize("changed", ["left", "right"])
async def test_who_is_not_touched_is_not_asked(changed: str) -> None:
    app = App[None]()
    async with app.run_test(size=(70, 14)) as pilot:
        panes = Panes(FrugalCompositor())
        await app.push_screen(panes)
        await pilot.pause()
        for each in panes.query(Counted):
            each.asked = 0
        panes.query_one(f"#{changed}", Counted).update("changed")
        await pilot.pause()
        asked = {each.id for each in panes.query(Counted) if each.asked}
    assert changed in asked
    assert asked <= {changed, "front"}


class Behind(Horizontal):
    """Counts how often its own lines were asked for, which lie behind those of its children."""

    asked = 0

    def render_lines(self, crop: Region) -> list[Strip]:
        self.asked += 1
        return super().render_lines(crop)


class Covering(Screen[None]):
    """A container that is full, and one with room left."""

    CSS = """
    Behind { height: 3; }
    #full Static { width: 1fr; height: 3; }
    #loose Static { width: 1fr; height: 2; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._compositor = FrugalCompositor()

    def compose(self) -> ComposeResult:
        for name in ("full", "loose"):
            with Behind(id=name):
                yield Static("left")
                yield Static("right")


async def test_what_is_not_seen_behind_others_is_not_asked() -> None:
    app = App[None]()
    async with app.run_test(size=(71, 6)) as pilot:
        covering = Covering()
        await app.push_screen(covering)
        await pilot.pause()
        assert covering.query_one("#full", Behind).asked == 0
        assert covering.query_one("#loose", Behind).asked > 0


class Focused(Counted, can_focus=True):
    """Has the keys."""


class OneWithKeys(App[None]):
    """Shows a widget that has the keys."""

    def compose(self) -> ComposeResult:
        yield Focused("one")


async def test_what_a_key_changed_is_drawn_at_once_and_once() -> None:
    app = OneWithKeys()
    async with app.run_test() as pilot:
        one = app.query_one(Focused)
        await pilot.pause()
        one.asked = 0
        one.refresh()
        draw_now(app.screen)
        assert one.asked == 1
        draw_now(app.screen)
        await pilot.pause()
        assert one.asked == 1


async def test_what_has_to_be_laid_out_first_is_left_to_textual() -> None:
    app = OneWithKeys()
    async with app.run_test() as pilot:
        one = app.query_one(Focused)
        await pilot.pause()
        one.asked = 0
        one.update("one\nmore")
        draw_now(app.screen)
        assert not one.asked
        await pilot.pause()
        assert one.asked


async def test_what_is_to_be_drawn_stays_so_when_the_same_size_is_told_again() -> None:
    app: App[None] = App()
    async with app.run_test() as pilot:
        screen = FrugalScreen("")
        await app.push_screen(screen)
        await pilot.pause()
        screen.refresh(layout=True)
        screen._screen_resized(screen.size)
        assert screen._layout_required
        assert screen._repaint_required
