"""Columns of fixed widths, so that a row can be drawn without looking at all the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from jos_tui.ui.preview.columns import Side
from jos_tui.ui.widgets.object_table_layout import fit

Item = TypeVar("Item")
_GAP = "  "
_LEAST_LAST = 24  # cells that the last column gets before others may have room


@dataclass(frozen=True, slots=True)
class RecordColumn(Generic[Item]):
    """One column: its title, its width in cells, and the printable text of an item.

    The last column of a row has what is left, whatever its width. ``rank`` says which goes first
    when there is no room: the highest.
    """

    title: str
    width: int
    text: Callable[[Item], str]
    rank: int = 0
    side: Side = Side.LEFT


def columns_that_fit(
    columns: Sequence[RecordColumn[Item]], width: int
) -> tuple[RecordColumn[Item], ...]:
    """Return the columns there is room for, in their order."""
    *others, last = columns
    while others and width - _taken(others) < _LEAST_LAST:
        others.remove(max(others, key=lambda column: column.rank))
    return (*others, last)


def heading(columns: Sequence[RecordColumn[Item]], width: int) -> str:
    """Return the line of titles."""
    return _joined(columns, [column.title for column in columns], width)


def row_text(columns: Sequence[RecordColumn[Item]], item: Item, width: int) -> str:
    """Return the line of an item, in at most ``width`` cells."""
    return _joined(columns, [column.text(item) for column in columns], width)


def _joined(columns: Sequence[RecordColumn[Item]], texts: Sequence[str], width: int) -> str:
    *others, last = texts
    cells = [
        _placed(text, column) for text, column in zip(others, columns[: len(others)], strict=True)
    ]
    room = max(0, width - _taken(columns[:-1]))
    return _GAP.join([*cells, fit(last, room)]).rstrip()


def _placed(text: str, column: RecordColumn[Item]) -> str:
    if column.side is Side.LEFT:
        return fit(text, column.width)
    bare = fit(text, column.width).rstrip()
    return fit("", column.width - len(bare)) + bare


def _taken(columns: Sequence[RecordColumn[Item]]) -> int:
    return sum(column.width + len(_GAP) for column in columns)
