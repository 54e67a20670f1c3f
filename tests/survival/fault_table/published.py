"""docs/faults-of-jobs.md: written by ``make faults``, and held to by the tests."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from contextlib import closing
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from jos_tui.store.store import connect
from tests.jobs.engine.engine_bench import NOW, new_bench
from tests.support.servers import S3Server, run_ministack
from tests.survival.fault_table.deed import Case, Deed
from tests.survival.fault_table.meeting import Outcome, combinations, outcome_of

PAGE: Final = Path(__file__).parents[3] / "docs" / "faults-of-jobs.md"
_HEAD: Final = """\
# What jobs make of faults

Each kind of job meets what can go wrong with the requests it sends: {number} combinations. This
page is written by `make faults` from what really happens, and the tests hold the program to it.
What a single request makes of it is in [faults.md](faults.md).

Each job has two or three objects, one of them so large that it goes in parts. What came of a job
that is "done" was looked at. Otherwise it says what a user reads, the next step that is suggested,
and what there was at that moment. Then the fault goes away, and one order brings the rest.

In no case does a job report a success that is none, lose an object or change another one, leave
something half-done under a final name, or, when all is over, an unfinished upload, a part of a
download, a thread or a connection.
"""
_FIRST_COLUMN: Final = "what goes wrong"
_COLUMNS: Final = f"""
| {_FIRST_COLUMN} | the job | what is said | next step | what there is | then |
|---|---|---|---|---|---|
"""
Rows = Iterable[tuple[Deed, Case, Outcome]]


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
    of = outcome
    cells = (case.name, of.end, of.said, of.next_step, of.left, of.then)
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |\n"


def published() -> dict[tuple[str, str], str]:
    """Return the lines of the page by kind of job and fault."""
    lines: dict[tuple[str, str], str] = {}
    deed = ""
    for line in PAGE.read_text(encoding="utf-8").splitlines(keepends=True):
        if line.startswith("## "):
            deed = line[3:].strip()
        elif line.startswith("| ") and deed:
            lines[deed, line[2:].partition(" |")[0]] = line
    return {key: line for key, line in lines.items() if key[1] != _FIRST_COLUMN}


def main() -> None:
    """Let all happen and write the page."""
    with run_ministack() as server:
        rows = [(deed, case, _outcome(server, deed, case)) for deed, case in combinations()]
    PAGE.write_text(page_of(rows), encoding="utf-8")


def _outcome(server: S3Server, deed: Deed, case: Case) -> Outcome:
    bucket = f"jos-test-{secrets.token_hex(6)}"
    with (
        TemporaryDirectory() as folder,
        closing(connect(server.profile())) as store,
    ):
        store.make_bucket(bucket, NOW)
        with new_bench(server, store, bucket, Path(folder)) as bench:
            return outcome_of(bench, deed, case)


if __name__ == "__main__":
    main()
