"""Sizes, ages and durations as people read them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import humanize
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.core import formats

NOW = 1_790_000_000_000
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (830_400_000, "830.4 MB"),
        (1_200_000_000, "1.2 GB"),
        (2 * 10**12, "2.0 TB"),
    ],
)
def test_sizes_are_decimal(count: int, shown: str) -> None:
    assert formats.size(count) == shown


@pytest.mark.parametrize(
    ("before", "shown"),
    [
        (0, "just now"),
        (MINUTE, "1 minute ago"),
        (59 * MINUTE, "59 minutes ago"),
        (HOUR, "1 hour ago"),
        (3 * DAY, "3 days ago"),
        (31 * DAY, "1 month ago"),
        (364 * DAY, "11 months ago"),
        (365 * DAY, "1 year ago"),
    ],
)
def test_ages(before: int, shown: str) -> None:
    assert formats.age(NOW - before, NOW) == shown


def test_an_unknown_time_is_a_dash_and_a_future_one_a_date() -> None:
    assert formats.age(0, NOW) == "–"
    assert formats.date(0) == "–"
    assert formats.age(NOW + DAY, NOW) == formats.date(NOW + DAY)


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0:00"), (7.9, "0:07"), (751, "12:31"), (11_100, "3:05:00"), (5 * 86_400, "5 days")],
)
def test_durations(seconds: float, shown: str) -> None:
    assert formats.duration(seconds) == shown


def test_times_for_programs_keep_their_milliseconds() -> None:
    assert formats.iso_time(1_795_369_740_042) == "2026-11-22T17:49:00.042Z"
    assert formats.iso_time(0) == ""


@given(st.integers(1000, 10**30) | st.integers(2, 9).map(lambda power: 1000**power - 1))
def test_large_sizes_are_written_as_humanize_writes_them(count: int) -> None:
    assert formats.size(count) == humanize.naturalsize(count)


@given(st.integers(1, 253_402_300_799_999))
def test_times_are_those_of_the_calendar(modified_ms: int) -> None:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=modified_ms)
    assert formats.date(modified_ms) == moment.strftime("%Y-%m-%d %H:%M")
    written = datetime.fromisoformat(formats.iso_time(modified_ms))
    assert written == moment
