"""The file that Textual writes to, in front of the one that is the terminal."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import IO, Self

from jos_tui.ui.wire.abilities import Abilities
from jos_tui.ui.wire.grid import Grid
from jos_tui.ui.wire.painter import Painter
from jos_tui.ui.wire.reader import Effect, Foreign, Reader
from jos_tui.ui.wire.styles import Styles

_BEGIN_FRAME, _END_FRAME = "\x1b[?2026h", "\x1b[?2026l"
_MOMENT_SECONDS = 0.02
Measure = Callable[[], tuple[int, int]]


class Mark(str):
    """A place in the output. ``reached`` is called when all that is before it has been sent."""

    __slots__ = ("reached",)
    reached: Callable[[], None]

    def __new__(cls, reached: Callable[[], None]) -> Self:
        """It is no text by itself."""
        mark = super().__new__(cls)
        mark.reached = reached
        return mark


class Outlet:
    """Has the thread that writes go first.

    Python lets the thread that has drawn go on for milliseconds before another one gets to write.
    """

    def __init__(self, write: Callable[[str], None]) -> None:
        """``write`` hands output to the thread that writes."""
        self._write = write
        self._sent = threading.Event()
        self._sent.set()

    def let_out(self) -> None:
        """Wait until all that was written by now is sent, for a moment at most.

        Not at all while the terminal has not taken what was let out before.
        """
        if self._sent.is_set():
            self._sent.clear()
            self._write(Mark(self._sent.set))
            self._sent.wait(_MOMENT_SECONDS)


class ScreenFile:
    """Takes frames by :meth:`write`; :meth:`flush` sends what changed since the last one.

    Frames that come faster than the terminal takes them are left out. ``write`` and ``flush`` are
    for one thread; :meth:`draw_all_again` may be called on any, and in a signal handler.
    """

    def __init__(self, terminal: IO[str], can: Abilities, measure: Measure) -> None:
        """``measure`` returns columns and lines of the terminal."""
        self._terminal = terminal
        self._measure = measure
        self._size = measure()
        styles = Styles()
        self._reader = Reader(Grid(*self._size), styles, can.signs)
        self._painter = Painter(styles, can, *self._size)
        self._pending: list[str] = []
        self._in_frame = False
        self._marks_frames = False
        self._draw_all = False
        self._marks: list[Mark] = []

    def fileno(self) -> int:
        """Return the number of the terminal's file."""
        return self._terminal.fileno()

    def draw_all_again(self) -> None:
        """Trust nothing to be on the screen at the next flush."""
        self._draw_all = True

    def write(self, text: str) -> None:
        """Take output. Nothing is sent yet."""
        if isinstance(text, Mark):
            self._marks.append(text)
            return
        self._fit()
        for foreign in self._reader.feed(text):
            self._pass_on(foreign)

    def flush(self) -> None:
        """Send what changed; within a frame that is not complete nothing but what had to be sent.

        Blocks while the terminal takes no more. Raises OSError if there is none any more.
        """
        if not self._in_frame:
            self._fit()
            self._paint()
        if self._pending:
            output = "".join(self._pending)
            self._pending.clear()
            self._terminal.write(output)
        self._terminal.flush()
        if not self._in_frame:
            while self._marks:
                self._marks.pop().reached()

    def _fit(self) -> None:
        size = self._measure()
        if size != self._size:
            self._size = size
            self._reader.grid = Grid(*size)
            self._draw_all = True
        if self._draw_all:
            self._draw_all = False
            self._painter.forget(*size)

    def _pass_on(self, foreign: Foreign) -> None:
        if foreign.effect is Effect.FRAME_BEGINS:
            self._in_frame = self._marks_frames = True
        elif foreign.effect is Effect.FRAME_ENDS:
            self._in_frame = False
        elif foreign.effect is Effect.NOTHING:
            self._pending.append(foreign.sequence)
        else:
            self._paint()
            self._pending += [self._painter.end_style(), foreign.sequence]
            self._painter.forget(*self._size)
            if foreign.effect is Effect.OTHER_SCREEN:
                self._reader.begin(Grid(*self._size))

    def _paint(self) -> None:
        output = self._painter.paint(self._reader.grid, self._reader.cursor)
        if output and self._marks_frames:
            output = f"{_BEGIN_FRAME}{output}{_END_FRAME}"
        self._pending.append(output)


def size_of(file: IO[str]) -> tuple[int, int]:
    """Return columns and lines of a terminal, 80 and 24 where it does not tell."""
    try:
        columns, lines = os.get_terminal_size(file.fileno())
    except (OSError, ValueError):
        return 80, 24
    return (columns, lines) if columns and lines else (80, 24)
