"""Moves a terminal's cursor and changes its style with as few bytes as there are ways to."""

from __future__ import annotations

from jos_tui.ui.wire.styles import PLAIN, Styles

_NOWHERE = -1
_FEW = 3


class Pencil:
    """Knows where the cursor of a terminal is and in which style it writes, as far as is known."""

    __slots__ = ("_output", "_style", "_styles", "_width", "_x", "_y")

    def __init__(self, styles: Styles, width: int) -> None:
        """Neither place nor style are known."""
        self._styles = styles
        self._width = width
        self._x = self._y = _NOWHERE
        self._style: int | None = None
        self._output: list[str] = []

    def copy(self) -> Pencil:
        """Return one that has written nothing yet, at the same place."""
        other = Pencil(self._styles, self._width)
        other._x, other._y, other._style = self._x, self._y, self._style
        return other

    def take_output(self) -> str:
        """Return what was written since it was asked for last."""
        output = "".join(self._output)
        self._output.clear()
        return output

    def go(self, x: int, y: int) -> None:
        """Move the cursor."""
        if (x, y) != (self._x, self._y):
            self._output.append(self._way(x, y))
            self._x, self._y = x, y

    def use(self, style: int) -> None:
        """Write in this style from now on."""
        if self._style is None:
            self._output.append("\x1b[m")
            self._style = PLAIN
        if style != self._style:
            self._output.append(self._styles.change(self._style, style))
            self._style = style

    def write(self, text: str, cells: int) -> None:
        """Write text that takes so many cells."""
        self._output.append(text)
        self._x += cells
        if self._x >= self._width:
            self.lose_place()

    def command(self, sequence: str) -> None:
        """Send what moves nothing."""
        self._output.append(sequence)

    def end_style(self) -> None:
        """Go back to the terminal's own style, if it ever was left."""
        if self._style is not None:
            self.use(PLAIN)

    def lose_place(self) -> None:
        """Take it that the cursor is no longer known to be anywhere."""
        self._x = self._y = _NOWHERE

    def _way(self, x: int, y: int) -> str:
        address = f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H" if y else "\x1b[H"
        down = y - self._y
        if self._y == _NOWHERE or not 0 <= down <= _FEW:
            return address
        if down == 0 and 0 < self._x - x <= _FEW:
            return "\b" * (self._x - x)
        ways = [address, "\r" + "\n" * down + _right(x)]
        if down == 0:
            ways.append(_right(x - self._x) if x > self._x else f"\x1b[{self._x - x}D")
        return min(ways, key=_bytes_on_the_line)


def _bytes_on_the_line(sequence: str) -> int:
    return len(sequence) + sequence.count("\n")  # a terminal's line sends a carriage return too


def _right(cells: int) -> str:
    return "" if cells == 0 else "\x1b[C" if cells == 1 else f"\x1b[{cells}C"
