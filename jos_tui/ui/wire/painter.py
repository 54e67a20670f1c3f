"""Brings a terminal from what it shows to what it is to show."""

from __future__ import annotations

import re
from collections.abc import Iterable

from jos_tui.ui.wire.abilities import Abilities
from jos_tui.ui.wire.grid import CONTINUED, UNKNOWN, Grid, is_uncertain
from jos_tui.ui.wire.pencil import Pencil
from jos_tui.ui.wire.scrolling import Shift, find_shift
from jos_tui.ui.wire.styles import PLAIN, Styles

_BRIDGED = 4
"""So many unchanged cells cost less than a movement over them."""

_BLANKS = re.compile(" {12,}| {4,}$")
_ERASED_AT_LEAST = 12

_LITTLE = 256
"""So many characters are sent without looking for a better way."""


class Painter:
    """Remembers what a terminal shows. Not for two threads at once."""

    def __init__(self, styles: Styles, can: Abilities, width: int, height: int) -> None:
        """Nothing is known of what the terminal shows."""
        self._styles = styles
        self._can = can
        self.forget(width, height)

    def forget(self, width: int, height: int) -> None:
        """Take it that the terminal shows anything, in any style, with this size."""
        self._shown = Grid(width, height)
        self._pencil = Pencil(self._styles, width)
        self._unsure = set(range(height))

    def paint(self, wanted: Grid, cursor: tuple[int, int] | None) -> str:
        """Return what makes the terminal show this, with the cursor there; "" if it does.

        ``wanted`` has the size of the terminal; None leaves the cursor anywhere.
        """
        lines = wanted.take_touched() | self._unsure
        pencil, shown = self._pencil.copy(), self._shown
        self._draw(pencil, shown, wanted, lines)
        output = pencil.take_output()
        tries = self._can.scrolls and len(output) > _LITTLE
        shift = find_shift(shown, wanted) if tries else None
        if shift is not None:
            other, moved = self._pencil.copy(), shown.copy()
            self._scroll(other, moved, shift)
            lines.update(range(shift.top, shift.bottom + 1))
            self._draw(other, moved, wanted, lines)
            scrolled = other.take_output()
            if len(scrolled) < len(output):
                pencil, shown, output = other, moved, scrolled
        if cursor is not None:
            pencil.go(min(cursor[0], wanted.width - 1), min(cursor[1], wanted.height - 1))
            output += pencil.take_output()
        _take_over(shown, wanted, lines)
        self._pencil, self._shown, self._unsure = pencil, shown, set()
        return output

    def end_style(self) -> str:
        """Return what goes back to the terminal's own style, if it was left."""
        self._pencil.end_style()
        return self._pencil.take_output()

    def _scroll(self, pencil: Pencil, shown: Grid, shift: Shift) -> None:
        pencil.use(PLAIN)
        pencil.command(f"\x1b[{shift.top + 1};{shift.bottom + 1}r")
        pencil.lose_place()
        pencil.go(0, shift.top)
        pencil.command(f"\x1b[{shift.by}M" if shift.by > 0 else f"\x1b[{-shift.by}L")
        pencil.command("\x1b[r")
        pencil.lose_place()
        shown.shift(shift.top, shift.bottom, shift.by)

    def _draw(self, pencil: Pencil, shown: Grid, wanted: Grid, lines: Iterable[int]) -> None:
        for y in sorted(lines):
            old, new = shown.texts[y], wanted.texts[y]
            old_styles, new_styles = shown.styles[y], wanted.styles[y]
            if old != new or old_styles != new_styles:
                changed = _changed(old, old_styles, new, new_styles)
                for start, stop in _runs(changed, new, new_styles):
                    self._draw_run(pencil, y, start, stop, new, new_styles)

    def _draw_run(
        self, pencil: Pencil, y: int, start: int, stop: int, texts: list[str], styles: list[int]
    ) -> None:
        while start < stop:
            style, end = styles[start], start + 1
            while end < stop and styles[end] == style:
                end += 1
            text = "".join(texts[start:end])
            if is_uncertain(text):
                _draw_uncertain(pencil, y, range(start, end), texts, style)
            elif len(text) == end - start and self._may_erase(style, end, len(texts)):
                self._draw_with_blanks(pencil, y, start, text, style)
            else:
                _write(pencil, start, y, text, end - start, style)
            start = end

    def _may_erase(self, style: int, end: int, width: int) -> bool:
        if not self._styles.is_plain_on_blanks(style):
            return False
        if self._styles.has_background(style) and not self._can.erases_in_colour:
            return False
        return self._can.erases or end == width

    def _draw_with_blanks(self, pencil: Pencil, y: int, x: int, text: str, style: int) -> None:
        at = 0
        for blanks in _BLANKS.finditer(text):
            start, stop = blanks.span()
            to_edge = x + stop == self._shown.width
            if not (to_edge or (self._can.erases and stop - start >= _ERASED_AT_LEAST)):
                continue
            if start > at:
                _write(pencil, x + at, y, text[at:start], start - at, style)
            pencil.go(x + start, y)
            pencil.use(style)
            pencil.command("\x1b[K" if to_edge else f"\x1b[{stop - start}X")
            at = stop
        if at < len(text):
            _write(pencil, x + at, y, text[at:], len(text) - at, style)


