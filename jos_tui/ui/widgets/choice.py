"""One of a few values, on one line."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import TypeVar

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Static

Value = TypeVar("Value", bound=Enum)

_NO_BREAK = "\u00a0"


class Choice(Static, can_focus=True):
    """Shows every value and which is chosen; left and right, space or a click change it."""

    auto_links = False
    BINDINGS = [
        Binding("right,l,space", "step(1)", show=False),
        Binding("left,h", "step(-1)", show=False),
    ]

    def __init__(
        self, label: str, values: Sequence[Enum], first: Enum | None = None, **kwargs: str
    ) -> None:
        """``first`` is what is chosen to begin with, the first of the values if it is None."""
        super().__init__(id=kwargs.get("id"), classes="choice")
        self._label = label
        self._values = tuple(values)
        self._index = 0 if first is None else self._values.index(first)

    def chosen(self, kind: type[Value]) -> Value:
        """Return the value that is chosen."""
        return kind(self._values[self._index].value)

    def action_step(self, by: int) -> None:
        """Choose the next or previous value."""
        self._index = (self._index + by) % len(self._values)
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Choose the value under the mouse; where they need several lines, the next one."""
        if self.size.height > 1:
            self.action_step(1)
            return
        x = event.x - len(self._label) - 2
        for index, value in enumerate(self._values):
            width = len(str(value.value)) + 3
            if 0 <= x < width:
                self._index = index
                self.refresh()
            x -= width

    def render(self) -> Content:
        """Draw label and values."""
        parts: list[Content | str] = [f"{self._label}  "]
        now = "bold reverse" if self.has_focus else "bold $text-accent"
        for index, value in enumerate(self._values):
            chosen = index == self._index
            words = str(value.value).replace(" ", _NO_BREAK)
            text = f"‹{words}›" if chosen else f"{_NO_BREAK}{words}{_NO_BREAK}"
            parts += [Content.styled(text, now if chosen else "$text-muted"), " "]
        return Content.assemble(*parts)
