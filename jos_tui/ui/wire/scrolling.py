"""Finds lines that are on the screen already, a little higher or lower."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from jos_tui.ui.wire.grid import Grid

_WORTHWHILE = 3


class Shift(NamedTuple):
    """The lines from top to bottom, both included, move up by so many; down if negative."""

    top: int
    bottom: int
    by: int


def find_shift(shown: Grid, wanted: Grid) -> Shift | None:
    """Return by how much most of the lines have moved; None if it is not worth looking closer."""
    block = _largest_block(_changed_lines(shown, wanted))
    if len(block) < _WORTHWHILE:
        return None
    left, right = _columns(shown, wanted, block)
    places: dict[str, int] = {}
    several = set[str]()
    for y in block:
        line = "".join(shown.texts[y][left:right])
        if places.setdefault(line, y) != y:
            several.add(line)
    moves = Counter[int]()
    targets: dict[int, list[int]] = {}
    for y in block:
        line = "".join(wanted.texts[y][left:right])
        if line in places and line not in several and places[line] != y:
            by = places[line] - y
            moves[by] += 1
            targets.setdefault(by, []).append(y)
    if not moves:
        return None
    by, votes = moves.most_common(1)[0]
    if votes < _WORTHWHILE:
        return None
    rows = targets[by]
    edges = (rows[0], rows[-1], rows[0] + by, rows[-1] + by)
    return Shift(min(edges), max(edges), by)


def _changed_lines(shown: Grid, wanted: Grid) -> list[int]:
    return [
        y
        for y in range(shown.height)
        if shown.texts[y] != wanted.texts[y] or shown.styles[y] != wanted.styles[y]
    ]


def _largest_block(lines: list[int]) -> range:
    best = range(0)
    start = 0
    for at, y in enumerate(lines):
        if at + 1 == len(lines) or lines[at + 1] != y + 1:
            block = range(lines[start], y + 1)
            best = max(best, block, key=len)
            start = at + 1
    return best


def _columns(shown: Grid, wanted: Grid, lines: range) -> tuple[int, int]:
    """Return the columns between which these lines differ, as a range."""
    left, right = shown.width, 0
    for y in lines:
        old, new = shown.texts[y], wanted.texts[y]
        different = [x for x, text in enumerate(new) if text != old[x]]
        if different:
            left, right = min(left, different[0]), max(right, different[-1] + 1)
    return left, right
