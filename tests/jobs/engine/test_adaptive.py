from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from jos_tui.jobs.engine.adaptive import Doubling

RATES = st.floats(min_value=1, max_value=1e12)


def settled(rate: Callable[[int], float], most: int = 16, spare: int = 99) -> list[int]:
    """Return the counts a store whose rate depends on the streams is tried with."""
    streams = Doubling(most)
    return [streams.count, *(streams.measured(rate(streams.count), spare) for _ in range(20))]


def test_streams_double_while_each_brings_its_own_rate() -> None:
    assert settled(lambda count: count * 50e6)[:6] == [1, 2, 4, 8, 16, 16]


def test_where_more_are_slower_one_stays() -> None:
    assert settled(lambda count: 200e6 / count)[:4] == [1, 2, 1, 1]


def test_where_more_bring_nothing_one_stays() -> None:
    assert settled(lambda count: 200e6 * 1.1)[:4] == [1, 2, 1, 1]


def test_it_stops_at_what_the_line_can_carry() -> None:
    assert settled(lambda count: min(count * 50e6, 210e6))[-1] == 4


def test_no_stream_is_added_while_other_items_fill_the_lanes() -> None:
    assert set(settled(lambda count: count * 50e6, spare=0)) == {1}


def test_it_goes_on_when_lanes_become_free() -> None:
    streams = Doubling(8)
    assert streams.measured(50e6, 0) == 1
    assert streams.measured(50e6, 5) == 2


def test_settling_is_for_good() -> None:
    streams = Doubling(8)
    streams.measured(50e6, 7)
    streams.settle(1)
    assert [streams.measured(rate, 7) for rate in (50e6, 500e6)] == [1, 1]


@given(st.integers(1, 32), st.lists(st.tuples(RATES, st.integers(0, 32)), max_size=40))
def test_there_is_always_one_and_never_more_than_allowed(
    most: int, windows: list[tuple[float, int]]
) -> None:
    streams = Doubling(most)
    for rate, spare in windows:
        before = streams.count
        after = streams.measured(rate, spare)
        assert 1 <= after <= most
        assert after - before <= spare


@given(st.lists(RATES, min_size=32, max_size=32))
def test_it_ends_with_a_count_that_was_worth_it(rates: list[float]) -> None:
    tried = settled(lambda count: rates[count - 1], most=32)
    final = tried[-1]
    steps = [1 << power for power in range(final.bit_length())]
    for before, after in pairwise(steps):
        assert rates[after - 1] >= rates[before - 1] * 1.2
