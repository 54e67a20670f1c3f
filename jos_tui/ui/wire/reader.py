"""Reads what Textual writes to a terminal into a grid."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import NamedTuple

from rich.cells import split_graphemes

from jos_tui.core.signs import Signs, in_ascii
from jos_tui.ui.wire.grid import CONTINUED, Grid, is_narrow
from jos_tui.ui.wire.styles import PLAIN, Styles

_TOKEN = re.compile(
    r"\x1b\[(?P<sgr>[0-9;]*)m(?P<styled>[^\x00-\x1f\x7f-\x9f]*)"
    r"|\x1b\[(?P<row>[0-9]*)(?:;(?P<column>[0-9]*))?H"
    r"|(?P<newline>\n)"
    r"|(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
    r"|\x1b\]8;(?P<link>[^\x00-\x1f\x7f-\x9f]*)(?:\x1b\\|\x07)"
    r"|(?P<foreign>\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
    r"|\x1b[PX^_].*?\x1b\\|\x1b[ -/]*[0-OQ-WYZ`-~]|[\x00-\x1f\x7f-\x9f])",
    re.DOTALL,
)
_UNFINISHED = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x1b]*\x1b?|[PX^_](?:(?!\x1b\\).)*|[ -/]*)?\Z", re.DOTALL
)
_LONGEST_UNFINISHED = 1 << 20

_OTHER_SCREEN = re.compile(r"\x1b\[\?(?:1049|1047|47)[hl]")
_HARMLESS = re.compile(
    r"\x1b\[\?(?!(?:3|5|6|1048|69|95)[hl])[0-9;]*[hl]"  # modes, but those about what is shown
    r"|\x1b\[\?[0-9;]*\$p|\x1b\[[<>=][0-9;]*u"  # queries, keyboard protocol
    r"|\x1b\](?:0|1|2|9|22|52|777);[^\x07\x1b]*(?:\x07|\x1b\\)|\x07"  # titles, clipboard, bell
    r"|\x1bP(?:tmux;\x1b)?(?:\x1b\]52;c;)?[A-Za-z0-9+/=]*\x07?\x1b\\"  # clipboard, wrapped
)


class Effect(Enum):
    """What a sequence that is not about cells does to the screen."""

    NOTHING = auto()
    FRAME_BEGINS = auto()
    FRAME_ENDS = auto()
    OTHER_SCREEN = auto()
    UNKNOWN = auto()


class Foreign(NamedTuple):
    """A sequence that has to reach the terminal as it is."""

    sequence: str
    effect: Effect


_FRAME = {"\x1b[?2026h": Effect.FRAME_BEGINS, "\x1b[?2026l": Effect.FRAME_ENDS}


class Reader:
    """Holds where Textual believes the cursor to be, and the style it has set."""

    def __init__(self, grid: Grid, styles: Styles, signs: Signs = Signs.ALL) -> None:
        """``grid`` is written to, in these signs; another one may be put in its place."""
        self.grid = grid
        self._signs = signs
        self._x = self._y = 0
        self._placed = False
        self._styles = styles
        self._style = PLAIN
        self._unfinished = ""

    def feed(self, output: str) -> Iterator[Foreign]:
        """Read output; stop at each sequence that is not about cells, to be gone on after it."""
        output = self._unfinished + output
        cut = output.rfind("\x1b", -_LONGEST_UNFINISHED)
        unfinished = _UNFINISHED.match(output, cut) if cut >= 0 else None
        self._unfinished = unfinished.group() if unfinished else ""
        stop = cut if unfinished else len(output)
        for token in _TOKEN.finditer(output, 0, stop):
            foreign = self._take(token)
            if foreign is not None:
                yield foreign

    @property
    def cursor(self) -> tuple[int, int] | None:
        """Column and line of the cursor, None while it was not moved on this screen."""
        return (self._x, self._y) if self._placed else None

    def begin(self, grid: Grid) -> None:
        """Go on with another screen."""
        self.grid = grid
        self._x = self._y = 0
        self._placed = False

    def _take(self, token: re.Match[str]) -> Foreign | None:
        parameters, styled, row, column, newline, text, link, sequence = token.groups()
        if parameters is not None:
            style = self._styles.after(self._style, parameters)
            if style is not None:
                self._style = style
            if styled:
                self._write(styled)
            if style is None:
                return Foreign(f"\x1b[{parameters}m", Effect.UNKNOWN)
        elif text is not None:
            self._write(text)
        elif newline is not None:
            self._x, self._y = 0, self._y + 1
        elif sequence is not None:
            return Foreign(sequence, _effect(sequence))
        elif link is not None:
            self._style = self._styles.linked(self._style, "" if link == ";" else link)
        else:
            self._x, self._y = max(0, int(column or 1) - 1), max(0, int(row or 1) - 1)
            self._placed = True
        return None

    def _write(self, text: str) -> None:
        if is_narrow(text):
            cells = [*map(in_ascii, text)] if self._signs is Signs.ASCII else list(text)
        else:
            joined, cells = _cells(text)
            if self._signs is Signs.ASCII:
                cells = _cells_in_ascii(cells)
            elif joined:
                self.grid.join(self._x, self._y, joined)
        self.grid.put(self._x, self._y, cells, self._style)
        self._x += len(cells)


def _effect(sequence: str) -> Effect:
    if sequence in _FRAME:
        return _FRAME[sequence]
    if _OTHER_SCREEN.fullmatch(sequence):
        return Effect.OTHER_SCREEN
    return Effect.NOTHING if _HARMLESS.fullmatch(sequence) else Effect.UNKNOWN


def _cells(text: str) -> tuple[str, list[str]]:
    """Return what joins the character before, and the rest cell by cell, as Textual counts them."""
    joined, cells = "", list[str]()
    for start, stop, width in split_graphemes(text)[0]:
        if width:
            cells += [text[start:stop], *[CONTINUED] * (width - 1)]
        else:
            joined += text[start:stop]
    return joined, cells


def _cells_in_ascii(cells: list[str]) -> list[str]:
    """Return as many cells, of which none is the half of a wide character."""
    return [in_ascii(text or before) for before, text in zip([" ", *cells], cells, strict=False)]
