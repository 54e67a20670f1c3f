"""A job has more in flight where that measures faster, and no more where it does not."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.jobs.engine.crew import CrewRules
from jos_tui.jobs.engine.in_flight import AGAIN_SECONDS, WINDOW_SECONDS, InFlight, Traffic
from jos_tui.jobs.model import JobState
from jos_tui.jobs.request import Options
from tests.jobs.engine.engine_bench import LONG, EngineBench
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind

MIB = 1 << 20
ALONE = CrewRules(members=0)


class Line:
    """A store that takes so many pieces of a size per second, by how many are in flight."""

    def __init__(self, in_flight: InFlight, rate: Callable[[int], float], size: int = 4096) -> None:
        self.in_flight, self._rate, self._size = in_flight, rate, size
        self._now, self._pieces = 0.0, 0.0

    def look(self, *, full: bool = True) -> int:
        """Return the number after one more second."""
        self._now += 1
        self._pieces += self._rate(self.in_flight.number)
        pieces = int(self._pieces)
        return self.in_flight.looked(self._now, Traffic(pieces * self._size, pieces), full=full)

    def looks(self, count: int) -> list[int]:
        """Return the numbers of so many seconds."""
        return [self.look() for _ in range(count)]


def of_latency(in_flight: int) -> float:
    """Each request waits for 20 ms."""
    return in_flight / 0.02


def of_processor(in_flight: int) -> float:
    """However many wait, so many are done in a second."""
    del in_flight
    return 2000.0


@pytest.mark.parametrize("size", [0, 4096, 16 * MIB])
def test_it_doubles_while_each_waits_long(size: int) -> None:
    assert Line(InFlight(8, 64), of_latency, size).looks(6) == [8, 16, 32, 64, 64, 64]


def test_where_more_bring_nothing_it_stays_as_usual() -> None:
    assert Line(InFlight(8, 64), of_processor).looks(5) == [8, 16, 8, 8, 8]


def test_what_was_asked_for_stays() -> None:
    assert set(Line(InFlight(24, 24), of_latency).looks(5)) == {24}


def test_no_more_than_the_store_bears() -> None:
    assert max(Line(InFlight(8, 16), of_latency).looks(9)) == 16
    assert InFlight(8, 4).number == 4


def test_time_in_which_not_all_are_in_use_counts_for_nothing() -> None:
    line = Line(InFlight(8, 64), of_latency)
    assert {line.look(full=full) for full in (True, False) * 5} == {8}


def test_a_window_waits_for_enough_pieces() -> None:
    assert set(Line(InFlight(8, 64), lambda number: 1.0).looks(20)) == {8}


def test_a_window_waits_for_enough_time() -> None:
    in_flight = InFlight(8, 64)
    for tick in range(10):
        now = tick * WINDOW_SECONDS / 20
        assert in_flight.looked(now, Traffic(0, tick * 1000), full=True) == 8


def test_it_is_tried_again_when_the_work_has_become_another() -> None:
    kinds_of_work = [of_processor]

    def rate(in_flight: int) -> float:
        return kinds_of_work[-1](in_flight)

    line = Line(InFlight(8, 64), rate)
    line.looks(3)
    kinds_of_work.append(of_latency)
    assert max(line.looks(int(AGAIN_SECONDS) - 2)) == 8
    assert line.looks(6)[-1] == 64


def test_after_trouble_it_never_comes_to_as_many_again() -> None:
    line = Line(InFlight(8, 64), of_latency)
    assert line.looks(4)[-1] == 64
    assert [line.in_flight.fall_back() for _ in range(3)] == [8, 8, 8]
    assert max(line.looks(60)) == 32


def test_trouble_with_the_usual_number_changes_nothing() -> None:
    line = Line(InFlight(8, 64), of_latency)
    assert line.in_flight.fall_back() == 8
    assert line.looks(4)[-1] == 64


@given(
    st.integers(1, 64),
    st.integers(1, 64),
    st.lists(st.tuples(st.floats(0, 100), st.integers(0, 1 << 40), st.booleans(), st.booleans())),
)
def test_it_always_lies_between_the_usual_and_the_most(
    usual: int, most: int, looks: list[tuple[float, int, bool, bool]]
) -> None:
    in_flight, now, traffic = InFlight(usual, most), 0.0, Traffic()
    for seconds, amount, full, trouble in looks:
        now, traffic = now + seconds, Traffic(traffic.bytes + amount, traffic.pieces + amount)
        number = in_flight.fall_back() if trouble else in_flight.looked(now, traffic, full=full)
        assert min(usual, most) <= number <= most


@pytest.fixture
def slow(engine_bench: EngineBench) -> Iterator[FaultProxy]:
    """A way to the server on which each answer takes long, beside what is done between two."""
    with FaultProxy(engine_bench.profile.endpoint) as proxy:
        proxy.inject(Fault(FaultKind.LATENCY, f"/{engine_bench.bucket}/", None, seconds=0.2))
        yield proxy


@pytest.fixture
def far(engine_bench: EngineBench, slow: FaultProxy) -> Iterator[EngineBench]:
    """A workbench at the other end of it."""
    with engine_bench.again(slow.endpoint, patience=LONG, crew=ALONE) as bench:
        yield bench


def lanes() -> set[threading.Thread]:
    """Return the threads of this process that send or fetch."""
    return {thread for thread in threading.enumerate() if thread.name == "transfer-lane"}


@pytest.mark.parametrize(
    ("options", "count", "grows"), [(Options(), 240, True), (Options(in_flight=8), 80, False)]
)
def test_a_job_far_away_gets_more_threads_unless_it_was_told_how_many(
    far: EngineBench, slow: FaultProxy, options: Options, count: int, grows: bool
) -> None:
    files = {f"far/{number:03}": os.urandom(10) for number in range(count)}
    for name, body in files.items():
        far.file(name, body)
    others, most = lanes(), 0

    def has_ended() -> bool:
        nonlocal most
        most = max(most, len(lanes() - others))
        if most > 8:
            slow.heal()  # seen: the rest may be quick
        return not far.snapshot(job_id).active

    job_id = far.start(far.put(far.folder / "far"), options)
    assert far.witness.until(has_ended)
    report = far.outcome(job_id)
    assert (report.state, report.done) == (JobState.DONE, len(files))
    assert far.objects() == files
    assert (most > 8) == grows
