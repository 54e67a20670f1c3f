from __future__ import annotations

import pytest

from jos_tui.jobs.engine.meter import Meter


def test_a_steady_stream_has_its_rate() -> None:
    meter = Meter(now=0)
    for step in range(1, 201):
        meter.add(100, now=step / 10)
    assert meter.rate(20) == pytest.approx(1000, rel=0.05)


def test_the_rate_follows_within_seconds() -> None:
    meter = Meter(now=0)
    for step in range(1, 101):
        meter.add(100, now=step / 10)
    for step in range(101, 201):
        meter.add(10, now=step / 10)
    assert meter.rate(20) == pytest.approx(100, rel=0.1)


def test_bursts_on_a_slow_link_are_smoothed() -> None:
    meter = Meter(now=0)
    for burst in range(1, 6):
        for _ in range(8):
            meter.add(16, now=burst * 100)
    assert meter.rate(550) == pytest.approx(8 * 16 / 100, rel=0.15)


def test_the_rate_falls_while_nothing_comes() -> None:
    meter = Meter(now=0)
    for step in range(1, 11):
        meter.add(100, now=step)
    assert meter.rate(40) < meter.rate(20) < meter.rate(11)


def test_there_is_no_rate_before_anything_can_be_known() -> None:
    meter = Meter(now=0)
    meter.add(1_000_000, now=0.001)
    assert meter.rate(0.002) == 0
