"""How far a clock may be off."""

from __future__ import annotations

import pytest

from jos_tui.cli.doctor.clock import clock_finding
from jos_tui.cli.doctor.finding import Level

HOST = "https://store"


@pytest.mark.parametrize(
    ("ahead", "level", "words"),
    [
        (0.4, Level.OK, "agree"),
        (-2.0, Level.OK, "agree"),
        (30.0, Level.OK, "0:30 (minutes:seconds) ahead of"),
        (-61.0, Level.WARNING, "1:01 (minutes:seconds) behind"),
        (299.0, Level.WARNING, "4:59 (minutes:seconds) ahead of"),
        (300.0, Level.PROBLEM, "5:00 (minutes:seconds) ahead of"),
        (-1000.0, Level.PROBLEM, "16:40 (minutes:seconds) behind"),
        (None, Level.OK, "does not tell the time"),
    ],
)
def test_from_five_minutes_on_it_is_a_problem(
    ahead: float | None, level: Level, words: str
) -> None:
    finding = clock_finding(HOST, ahead)
    assert finding.level is level
    assert words in finding.what
    assert HOST in finding.what
    assert bool(finding.advice) == (level is not Level.OK)
