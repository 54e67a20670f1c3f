"""The bottom line: the keys that work now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual import events
from textual.color import Color
from textual.content import Content
from textual.style import Style
from textual.widgets import Static


class Hint(NamedTuple):
    """A key, what it does, and the action of the screen that a click on it runs ("" for none)."""

    key: str
    label: str
    click: str = ""


class KeyFooter(Static):
    """Shows as many hints as fit; the last ones are kept, those before them go first."""

    auto_links = False
    KEPT_AT_END = 2

    def __init__(self, hints: Sequence[Hint] = ()) -> None:
        super().__init__(classes="key-footer")
        self._hints = tuple(hints)

    def show(self, hints: Sequence[Hint]) -> None:
        """Replace the hints; costs nothing when they are the same."""
        if tuple(hints) != self._hints:
            self._hints = tuple(hints)
            self.refresh()

    def render(self) -> Content:
        """Lay out what fits."""
        # Not as words: Textual would compile expressions to read them, for the first frame.
        colour = Color.parse(self.app.theme_variables["footer-key-foreground"])
        style = Style(foreground=colour, bold=True)
        hints = (_draw(hint, style) for hint in self._fitting())
        return Content.assemble(" ", Content("  ").join(hints))

    def _fitting(self) -> list[Hint]:
        hints = list(self._hints)
        while len(hints) > self.KEPT_AT_END and _cells(hints) >= self.size.width:
            del hints[-self.KEPT_AT_END - 1]
        return hints

    async def on_click(self, event: events.Click) -> None:
        """Do what the hint under the mouse says."""
        offset = event.get_content_offset(self)
        x = offset.x - 1 if offset is not None else -1
        for hint in self._fitting():
            cells = _cells_of(hint)
            if 0 <= x < cells and hint.click:
                await self.screen.run_action(hint.click)
                return
            x -= cells + 2


def _cells(hints: Sequence[Hint]) -> int:
    return sum(_cells_of(hint) + 2 for hint in hints)


def _cells_of(hint: Hint) -> int:
    return _draw(hint, Style.null()).cell_length


def _draw(hint: Hint, style: Style) -> Content:
    return Content.assemble((hint.key, style), " ", hint.label)
