"""A terminal that only takes output, and output such as Textual's."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

import pyte
from rich.cells import cell_len
from rich.control import Control
from rich.style import Style

from jos_tui.ui.wire.abilities import Abilities
from jos_tui.ui.wire.screen_file import ScreenFile

EVERYTHING = Abilities(scrolls=True, erases=True, erases_in_colour=True)
NOTHING = Abilities()
START = "\x1b[?1049h\x1b[?25l\x1b[?7l"

STYLES = (
    Style.null(),
    Style(color="#e0e0e0", bgcolor="#121212"),
    Style(color="#ddedf9", bgcolor="#0178d4", bold=True),
    Style(color="color(208)", italic=True),
    Style(color="red", bgcolor="color(17)"),
    Style(underline=True, reverse=True),
    Style(bold=True, strike=True),
)
LETTERS = "abc      …│●▼éж日本한"
ODD = "e\u0301🙂☁\ufe0f"


class Shown:
    """What a terminal shows that was sent some output."""

    def __init__(self, columns: int, lines: int) -> None:
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.Stream(self.screen)

    def feed(self, output: str) -> None:
        # pyte knows neither the other screen nor keyboards
        self._stream.feed(output.replace("\x1b[?1049h", "\x1b[2J").replace("\x1b[?1049l", ""))

    def cells(self) -> list[list[pyte.screens.Char]]:
        columns, lines = range(self.screen.columns), range(self.screen.lines)
        return [[self.screen.buffer[y][x] for x in columns] for y in lines]

    @property
    def cursor(self) -> tuple[int, int]:
        return self.screen.cursor.x, self.screen.cursor.y

    def text(self) -> list[str]:
        return [line.rstrip() for line in self.screen.display]


class Wire:
    """A ScreenFile on a terminal, and how much it has sent."""

    def __init__(self, columns: int, lines: int, can: Abilities = EVERYTHING) -> None:
        self.size = (columns, lines)
        self.shown = Shown(columns, lines)
        self._sent = io.StringIO()
        self.file = ScreenFile(self._sent, can, lambda: self.size)

    def send(self, *outputs: str) -> str:
        """Write these, flush, and return what reaches the terminal."""
        for output in outputs:
            self.file.write(output)
        self.file.flush()
        sent = self._sent.getvalue()
        self._sent.seek(0)
        self._sent.truncate()
        self.shown.feed(sent)
        return sent


Cells = list[tuple[str, Style]]


@dataclass
class Picture:
    """Lines of characters and styles, drawn the way Textual draws: some spans of some lines."""

    columns: int
    lines: int
    rows: list[Cells] = field(default_factory=list)

    def draw(self, spans: Sequence[tuple[int, int, int]], cursor: tuple[int, int]) -> str:
        """Return Textual's output for spans (line, first cell, cell after the last)."""
        output = []
        for y, start, stop in spans:
            output.append(Control.move_to(start, y).segment.text)
            output += [style.render(text) for text, style in joined(self.rows[y][start:stop])]
            output.append("\n" if y != spans[-1][0] else "")
        return "".join(output) + Control.move_to(*cursor).segment.text

    def everything(self) -> str:
        return self.draw([(y, 0, self.columns) for y in range(self.lines)], (0, 0))


def joined(cells: Cells) -> list[tuple[str, Style]]:
    parts: list[tuple[str, Style]] = []
    for text, style in cells:
        if parts and parts[-1][1] == style:
            parts[-1] = (parts[-1][0] + text, style)
        else:
            parts.append((text, style))
    return parts


def random_line(random: Random, columns: int, letters: Sequence[str]) -> Cells:
    cells: Cells = []
    while len(cells) < columns:
        style = random.choice(STYLES)
        for _ in range(random.randint(1, columns)):
            text = random.choice(letters)
            if len(cells) + cell_len(text) <= columns:
                cells += [(text, style), ("", style)][: cell_len(text)]
    return cells


def whole(cells: Cells, start: int, stop: int) -> tuple[int, int]:
    """Widen a span so that it begins and ends between characters."""
    while start > 0 and cells[start][0] == "":
        start -= 1
    while stop < len(cells) and cells[stop][0] == "":
        stop += 1
    return start, stop
