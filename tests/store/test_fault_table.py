"""What docs/faults.md says of every operation and every fault is what happens."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jos_tui.store.store import Store
from tests.store.fault_table.kinds import Case
from tests.store.fault_table.meeting import combinations, outcome_of
from tests.store.fault_table.operations import OPERATIONS, Operation
from tests.store.fault_table.published import PAGE, line_of
from tests.support.servers import S3Server

NO_REQUESTS = {"close", "denied"}
"""What asks the store for nothing."""

RENEW = "renew docs/faults.md with: make faults"


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_an_operation_meets_every_fault_as_published(
    ministack: S3Server, operation: Operation
) -> None:
    lines = PAGE.published()
    for one, case in combinations():
        if one is operation:
            line = line_of(operation, case, outcome_of(ministack, operation, case))
            assert lines.get((operation.name, case.name)) == str(line), RENEW


def test_every_combination_is_published_and_no_other() -> None:
    expected = {(operation.name, case.name) for operation, case in combinations()}
    assert PAGE.published().keys() == expected, RENEW
    assert len(expected) >= 300


def test_no_public_method_of_a_store_is_left_out() -> None:
    methods = {name for name in vars(Store) if not name.startswith("_")}
    tried = {operation.name.partition(" ")[0] for operation in OPERATIONS}
    assert methods - tried == NO_REQUESTS


def test_a_false_success_is_noticed(ministack: S3Server) -> None:
    """The table would not say so otherwise."""
    [stat] = [one for one in OPERATIONS if one.name == "stat"]
    wrong = replace(stat, is_right=lambda *_: False)
    with pytest.raises(AssertionError, match="false success"):
        outcome_of(ministack, wrong, Case("nothing", None))
