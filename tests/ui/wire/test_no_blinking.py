"""While nothing happens nothing is drawn."""

from __future__ import annotations

from textual.widgets import Input

from tests.ui.driving import running


async def test_the_cursor_of_an_input_does_not_blink() -> None:
    async with running(None) as pilot:
        focused = pilot.app.screen.focused
        assert isinstance(focused, Input)
        assert not focused.cursor_blink
