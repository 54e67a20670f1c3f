"""docs/faults.md: written by ``make faults``, and held to by the tests."""

from __future__ import annotations

from typing import Final

from tests.store.fault_table.kinds import Case
from tests.store.fault_table.meeting import Outcome, combinations, outcome_of
from tests.store.fault_table.operations import Operation
from tests.support.fault_page import FaultPage, Line
from tests.support.servers import run_ministack

PAGE: Final = FaultPage(
    "faults.md",
    """\
# What comes of faults

Each operation on a store meets each thing that can go wrong with it: {number} combinations. This
page is written by `make faults` from what really happens, and the tests hold the program to it.

"done" means that the operation succeeded all the same, and that the store was looked at to see
that it is so. Otherwise it says what a user reads first, the next step that is suggested, and what
was left in the store. In no case does anything report success that is none, change what it is not
about, wait for longer than it may, or leave a thread or a connection behind. "Once" is one request
that meets the fault, "always" each one, also of the second try: there are two here, usually four.

What jobs make of faults is in [faults-of-jobs.md](faults-of-jobs.md).
""",
    ("what is seen", "next step", "left"),
)


def line_of(operation: Operation, case: Case, outcome: Outcome) -> Line:
    """Return one line of the page."""
    return Line(operation.name, case.name, (outcome.seen, outcome.next_step, outcome.left))


def main() -> None:
    """Let all happen and write the page."""
    with run_ministack() as server:
        PAGE.write(
            [line_of(one, case, outcome_of(server, one, case)) for one, case in combinations()]
        )


if __name__ == "__main__":
    main()