def _write(pencil: Pencil, x: int, y: int, text: str, cells: int, style: int) -> None:
    pencil.go(x, y)
    pencil.use(style)
    pencil.write(text, cells)


def _draw_uncertain(pencil: Pencil, y: int, columns: range, texts: list[str], style: int) -> None:
    """Write so that nothing is left of what was there, and the rest is where it belongs.

    Whatever the terminal takes for the width of a character.
    """
    for x in columns:
        text = texts[x]
        if text == CONTINUED:
            continue
        cells = 2 if texts[x + 1 : x + 2] == [CONTINUED] else 1
        if is_uncertain(text):
            _write(pencil, x, y, " " * cells, cells, style)
            _write(pencil, x, y, text, cells, style)
            pencil.lose_place()
        else:
            _write(pencil, x, y, text, cells, style)


def _changed(old: list[str], old_styles: list[int], new: list[str], styles: list[int]) -> list[int]:
    """Return the columns to draw: the whole line if widths are uncertain in it."""
    if is_uncertain("".join(old)) or is_uncertain("".join(new)):
        return [x for x, text in enumerate(new) if text != UNKNOWN]
    if old_styles == styles:
        pairs = enumerate(zip(old, new, strict=True))
        return [x for x, (was, text) in pairs if text not in (was, UNKNOWN)]
    return [
        x
        for x, text in enumerate(new)
        if (text != old[x] or styles[x] != old_styles[x]) and text != UNKNOWN
    ]


def _runs(changed: list[int], texts: list[str], styles: list[int]) -> list[tuple[int, int]]:
    """Join columns to runs, over gaps that cost less than to move; no half characters."""
    if len(changed) == len(texts):
        return [(0, len(texts))]
    runs: list[tuple[int, int]] = []
    for x in changed:
        start = x - 1 if texts[x] == CONTINUED and x else x
        stop = x + 2 if texts[x + 1 : x + 2] == [CONTINUED] else x + 1
        if runs and (start <= runs[-1][1] or _bridges(runs[-1][1], start, texts, styles)):
            start = runs.pop()[0]
        runs.append((start, stop))
    return runs


def _bridges(stop: int, start: int, texts: list[str], styles: list[int]) -> bool:
    gap = range(stop, start)
    style = styles[stop - 1]
    return len(gap) <= _BRIDGED and all(styles[x] == style and texts[x] != UNKNOWN for x in gap)


def _take_over(shown: Grid, wanted: Grid, lines: Iterable[int]) -> None:
    for y in lines:
        old, new = shown.texts[y], wanted.texts[y]
        if UNKNOWN not in new:
            shown.texts[y], shown.styles[y] = new.copy(), wanted.styles[y].copy()
        elif old != new:
            for x, text in enumerate(new):
                if text != UNKNOWN:
                    old[x], shown.styles[y][x] = text, wanted.styles[y][x]
