"""How wide the columns of the object table are, and how a name is fitted into its own."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from rich.cells import cell_len

from jos_tui.core import formats
from jos_tui.core.entry import NO_SIZE, Entry

MARK = 2
GAP = 2
JOINER = "\u200d"
_SIZE = 9  # "1000.0 kB"
_SHORT_SIZE = 5  # "1000k"
_MODIFIED = 16  # "2026-11-22 17:49"
_ROOM_FOR_ALL = 58
_ROOM_FOR_SIZE = 34
_ROOM_FOR_SHORT_SIZE = 16
_ROOM_FOR_BOTH_ENDS = 8
_ELLIPSIS = "…"


class ColumnWidths(NamedTuple):
    """Widths in cells without the gaps; 0 is a column that is not shown."""

    name: int
    size: int
    modified: int


@lru_cache(maxsize=4)
def column_widths(width: int) -> ColumnWidths:
    """Share out a line: the time goes first, then the size gets short, the name has the rest."""
    if width >= _ROOM_FOR_ALL:
        size, modified = _SIZE, _MODIFIED
    elif width >= _ROOM_FOR_SIZE:
        size, modified = _SIZE, 0
    elif width >= _ROOM_FOR_SHORT_SIZE:
        size, modified = _SHORT_SIZE, 0
    else:
        size, modified = 0, 0
    taken = MARK + sum(GAP + column for column in (size, modified) if column)
    return ColumnWidths(max(0, width - taken), size, modified)


def size_text(entry: Entry, width: int, badge: str = "") -> str:
    """Return a size for a column: ``830.4 MB``, in a short one ``830M``.

    What has none shows its badge, or a dash.
    """
    if entry.size == NO_SIZE:
        return badge or "–"
    text = formats.size(entry.size)
    if width >= _SIZE:
        return text
    number, _, unit = text.partition(" ")
    if len(number) > 3:
        number = number.partition(".")[0]
    return number + unit[:1]


def fit(text: str, width: int) -> str:
    """Return text that takes exactly ``width`` cells: padded, or with its middle left out.

    Names of one folder often differ only at the end, so the end is kept. In very few cells only
    the beginning is.
    """
    if cell_len(text) > width:
        text = _shorten(text, width)
    return text + " " * (width - cell_len(text))


def fit_end(text: str, width: int) -> str:
    """Return the end of a text that has more than ``width`` cells: of a path, where it leads."""
    return text if cell_len(text) <= width else _ELLIPSIS + _ending(text, width - 1)


def _shorten(text: str, width: int) -> str:
    if width <= 0:
        return ""
    end = (width - 1) // 2 if width >= _ROOM_FOR_BOTH_ENDS else 0
    return _beginning(text, width - 1 - end) + _ELLIPSIS + _ending(text, end)


def _beginning(text: str, width: int) -> str:
    stop = 0
    while cell_len(text[: stop + 1]) <= width:
        stop += 1
    return text[:stop].rstrip(JOINER)


def _ending(text: str, width: int) -> str:
    start = len(text)
    while cell_len(text[start - 1 :]) <= width:
        start -= 1
    while start < len(text) and not cell_len(text[start]):
        start += 1  # a combining character whose base was left out
    return text[start:]
