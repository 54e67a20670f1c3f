from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from jos_tui.jobs.engine.download_parts import PartMap, Run

COUNT = 30


@given(st.integers(1, 50), st.data())
def test_what_is_missing_is_taken_in_order_and_once(count: int, data: st.DataObject) -> None:
    fetched = data.draw(st.sets(st.integers(0, count - 1)))
    parts, taken = PartMap(count, fetched), list[int]()
    while run := parts.take(data.draw(st.integers(1, count))):
        taken += range(run.next, run.stop)
        while run.next < run.stop:
            parts.fetched(run)
    assert taken == sorted(set(range(count)) - fetched)


def test_all_that_is_left_is_one_run() -> None:
    run = PartMap(9, {0, 1, 8}).take(9)
    assert run is not None
    assert (run.next, run.stop) == (2, 8)


def test_the_last_parts_are_shared() -> None:
    parts = PartMap(8)
    first = parts.take(8)
    second = parts.take(8)
    third = parts.take(8)
    runs = [(run.next, run.stop) for run in (first, second, third) if run]
    assert runs == [(0, 2), (4, 8), (2, 4)]


def test_a_part_that_is_under_way_is_not_shared() -> None:
    parts = PartMap(2)
    run = parts.take(2)
    assert run is not None
    parts.fetched(run)
    assert parts.take(1) is None


class Streams(RuleBasedStateMachine):
    """Streams that take, fetch, shorten and end as they like."""

    def __init__(self) -> None:
        super().__init__()
        self.parts = PartMap(COUNT, {3, 4, 17})
        self.fetched = {3, 4, 17}
        self.runs: list[Run] = []

    @rule(most=st.integers(1, COUNT))
    def take(self, most: int) -> None:
        if run := self.parts.take(most):
            assert 1 <= run.stop - run.next <= most
            self.runs.append(run)

    @rule(which=st.integers(0, COUNT))
    def fetch(self, which: int) -> None:
        open_runs = [run for run in self.runs if run.next < run.stop]
        if open_runs:
            run = open_runs[which % len(open_runs)]
            assert run.next not in self.fetched, "nothing is fetched twice"
            self.fetched.add(run.next)
            self.parts.fetched(run)

    @rule(most=st.integers(0, 4))
    def shorten(self, most: int) -> None:
        self.parts.shorten_all(most)

    @rule(which=st.integers(0, COUNT))
    def end(self, which: int) -> None:
        if self.runs:
            self.parts.end(self.runs.pop(which % len(self.runs)))

    @invariant()
    def no_part_is_in_two_runs(self) -> None:
        held = [number for run in self.runs for number in range(run.next, run.stop)]
        assert len(held) == len(set(held))
        assert not set(held) & self.fetched

    def teardown(self) -> None:
        for run in self.runs:
            self.parts.end(run)
        while rest := self.parts.take(COUNT):
            while rest.next < rest.stop:
                assert rest.next not in self.fetched
                self.fetched.add(rest.next)
                self.parts.fetched(rest)
            self.parts.end(rest)
        assert self.fetched == set(range(COUNT)), "nothing is lost"
        assert self.parts.complete


TestStreams = Streams.TestCase
