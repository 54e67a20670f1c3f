"""A list of rows of text, drawn line by line, in which only what looks different is drawn again."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar, overload

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from jos_tui.ui.widgets.object_table_layout import fit


class RowTone(Enum):
    """How a row is meant; the value is the name of its style."""

    PLAIN = "plain"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Row:
    """What is shown of one thing: as many lines of printable text as the list has for each."""

    key: int
    lines: tuple[str, ...]
    tone: RowTone = RowTone.PLAIN


class RowsOnDemand(Sequence[Row]):
    """Very many rows, each made when it is drawn. Their keys are their places."""

    @abstractmethod
    def at(self, place: int) -> Row:
        """Return one row."""

    @overload
    def __getitem__(self, where: int) -> Row: ...
    @overload
    def __getitem__(self, where: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, where: int | slice) -> Row | tuple[Row, ...]:
        """Return one, or those of a slice."""
        places = range(len(self))[where]
        return self.at(places) if isinstance(places, int) else tuple(map(self.at, places))


@dataclass(frozen=True, slots=True)
class _Look:
    """All that decides how a line looks, but for the styles."""

    text: str
    style: str
    width: int


class LineList(ScrollView, can_focus=True, inherit_bindings=False):
    """Shows rows, with a cursor that stays on its key. Its screen binds keys to the actions."""

    ALLOW_SELECT = False
    auto_links = False

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "line-list--plain",
        "line-list--warning",
        "line-list--error",
        "line-list--cursor",
    }

    cursor_row: reactive[int] = reactive(0, repaint=False, init=False)
    """The row under the cursor; setting it scrolls so that the row can be seen."""

    class CursorMoved(Message):
        """The cursor lies on another row than before, or on none."""

    class Opened(Message):
        """A row was double-clicked."""

    def __init__(self, height: int, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        """``height`` is how many lines each row has."""
        super().__init__(id=id)
        self._height = height
        self._rows: Sequence[Row] = ()
        self._number = 0
        self._placeholder = ""
        self._drawn: dict[int, _Look] = {}

    @property
    def allow_vertical_scroll(self) -> bool:
        """Whether the wheel scrolls: there is no scroll bar to tell."""
        return self.max_scroll_y > 0

    @property
    def rows(self) -> Sequence[Row]:
        """What is shown."""
        return self._rows

    @property
    def cursor_key(self) -> int | None:
        """The key of the row under the cursor, None if there are no rows."""
        if isinstance(self._rows, RowsOnDemand):
            return self.cursor_row if len(self._rows) else None
        return self._rows[self.cursor_row].key if self._rows else None

    @property
    def first_visible(self) -> int:
        """The number of the first row on screen."""
        return self._top // self._height

    @property
    def rows_on_screen(self) -> int:
        """How many rows have room."""
        return max(1, self.size.height // self._height)

    def show(self, rows: Sequence[Row], placeholder: str = "") -> None:
        """Show these rows, or the words if there are none. The cursor stays on its key."""
        key, row = self.cursor_key, self.cursor_row
        number_before, self._number = self._number, len(rows)
        self._rows = rows if isinstance(rows, RowsOnDemand) else tuple(rows)
        self._placeholder = placeholder
        found = self._find(key, row)
        self.set_reactive(LineList.cursor_row, found)
        if len(rows) != number_before:
            self.virtual_size = Size(0, len(rows) * self._height)
        if found != row:
            self._scroll_top_to(self._top + (found - row) * self._height)
        self._bring_cursor_into_view()
        self._draw_changes()
        if self.cursor_key != key:
            self.post_message(self.CursorMoved())

    def _find(self, key: int | None, row: int) -> int:
        if row < len(self._rows) and self._rows[row].key == key:
            return row
        if isinstance(self._rows, RowsOnDemand):
            return self.validate_cursor_row(row)
        places = (place for place, row_there in enumerate(self._rows) if row_there.key == key)
        return self.validate_cursor_row(next(places, row))

    def action_move(self, by: int) -> None:
        """Move the cursor by rows."""
        self.cursor_row += by

    def action_move_pages(self, by: float) -> None:
        """Move the cursor by pages."""
        self.cursor_row += int(by * self.rows_on_screen)

    def action_first(self) -> None:
        """Move to the first row."""
        self.cursor_row = 0

    def action_last(self) -> None:
        """Move to the last row there is so far."""
        self.cursor_row = len(self._rows) - 1

    def on_click(self, event: events.Click) -> None:
        """Move the cursor; the second of two clicks opens."""
        offset = event.get_content_offset(self)
        row = (self._top + offset.y) // self._height if offset is not None else len(self._rows)
        if row < len(self._rows):
            self.cursor_row = row
            if event.chain == 2:
                self.post_message(self.Opened())

    def on_resize(self) -> None:
        """Keep the cursor on screen."""
        self._bring_cursor_into_view()

    def validate_cursor_row(self, row: int) -> int:
        """Keep the cursor within the rows."""
        return max(0, min(row, len(self._rows) - 1))

    def watch_cursor_row(self, old: int, new: int) -> None:
        """Draw the rows that the cursor left and entered."""
        self._bring_cursor_into_view()
        self._draw_changes()
        if old != new:
            self.post_message(self.CursorMoved())

    def notify_style_update(self) -> None:
        """Draw everything in the new styles."""
        super().notify_style_update()
        self._drawn.clear()

    def render_line(self, y: int) -> Strip:
        """Return line ``y`` of what is on screen."""
        look = self._drawn[y] = self._look(self._top + y)
        style = self._style(look.style)
        return Strip([Segment(fit(look.text, look.width), style)], look.width)

    def _look(self, line: int) -> _Look:
        width = self.size.width
        row, part = divmod(line, self._height)
        if row >= len(self._rows):
            words = _wrapped(self._placeholder, width) if not self._rows else []
            return _Look(words[line] if line < len(words) else "", "", width)
        shown = self._rows[row]
        text = f" {shown.lines[part]}" if part < len(shown.lines) else ""
        return _Look(text, "cursor" if row == self.cursor_row else shown.tone.value, width)

    def _draw_changes(self) -> None:
        top = self._top
        for y in range(self.size.height):
            if self._drawn.get(y) != self._look(top + y):
                self.refresh_line(top + y)

    @property
    def _top(self) -> int:
        return self.scroll_offset.y

    def _bring_cursor_into_view(self) -> None:
        first, top = self.cursor_row * self._height, self._top
        last = first + self._height
        if first < top or last > top + self.size.height:
            self._scroll_top_to(first - (self.size.height - self._height) // 2)

    def _scroll_top_to(self, line: int) -> None:
        if self.is_attached:
            self.scroll_to(y=line, animate=False, force=True)

    def _style(self, component: str) -> Style:
        if not component:
            return self.rich_style
        return self.get_component_rich_style(f"line-list--{component}")


def _wrapped(text: str, width: int) -> list[str]:
    lines: list[str] = []
    for line in text.splitlines():
        lines += [f" {part.plain}" for part in Content(line).wrap(max(1, width - 2))]
    return lines
