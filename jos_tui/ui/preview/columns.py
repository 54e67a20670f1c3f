"""Columns of text shared out over a line: without room the least important go first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from rich.cells import cell_len

from jos_tui.ui.widgets.object_table_layout import fit

_GAP = "  "
_LEAST_FIRST = 14  # cells that the first column gets before others may have room


class Side(Enum):
    """Where the text of a column stands."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: printable texts, and the most cells it may take.

    ``rank`` says which goes first when there is no room: the highest.
    """

    title: str
    texts: Sequence[str]
    most: int
    rank: int = 0
    side: Side = Side.LEFT

    @property
    def width(self) -> int:
        """Cells it takes."""
        return min(self.most, max(map(cell_len, (self.title, *self.texts))))


def lay_out(columns: Sequence[Column], width: int) -> list[str]:
    """Return the line of titles and a line for each row. The first column has what is left."""
    first, *others = columns
    while others and width - _taken(others) < min(_LEAST_FIRST, first.width):
        others.remove(max(others, key=lambda column: column.rank))
    cells = max(0, min(first.width, width - _taken(others)))
    widths = [cells, *(column.width for column in others)]
    kept = (first, *others)
    table = [
        [column.title for column in kept],
        *zip(*(column.texts for column in kept), strict=True),
    ]
    sides = [column.side for column in kept]
    return [_GAP.join(map(_placed, row, widths, sides)).rstrip() for row in table]


def _taken(columns: Sequence[Column]) -> int:
    return sum(len(_GAP) + column.width for column in columns)


def _placed(text: str, width: int, side: Side) -> str:
    fitted = fit(text, width)
    if side is Side.LEFT:
        return fitted
    bare = fitted.rstrip()
    return " " * (width - cell_len(bare)) + bare
