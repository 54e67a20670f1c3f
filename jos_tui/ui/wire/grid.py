"""The cells of a screen."""

from __future__ import annotations

import re
from functools import cache

from jos_tui.ui.wire.styles import PLAIN

UNKNOWN = "\0"
"""The text of a cell of which it is not known, or does not matter, what it shows."""

CONTINUED = ""
"""The text of the second cell of a wide character."""

_NARROW = "\\x00 -~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0377\u0391-\u03ff\u0400-\u0481\u2010-\u2027"
_SIGNS = "\u2190-\u2193\u2500-\u25fc\u2713"
_WIDE = "\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3"
_CERTAINLY_NARROW = re.compile(f"[{_NARROW}{_SIGNS}]*")


def is_narrow(text: str) -> bool:
    """Whether each character certainly takes one cell."""
    return text.isascii() or _CERTAINLY_NARROW.fullmatch(text) is not None


def is_uncertain(text: str) -> bool:
    """Whether there is a character in it of which terminals disagree how wide it is."""
    return not is_narrow(text) and _uncertain().search(text) is not None


@cache
def _uncertain() -> re.Pattern[str]:
    """Compiled when it is first needed: of ranges this wide that takes milliseconds."""
    return re.compile(f"[^{_NARROW}{_SIGNS}{_WIDE}]")


class Grid:
    """For each line the texts of its cells, and their styles; a cell's text is a grapheme."""

    __slots__ = ("height", "styles", "texts", "touched", "width")

    def __init__(self, width: int, height: int) -> None:
        """Nothing is known of any cell."""
        self.width = width
        self.height = height
        self.texts = [[UNKNOWN] * width for _ in range(height)]
        self.styles = [[PLAIN] * width for _ in range(height)]
        self.touched = set(range(height))

    def take_touched(self) -> set[int]:
        """Return the lines that were written into since the last call, at first all."""
        touched, self.touched = self.touched, set()
        return touched

    def put(self, x: int, y: int, cells: list[str], style: int) -> None:
        """Write cells into a line; what does not fit is dropped. Halves of others become blanks."""
        if not (0 <= y < self.height and 0 <= x < self.width and cells):
            return
        texts, room = self.texts[y], self.width - x
        if len(cells) > room:
            cut_through = cells[room] == CONTINUED
            cells = cells[:room]
            if cut_through:
                cells[-1] = " "
        stop = x + len(cells)
        if texts[x] == CONTINUED and x:
            texts[x - 1] = " "
        if stop < self.width and texts[stop] == CONTINUED:
            texts[stop] = " "
        texts[x:stop] = cells
        self.touched.add(y)
        self.styles[y][x:stop] = [style] * len(cells)

    def join(self, x: int, y: int, text: str) -> None:
        """Add characters that have no width of their own to the cell left of x."""
        if not (0 <= y < self.height and 0 < x <= self.width):
            return
        texts = self.texts[y]
        at = x - 2 if texts[x - 1] == CONTINUED and x > 1 else x - 1
        if texts[at] not in {UNKNOWN, CONTINUED}:
            texts[at] += text
            self.touched.add(y)

    def copy(self) -> Grid:
        """Return one that can be changed without changing this one."""
        other = Grid(0, 0)
        other.width, other.height = self.width, self.height
        other.texts = [line.copy() for line in self.texts]
        other.styles = [line.copy() for line in self.styles]
        return other

    def shift(self, top: int, bottom: int, by: int) -> None:
        """Move the lines from top to bottom, both included, up; down if negative. Adds blanks."""
        new_texts = [[" "] * self.width for _ in range(abs(by))]
        new_styles = [[PLAIN] * self.width for _ in range(abs(by))]
        texts, styles = self.texts[top : bottom + 1], self.styles[top : bottom + 1]
        if by > 0:
            texts, styles = texts[by:] + new_texts, styles[by:] + new_styles
        else:
            texts, styles = new_texts + texts[:by], new_styles + styles[:by]
        self.texts[top : bottom + 1] = texts
        self.styles[top : bottom + 1] = styles
