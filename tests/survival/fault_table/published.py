"""docs/faults-of-jobs.md: written by ``make faults``, and held to by the tests."""

from __future__ import annotations

import secrets
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from jos_tui.store.store import connect
from tests.jobs.engine.engine_bench import NOW, new_bench
from tests.support.fault_page import FaultPage, Line
from tests.support.servers import S3Server, run_ministack
from tests.survival.fault_table.deed import Case, Deed
from tests.survival.fault_table.meeting import Outcome, combinations, outcome_of

PAGE: Final = FaultPage(
    "faults-of-jobs.md",
    """\
# What jobs make of faults

Each kind of job meets what can go wrong with the requests it sends: {number} combinations. This
page is written by `make faults` from what really happens, and the tests hold the program to it.
What a single request makes of it is in [faults.md](faults.md).

Each job has two or three objects, one of them so large that it goes in parts, or versions and
unfinished uploads. What came of a job that is "done" was looked at. Otherwise it says what a user
reads, the next step that is suggested, and what there was at that moment. Then the fault goes away,
and one order brings the rest.

In no case does a job report a success that is none, lose an object or change another one, leave
something half-done under a final name, or, when all is over, an unfinished upload, a part of a
download, a thread or a connection.
""",
    ("the job", "what is said", "next step", "what there is", "then"),
)


def line_of(deed: Deed, case: Case, outcome: Outcome) -> Line:
    """Return one line of the page."""
    of = outcome
    return Line(deed.name, case.name, (of.end, of.said, of.next_step, of.left, of.then))


def main() -> None:
    """Let all happen and write the page."""
    with run_ministack() as server:
        PAGE.write(
            [line_of(deed, case, _outcome(server, deed, case)) for deed, case in combinations()]
        )


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
