"""From a row to a line of the screen. Names become the text of segments and are never parsed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.content import Content
from textual.strip import Strip

from jos_tui.browse.filtering import NameFilter
from jos_tui.browse.ordering import Order, SortBy
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.text import printable, printable_name
from jos_tui.ui.widgets.object_table_layout import (
    GAP,
    JOINER,
    MARK,
    ColumnWidths,
    column_widths,
    fit,
    size_text,
)

_STRIPS_KEPT = 1024
_LEVEL_ITSELF = "⟨folder marker⟩"


class Look(NamedTuple):
    """All that decides how a row looks, but for the styles. Two equal looks are one picture."""

    entry: Entry
    prefix: str
    age: str
    is_cursor: bool
    is_marked: bool
    filter: NameFilter | None
    width: int
    badge: str


class Painter:
    """Makes the lines of the table, and keeps those of rows.

    ``style`` returns the style of a component (``cursor``, ``header``…), complete or with only
    what the component itself sets; ``""`` is the widget's own.
    """

    def __init__(self, style: Callable[[str], Style], partial: Callable[[str], Style]) -> None:
        self._style = cache(style)
        self._partial = cache(partial)
        self._strips: LRUCache[Look, Strip] = LRUCache(_STRIPS_KEPT)

    def forget(self) -> None:
        """Drop the kept lines and styles: styles have changed."""
        self._strips.clear()
        self._style.cache_clear()
        self._partial.cache_clear()

    def row(self, look: Look) -> Strip:
        """Return the line of a row."""
        strip = self._strips.get(look)
        if strip is None:
            strip = self._strips[look] = self._row(look)
        return strip

    def blank(self, width: int) -> Strip:
        """Return an empty line."""
        return Strip.blank(width, self._style(""))

    def placeholder(self, text: str, line: int, width: int) -> Strip:
        """Return a line of the text that says why there are no rows."""
        lines = _wrapped(text, max(1, width - 2 * MARK))
        if line >= len(lines):
            return self.blank(width)
        shown = fit(" " * MARK + lines[line], width)
        return Strip([Segment(shown, self._style("placeholder"))], width)

    def header(self, order: Order, width: int) -> Strip:
        """Return the line of titles, with an arrow at the column the rows are sorted by."""
        arrow = "▼" if order.descending else "▲"
        titles = {SortBy.NAME: "Name", SortBy.SIZE: "Size", SortBy.MODIFIED: "Modified"}
        if order.by is SortBy.EXTENSION:
            titles[SortBy.NAME] = f"Name by extension {arrow}"
        else:
            titles[order.by] += f" {arrow}"
        columns = column_widths(width)
        if columns.size < len(titles[SortBy.SIZE]):
            titles[SortBy.SIZE] = titles[SortBy.SIZE].replace(" ", "")
        name = fit(titles[SortBy.NAME], columns.name)
        rest = _right_of_name(columns, titles[SortBy.SIZE], titles[SortBy.MODIFIED])
        return Strip([Segment(" " * MARK + name + rest, self._style("header"))], width)

    def _row(self, look: Look) -> Strip:
        entry, columns = look.entry, column_widths(look.width)
        base = self._style("cursor" if look.is_cursor else "marked" if look.is_marked else "")
        plain = not (look.is_cursor or look.is_marked)
        named = base + self._partial("prefix") if plain and entry.kind is Kind.PREFIX else base
        mark = "●" if look.is_marked else ""
        rest = _right_of_name(columns, size_text(entry, columns.size, look.badge), look.age)
        parts = [
            (fit(mark, MARK), base),
            *self._name(look, columns.name, named),
            (rest, base),
        ]
        return Strip(_segments(parts), look.width)

    def _name(self, look: Look, width: int, style: Style) -> Iterable[tuple[str, Style]]:
        name = look.entry.key[len(look.prefix) :]
        shown = printable_name(name) if name else _LEVEL_ITSELF
        span = look.filter.span(name) if look.filter else None
        if span is None or cell_len(shown) > width or JOINER in name:
            return [(fit(shown, width), style)]
        start, stop = (_shown_length(name, at) for at in span)
        found = style + self._partial("match")
        rest = shown[stop:] + " " * (width - cell_len(shown))
        return [(shown[:start], style), (shown[start:stop], found), (rest, style)]


@lru_cache(maxsize=4)
def _wrapped(text: str, width: int) -> tuple[str, ...]:
    lines: list[str] = []
    for line in text.splitlines():
        content = Content(printable(line))
        lines += [wrapped.plain for wrapped in content.wrap(width)] or [""]
    return tuple(lines)


def _shown_length(name: str, length: int) -> int:
    """Return how many characters of a shown name stand for the first ``length`` of the raw one."""
    return len(printable_name(name[:length] + "x")) - 1


def _right_of_name(columns: ColumnWidths, size: str, modified: str) -> str:
    gap, text = " " * GAP, ""
    if columns.size:
        text += gap + size.rjust(columns.size)[: columns.size]
    if columns.modified:
        text += gap + modified.ljust(columns.modified)[: columns.modified]
    return text


def _segments(parts: Iterable[tuple[str, Style]]) -> list[Segment]:
    """Join neighbours of one style: each change of style costs bytes on the line to the user."""
    segments: list[Segment] = []
    for text, style in parts:
        if segments and segments[-1].style == style:
            segments[-1] = Segment(segments[-1].text + text, style)
        elif text:
            segments.append(Segment(text, style))
    return segments
