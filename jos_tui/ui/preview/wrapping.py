"""Lines that are longer than the screen is wide, in as many rows as they take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.cells import get_character_cell_size


def wrapped(lines: Iterable[str], width: int) -> Iterator[str]:
    """Yield printable lines cut so that none takes more than ``width`` cells, at least two."""
    width = max(2, width)
    for line in lines:
        if line.isascii():
            yield from (line[start : start + width] for start in range(0, len(line) or 1, width))
        else:
            yield from _wrapped_wide(line, width)


def _wrapped_wide(line: str, width: int) -> Iterator[str]:
    start = cells = 0
    for place, character in enumerate(line):
        more = get_character_cell_size(character)
        if cells + more > width:
            yield line[start:place]
            start, cells = place, 0
        cells += more
    yield line[start:]
