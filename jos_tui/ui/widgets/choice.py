"""One of a few values, on as few lines as they need."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple, TypeVar

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static

Value = TypeVar("Value", bound=Enum)


class _Placed(NamedTuple):
    """Where a value is drawn: its first column and its line, from 0, and how wide it is."""

    x: int
    y: int
    width: int


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
        """Choose the value under the mouse."""
        for index, place in enumerate(self._placed(self.size.width)):
            if place.y == event.y and place.x <= event.x < place.x + place.width:
                self._index = index
                self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return how many lines the values need."""
        return self._placed(width)[-1].y + 1

    def render(self) -> Content:
        """Draw label and values."""
        parts: list[Content | str] = [self._label]
        now = "bold reverse" if self.has_focus else "bold $text-accent"
        x, y = len(self._label), 0
        for index, place in enumerate(self._placed(self.size.width)):
            if place.y > y:
                parts.append("\n")
                x, y = 0, place.y
            parts.append(" " * (place.x - x))
            words = str(self._values[index].value)
            if index == self._index:
                parts.append(Content.styled(f"‹{words}›", now))
            else:
                parts.append(Content.styled(f" {words} ", "$text-muted"))
            x = place.x + place.width
        return Content.assemble(*parts)

    def _placed(self, width: int) -> list[_Placed]:
        """Return where the values are drawn: none is torn, whatever a line holds."""
        sizes = [len(str(value.value)) + 2 for value in self._values]
        begin = len(self._label) + 2
        indent = begin if begin + max(sizes) <= width else 0
        placed: list[_Placed] = []
        x, y = begin, 0
        for size in sizes:
            if x + size > width and x > indent:
                x, y = indent, y + 1
            placed.append(_Placed(x, y, size))
            x += size + 1
        return placed
