"""The top line: which connection, which level, how much of it is here."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from time import monotonic
from typing import NamedTuple

from textual.content import Content
from textual.style import Style
from textual.timer import Timer
from textual.widgets import Static

from jos_tui.core.location import Location
from jos_tui.core.text import printable
from jos_tui.ui.widgets.status_line import Tone

_MOST_IN_A_SECOND = 2
_GOES_ON = "…"
_NUMBERS = re.compile(r"[\d,]+")

_BOLD = Style(bold=True)
_STYLES: dict[Tone, Style | str] = {
    Tone.NOTE: Style(reverse=True),
    Tone.WARNING: "$text-warning reverse",
    Tone.ERROR: "bold $text-error reverse",
}


class Badge(NamedTuple):
    """A word or two that must be seen all the time, such as ``read-only``."""

    text: str
    tone: Tone = Tone.NOTE

    @property
    def content(self) -> Content:
        """As it is drawn."""
        return Content(f" {self.text} ").stylize(_STYLES[self.tone])


class PathBar(Static):
    """One line: connection on the left, the path, the state of the listing on the right.

    When it gets tight the connection goes first, then the front of the path; its badges stay.
    """

    auto_links = False

    def __init__(self) -> None:
        super().__init__(id="path-bar")
        self._connection = ""
        self._badges = Content("")
        self._path = ""
        self._state = ""
        self._counted_at: deque[float] = deque(maxlen=_MOST_IN_A_SECOND)
        self._timer: Timer | None = None

    def show_connection(self, label: str, badges: Sequence[Badge] = ()) -> None:
        """Name the connection, such as ``cedadev-o (inside, http)``.

        ``badges`` are what must be seen of it all the time.
        """
        self._connection = printable(label)
        self._badges = Content.assemble(
            *(part for badge in badges for part in (badge.content, " "))
        )
        self.refresh()

    def show_location(self, location: Location, asked: str = "") -> None:
        """Show where the table is, and what was asked for if it holds what was found below."""
        path = f"{location.bucket}/{location.prefix}" if location.bucket else "buckets"
        self._path = printable(f"found below {path}: {asked}" if asked else path)
        self.refresh()

    def show_state(self, state: str) -> None:
        """Show how the listing is, such as ``1,204+ loading… Esc stops``.

        Where it goes on and only numbers change, they are shown twice in a second and not more
        often: each time is bytes on the line.
        """
        if state == self._state:
            return
        counts_on = _GOES_ON in state and _words(state) == _words(self._state)
        self._state = state
        if not counts_on:
            self._draw()
        elif (wait := self._seconds_until_next()) <= 0:
            self._draw_count()
        elif self._timer is None:
            self._timer = self.set_timer(wait, self._draw_count)

    def _seconds_until_next(self) -> float:
        if len(self._counted_at) < _MOST_IN_A_SECOND:
            return 0.0
        return self._counted_at[0] + 1 - monotonic()

    def _draw_count(self) -> None:
        self._counted_at.append(monotonic())
        self._draw()

    def _draw(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self.refresh()

    def render(self) -> Content:
        """Fit the parts into the width."""
        width = max(self.size.width, 10)
        state = Content(self._state)
        connection = Content(self._connection)
        room = width - state.cell_length - 3 - self._badges.cell_length
        path = Content(self._path)
        if connection.cell_length + path.cell_length + 2 > room:
            connection = Content("")
        left = Content.assemble(
            connection.stylize(_BOLD), "  " if connection.cell_length else "", path
        )
        if left.cell_length > room > 1:
            left = Content("…" + _tail(left.plain, room - 1))
        left = Content.assemble(self._badges, left)
        gap = max(1, width - 2 - left.cell_length - state.cell_length)
        return Content.assemble(" ", left, " " * gap, state, " ")


def _words(state: str) -> str:
    return _NUMBERS.sub("", state)


def _tail(text: str, cells: int) -> str:
    """Return the end of a text that fits into a number of terminal cells."""
    while text and Content(text).cell_length > cells:
        text = text[max(1, len(text) - cells) :] if len(text) > cells else text[1:]
    return text
