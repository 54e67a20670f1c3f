"""A page of docs/ that says what comes of faults: one table for each thing that meets them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

_DOCS: Final = Path(__file__).parents[2] / "docs"
_FIRST_COLUMN: Final = "what goes wrong"


@dataclass(frozen=True, slots=True)
class Line:
    """What one thing makes of one fault: the cells behind the name of the fault, in order."""

    of: str
    fault: str
    cells: Sequence[str]

    def __str__(self) -> str:
        cells = (self.fault, *self.cells)
        return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |\n"


@dataclass(frozen=True, slots=True)
class FaultPage:
    """``head`` holds ``{number}`` for how many lines there are; ``columns`` are behind the first.

    The lines of one thing are told from others by the heading they are under and their fault.
    """

    name: str
    head: str
    columns: Sequence[str]

    @property
    def path(self) -> Path:
        """Where it is."""
        return _DOCS / self.name

    def write(self, lines: Iterable[Line]) -> None:
        """Write the page anew."""
        lines = list(lines)
        columns = (_FIRST_COLUMN, *self.columns)
        top = f"\n| {' | '.join(columns)} |\n{'|---' * len(columns)}|\n"
        parts = [self.head.format(number=len(lines))]
        for name, some in groupby(lines, lambda line: line.of):
            parts.append(f"\n## {name}\n{top}")
            parts += map(str, some)
        self.path.write_text("".join(parts), encoding="utf-8")

    def published(self) -> Mapping[tuple[str, str], str]:
        """Return the lines of the page as they are written, by heading and fault."""
        lines: dict[tuple[str, str], str] = {}
        heading = ""
        for line in self.path.read_text(encoding="utf-8").splitlines(keepends=True):
            if line.startswith("## "):
                heading = line[3:].strip()
            elif line.startswith("| ") and heading:
                lines[heading, line[2:].partition(" |")[0]] = line
        return {key: line for key, line in lines.items() if key[1] != _FIRST_COLUMN}
