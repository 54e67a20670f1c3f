"""The right pane: the rows of one level, drawn line by line however many there are."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive, var
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from jos_tui.browse.dataset import Datasets
from jos_tui.browse.listing_model import Change, ListingModel
from jos_tui.browse.ordering import Order
from jos_tui.core import formats
from jos_tui.core.entry import Entry
from jos_tui.core.location import Location
from jos_tui.ui.compositor import FramedLines
from jos_tui.ui.widgets.object_table_paint import Look, Painter
from jos_tui.ui.widgets.object_table_style import COMPONENTS, CSS

_HEADER = 1


def _clock() -> int:
    return time.time_ns() // 1_000_000


class ObjectTable(ScrollView, can_focus=True, inherit_bindings=False):
    """Shows a ListingModel, with a cursor that stays on its key whatever happens around it.

    It has no keys of its own: a screen binds keys to the ``action_…`` methods. Whoever changes the
    model hands the Change to :meth:`apply_change`. Only lines that look different are drawn again.
    Whoever adds to ``datasets`` calls :meth:`show_badges`.
    """

    ALLOW_SELECT = False
    auto_links = False

    COMPONENT_CLASSES: ClassVar[set[str]] = COMPONENTS
    DEFAULT_CSS = CSS

    cursor_row: reactive[int] = reactive(0, repaint=False, init=False)
    """The row under the cursor, counted in the model's visible rows; 0 if there is none.

    Setting it scrolls so that the row can be seen.
    """

    placeholder: var[str] = var("", init=False)
    """What is shown while there are no rows; may have several lines."""

    class CursorMoved(Message):
        """The cursor lies on another key than before, or on none."""

        def __init__(self, table: ObjectTable, entry: Entry | None) -> None:
            super().__init__()
            self.table = table
            self.entry = entry

        @property
        def control(self) -> ObjectTable:
            """The table."""
            return self.table

        def can_replace(self, message: Message) -> bool:
            """Only the last place of the cursor counts."""
            return isinstance(message, ObjectTable.CursorMoved) and message.table is self.table

    class Opened(Message):
        """A row was opened: Enter, or a double click."""

        def __init__(self, table: ObjectTable, entry: Entry) -> None:
            super().__init__()
            self.table = table
            self.entry = entry

        @property
        def control(self) -> ObjectTable:
            """The table."""
            return self.table

    def __init__(
        self,
        *,
        now_ms: Callable[[], int] = _clock,
        id: str | None = None,  # noqa: A002 - the name Textual gives it
        classes: str | None = None,
    ) -> None:
        """``now_ms`` tells the time, in milliseconds since 1970 UTC, that ages are counted to."""
        super().__init__(id=id, classes=classes)
        self._now_ms = now_ms
        self.datasets = Datasets()
        self._model = ListingModel(Location())
        self._painter = Painter(self._style, self._partial_style)
        self._styles_cache = FramedLines()
        self._cursor_key = ""
        self._announced_key = ""
        self._range_from = ""
        self._drawn: dict[int, Look] = {}
        self._drawn_order: Order | None = None
        self._had_rows = False

    @property
    def model(self) -> ListingModel:
        """The listing on screen."""
        return self._model

    @property
    def allow_vertical_scroll(self) -> bool:
        """Whether the wheel scrolls: there is no scroll bar to tell."""
        return self.max_scroll_y > 0

    @property
    def cursor_entry(self) -> Entry | None:
        """The row under the cursor, None if there are no rows."""
        return self._model.entry(self.cursor_row) if len(self._model) else None

    @property
    def cursor_screen_line(self) -> int:
        """How many rows are shown above the cursor's."""
        return max(0, min(self.cursor_row - self._top, self._page - 1))

    @property
    def rows_on_screen(self) -> range:
        """The rows that can be seen."""
        return range(self._top, min(self._top + self._page, len(self._model)))

    @property
    def range_is_open(self) -> bool:
        """Whether a range is being chosen."""
        return bool(self._range_from)

    def show(self, model: ListingModel) -> None:
        """Show another listing, from its first row."""
        self._model = model
        self._range_from = self._cursor_key = ""
        self._had_rows = len(model) > 0
        self.set_reactive(ObjectTable.cursor_row, 0)
        self._fit_virtual_size()
        self._scroll_top_to(0)
        self.refresh()
        self._note_cursor()

    def apply_change(self, change: Change) -> None:
        """Draw what a method of the model has changed; the cursor follows its key."""
        top, cursor = self._top, self.cursor_row
        cursor_was_visible = top <= cursor < top + self._page
        followed = self._followed_row()
        self.set_reactive(ObjectTable.cursor_row, followed)
        self._fit_virtual_size()
        self._scroll_top_to(top + followed - cursor if cursor_was_visible else top)
        if cursor_was_visible:
            self._bring_cursor_into_view()
        self._refresh_rows(change.first, change.stop)
        self._refresh_rows(cursor, cursor + 1)
        self._refresh_rows(followed, followed + 1)
        self._refresh_what_is_no_row()
        self._note_cursor()

    def show_badges(self) -> None:
        """Draw what is known by now of the datasets on screen."""
        self._refresh_rows(self._top, self._top + self._page)

    def move_cursor_to(self, key: str, screen_line: int | None = None) -> bool:
        """Put the cursor on a key, if it has a row; return whether it has.

        ``screen_line`` is how many rows to show above it, as far as there are.
        """
        row = self._model.row_of(key)
        if row is None:
            return False
        if screen_line is not None:
            self._scroll_top_to(row - screen_line)
        self.cursor_row = row
        return True

    def toggle_mark(self) -> None:
        """Mark the cursor's row, or take its mark off, and step down. Closes an open range."""
        if not len(self._model):
            return
        if self._range_from:
            self.toggle_range()
        else:
            self.apply_change(self._model.toggle_mark(self.cursor_row))
        self.action_cursor_down()

    def toggle_range(self) -> None:
        """Begin a range at the cursor's row; the second time, mark what lies between."""
        if not self._range_from:
            self._range_from = self._cursor_key if len(self._model) else ""
            self._refresh_rows(self.cursor_row, self.cursor_row + 1)
            return
        chosen = self._range()
        self._range_from = ""
        if chosen:
            self.apply_change(self._model.mark_between(chosen[0], chosen[-1]))

    def end_range(self) -> bool:
        """Forget the range that is being chosen; return whether there was one."""
        if not self._range_from:
            return False
        self._range_from = ""
        self._refresh_rows(self._top, self._top + self._page)
        return True

    def selection(self) -> Sequence[Entry]:
        """Return what an action is about; an open range is marked first."""
        if self._range_from:
            self.toggle_range()
        return self._model.selection(self.cursor_row)

    def action_cursor_down(self) -> None:
        """Move one row down."""
        self.cursor_row += 1

    def action_cursor_up(self) -> None:
        """Move one row up."""
        self.cursor_row -= 1

    def action_page_down(self) -> None:
        """Move down by what is on screen."""
        self._move_by(self._page)

    def action_page_up(self) -> None:
        """Move up by what is on screen."""
        self._move_by(-self._page)

    def action_half_page_down(self) -> None:
        """Move down by half of what is on screen."""
        self._move_by(max(1, self._page // 2))

    def action_half_page_up(self) -> None:
        """Move up by half of what is on screen."""
        self._move_by(-max(1, self._page // 2))

    def action_first(self) -> None:
        """Move to the first row."""
        self.cursor_row = 0

    def action_last(self) -> None:
        """Move to the last row there is so far."""
        self.cursor_row = len(self._model) - 1

    def action_open(self) -> None:
        """Open the cursor's row."""
        if (entry := self.cursor_entry) is not None:
            self.post_message(self.Opened(self, entry))

    def on_click(self, event: events.Click) -> None:
        """Move the cursor; the second of two clicks opens."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y < _HEADER:
            return
        row = self._top + offset.y - _HEADER
        if row >= len(self._model):
            return
        self.cursor_row = row
        if event.chain == 2:
            self.action_open()

    def on_resize(self) -> None:
        """Keep the cursor on screen."""
        self._bring_cursor_into_view()

    def validate_cursor_row(self, row: int) -> int:
        """Keep the cursor within the rows."""
        return max(0, min(row, len(self._model) - 1))

    def watch_cursor_row(self, old: int, new: int) -> None:
        """Redraw the rows the cursor left and entered, and those a range gained or lost."""
        self._bring_cursor_into_view()
        if self._range_from:
            self._refresh_rows(min(old, new), max(old, new) + 1)
        else:
            self._refresh_rows(old, old + 1)
            self._refresh_rows(new, new + 1)
        self._note_cursor()

    def watch_placeholder(self) -> None:
        """Redraw only if it can be seen."""
        if not len(self._model):
            self.refresh()

    def notify_style_update(self) -> None:
        """Forget lines in the styles from before."""
        super().notify_style_update()
        self._painter.forget()

    def render_line(self, y: int) -> Strip:
        """Return line ``y`` of what is on screen."""
        width = self.size.width
        if y < _HEADER:
            self._drawn_order = self._model.order
            return self._painter.header(self._model.order, width)
        look = self._look(self._top + y - _HEADER, width)
        if look is not None:
            self._drawn[y] = look
            return self._painter.row(look)
        self._drawn.pop(y, None)
        if len(self._model):
            return self._painter.blank(width)
        return self._painter.placeholder(self.placeholder, y - _HEADER, width)

    @property
    def _top(self) -> int:
        """The first row on screen."""
        return self.scroll_offset.y

    @property
    def _page(self) -> int:
        """How many rows have room on screen."""
        return max(1, self.size.height - _HEADER)

    def _look(self, row: int, width: int) -> Look | None:
        model = self._model
        if row >= len(model):
            return None
        entry, chosen = model.entry(row), self._range()
        return Look(
            entry,
            model.location.prefix,
            self._when(entry),
            row == self.cursor_row,
            model.is_marked(entry.key) or row in chosen,
            model.filter,
            width,
            self.datasets.badge(model.location, entry),
        )

    def _when(self, entry: Entry) -> str:
        """Return the age of a row; a dataset somebody has looked at has a number of arrays."""
        arrays = self.datasets.arrays(self._model.location, entry)
        if arrays is None:
            return formats.age(entry.modified_ms, self._now_ms())
        return formats.plural(arrays, "array")

    def _range(self) -> range:
        """Return the rows of the range that is being chosen."""
        start = self._model.row_of(self._range_from) if self._range_from else None
        if start is None:
            return range(0)
        return range(min(start, self.cursor_row), max(start, self.cursor_row) + 1)

    def _refresh_rows(self, first: int, stop: int) -> None:
        """Draw those of the rows again that are on screen and look different by now."""
        top, width = self._top, self.size.width
        for row in range(max(first, top), min(stop, top + self._page)):
            if self._drawn.get(row - top + _HEADER) != self._look(row, width):
                self.refresh_line(row + _HEADER)

    def _refresh_what_is_no_row(self) -> None:
        if self._had_rows is not (len(self._model) > 0):
            self._had_rows = len(self._model) > 0
            self.refresh()
        if self._drawn_order not in {None, self._model.order}:
            self.refresh_line(self._top)

    def _followed_row(self) -> int:
        """Return where the cursor belongs: on its key, in the place of its key, or where it was."""
        near = self._model.row_near(self._cursor_key) if self._cursor_key else None
        return self.validate_cursor_row(self.cursor_row if near is None else near)

    def _note_cursor(self) -> None:
        entry = self.cursor_entry
        key = entry.key if entry else ""
        self._cursor_key = key or self._cursor_key  # a filter without hits does not lose it
        if key != self._announced_key:
            self._announced_key = key
            self.post_message(self.CursorMoved(self, entry))

    def _move_by(self, rows: int) -> None:
        """Move the cursor and what is on screen alike, so that the cursor keeps its line."""
        self._scroll_top_to(self._top + rows)
        self.cursor_row += rows

    def _bring_cursor_into_view(self) -> None:
        """Scroll by half a page where it left the screen: line by line each step costs a page."""
        if not self._top <= self.cursor_row < self._top + self._page:
            self._scroll_top_to(self.cursor_row - self._page // 2)

    def _scroll_top_to(self, row: int) -> None:
        top = self._top
        if self.is_attached:
            self.scroll_to(y=row, animate=False, force=True)
        if self._top != top:
            self.refresh(self.size.region.grow((0, 1, 0, 1)))  # whole lines need no cutting

    def _fit_virtual_size(self) -> None:
        # Not by assignment: that would lay out the screen and draw every line for each page.
        self.set_reactive(Widget.virtual_size, Size(0, _HEADER + len(self._model)))

    def _style(self, component: str) -> Style:
        if not component:
            return self.rich_style
        return self.get_component_rich_style(f"object-table--{component}")

    def _partial_style(self, component: str) -> Style:
        return self.get_component_rich_style(f"object-table--{component}", partial=True)
