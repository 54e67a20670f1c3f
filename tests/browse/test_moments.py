"""Moments are typed as a local time or as an age, and lie in the past."""

from __future__ import annotations

import time
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.browse.moments import read_moment

NOW = datetime(2026, 11, 26, 12, 0).timestamp()


def read(text: str) -> int | None:
    return read_moment(text, lambda: NOW)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-01", datetime(2026, 3, 1)),
        (" 2026-03-01  12:00 ", datetime(2026, 3, 1, 12)),
        ("2026-03-01T12:00", datetime(2026, 3, 1, 12)),
        ("2026-03-01 12:00:30", datetime(2026, 3, 1, 12, 0, 30)),
        ("3d", datetime(2026, 11, 23, 12)),
        ("3d ago", datetime(2026, 11, 23, 12)),
        ("2h", datetime(2026, 11, 26, 10)),
        ("0s", datetime(2026, 11, 26, 12)),
    ],
)
def test_a_moment_is_read(text: str, moment: datetime) -> None:
    assert read(text) == int(moment.timestamp() * 1000)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "3",
        "2026-13-01",
        "2026-02-30",
        "2027-01-01",
        "900y",
        "-3d",
        "2026",
        "12:00",
    ],
)
def test_what_is_no_moment_of_the_past_is_none(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize("zone", ["UTC", "Europe/London", "Pacific/Auckland"])
def test_a_time_is_that_of_this_machine(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        summer = datetime(2026, 7, 1, 12).timestamp()
        assert read("2026-07-01 12:00") == int(summer * 1000)
    finally:
        monkeypatch.undo()
        time.tzset()


@given(st.text())
def test_any_text_is_a_moment_or_none(text: str) -> None:
    moment = read(text)
    assert moment is None or 0 <= moment <= NOW * 1000
