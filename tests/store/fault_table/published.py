"""docs/faults.md: written by ``make faults``, and held to by the tests."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Final

from tests.store.fault_table.kinds import Case
from tests.store.fault_table.meeting import Outcome, combinations, outcome_of
from tests.store.fault_table.operations import Operation
from tests.support.servers import run_ministack

PAGE: Final = Path(__file__).parents[3] / "docs" / "faults.md"
_HEAD: Final = """\
# What comes of faults

Each operation on a store meets each thing that can go wrong with it: {number} combinations. This
page is written by `make faults` from what really happens, and the tests hold the program to it.

"done" means that the operation succeeded all the same, and that the store was looked at to see
that it is so. Otherwise it says what a user reads first, the next step that is suggested, and what
was left in the store. In no case does anything report success that is none, change what it is not
about, wait for longer than it may, or leave a thread or a connection behind. "Once" is one request
that meets the fault, "always" each one, also of the second try: there are two here, usually four.

What jobs make of faults is in [faults-of-jobs.md](faults-of-jobs.md).
"""
_FIRST_COLUMN: Final = "what goes wrong"
_COLUMNS: Final = f"\n| {_FIRST_COLUMN} | what is seen | next step | left |\n|---|---|---|---|\n"
Rows = Iterable[tuple[Operation, Case, Outcome]]


def page_of(rows: Rows) -> str:
    """Return the page for all combinations."""
    rows = list(rows)
    parts = [_HEAD.format(number=len(rows))]
    for name, some in groupby(rows, lambda row: row[0].name):
        parts.append(f"\n## {name}\n{_COLUMNS}")
        parts += [row_of(case, outcome) for _, case, outcome in some]
    return "".join(parts)


def row_of(case: Case, outcome: Outcome) -> str:
    """Return one line of the page."""
    cells = (case.name, outcome.seen, outcome.next_step, outcome.left)
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |\n"


def published() -> dict[tuple[str, str], str]:
    """Return the lines of the page by operation and fault."""
    lines: dict[tuple[str, str], str] = {}
    operation = ""
    for line in PAGE.read_text(encoding="utf-8").splitlines(keepends=True):
        if line.startswith("## "):
            operation = line[3:].strip()
        elif line.startswith("| ") and operation:
            lines[operation, line[2:].partition(" |")[0]] = line
    return {key: line for key, line in lines.items() if key[1] != _FIRST_COLUMN}


def main() -> None:
    """Let all happen and write the page."""
    with run_ministack() as server:
        rows = [(one, case, outcome_of(server, one, case)) for one, case in combinations()]
    PAGE.write_text(page_of(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
