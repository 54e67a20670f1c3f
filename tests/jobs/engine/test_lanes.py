"""The threads of a store are shared: never too many, what was begun first, every job its turn."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import Cancelled
from jos_tui.jobs.engine.bandwidth import Bandwidth
from jos_tui.jobs.engine.engine import in_flight
from jos_tui.jobs.engine.lanes import Gate, JobLanes, StoreLanes
from jos_tui.jobs.engine.work import Unit
from jos_tui.jobs.model import JobKind
from jos_tui.jobs.request import Options
from jos_tui.profiles.profile import Endpoint, Profile
from tests.support.patience import LONG_ENOUGH


@dataclass
class Line:
    """Units that block until they are let go, and what became of them."""

    begun: list[str] = field(default_factory=list)
    most: int = 0
    faults: list[BaseException] = field(default_factory=list)
    _state: threading.Condition = field(default_factory=threading.Condition)
    _running: int = 0
    _tickets: int = 0

    def unit(self, name: str) -> Unit:
        def run(cancel: CancelToken) -> None:
            with self._state:
                self.begun.append(name)
                self._running += 1
                self.most = max(self.most, self._running)
                self._state.notify_all()
                assert self._state.wait_for(lambda: self._tickets > 0, LONG_ENOUGH)
                self._tickets -= 1
                self._running -= 1

        return run

    def let(self, units: int) -> None:
        with self._state:
            self._tickets += units
            self._state.notify_all()

    def until(self, seen: Callable[[], bool]) -> None:
        with self._state:
            assert self._state.wait_for(seen, LONG_ENOUGH), self.begun

    def enter(self, lanes: StoreLanes, limit: int, stop: CancelToken | None = None) -> JobLanes:
        return lanes.enter(limit, stop or CancelToken(), self.faults.append)


def test_no_more_units_run_than_the_limit_and_begun_items_come_first() -> None:
    line, lanes = Line(), StoreLanes("test", 8)
    job = line.enter(lanes, 2)
    job.begin([line.unit("new 1"), line.unit("new 2"), line.unit("new 3")])
    line.until(lambda: len(line.begun) == 2)
    job.add(line.unit("part 1"), line.unit("part 2"))
    assert job.spare == 0
    line.let(5)
    line.until(lambda: len(line.begun) == 5)
    assert line.begun[2:4] == ["part 1", "part 2"]
    assert line.most == 2
    assert job.drain(LONG_ENOUGH)


def test_a_job_gets_a_thread_even_while_another_uses_all_and_then_its_turns() -> None:
    line, lanes = Line(), StoreLanes("test", 5)
    one, two = line.enter(lanes, 4), line.enter(lanes, 4)
    one.begin([line.unit("one")] * 8)
    line.until(lambda: len(line.begun) == 4)
    two.begin([line.unit("two")] * 4)
    line.until(lambda: line.begun.count("two") == 1)
    line.let(12)
    line.until(lambda: len(line.begun) == 12)
    assert "two" in line.begun[5:8]
    assert line.most <= 5
    assert one.drain(LONG_ENOUGH)
    assert two.drain(LONG_ENOUGH)


def test_behind_a_gate_only_what_is_urgent_runs() -> None:
    line, lanes = Line(), StoreLanes("test", 8)
    line.let(10)
    job = line.enter(lanes, 4)
    job.let(Gate.SHUT)
    job.begin([line.unit("item 1"), line.unit("item 2")])
    job.at_once(line.unit("look"))
    line.until(lambda: line.begun == ["look"])
    job.let(Gate.ONE)
    line.until(lambda: len(line.begun) == 3)
    assert line.most == 1
    assert job.drain(LONG_ENOUGH)


def test_what_a_stopped_job_has_queued_does_not_run() -> None:
    line, lanes, stop = Line(), StoreLanes("test", 8), CancelToken()
    job = line.enter(lanes, 1, stop)
    job.begin([line.unit("first"), line.unit("second")])
    line.until(lambda: line.begun == ["first"])
    stop.cancel()
    line.let(1)
    assert job.drain(LONG_ENOUGH)
    assert line.begun == ["first"]
    assert not line.faults


def test_what_a_unit_raises_is_a_fault() -> None:
    line, lanes = Line(), StoreLanes("test", 8)
    job = line.enter(lanes, 1)

    def breaks(cancel: CancelToken) -> None:
        raise ZeroDivisionError

    line.let(1)
    job.begin([breaks, line.unit("next")])
    line.until(lambda: line.begun == ["next"])
    assert isinstance(line.faults[0], ZeroDivisionError)


def profile(host: str) -> Profile:
    return Profile("test", (Endpoint(host, secure=False),))


@pytest.mark.parametrize(
    ("host", "kind", "wished", "expected"),
    [
        ("127.0.0.1:9000", JobKind.PUT, Options(), (8, 64)),
        ("127.0.0.1:9000", JobKind.PUT, Options(bandwidth=1000), (8, 8)),
        ("127.0.0.1:9000", JobKind.DELETE, Options(), (4, 4)),
        ("127.0.0.1:9000", JobKind.GET, Options(in_flight=24), (24, 24)),
        ("127.0.0.1:9000", JobKind.GET, Options(in_flight=1000), (64, 64)),
        ("cedadev-o.s3.jc.rl.ac.uk", JobKind.GET, Options(in_flight=1000), (16, 16)),
        ("cedadev-o.s3.jc.rl.ac.uk", JobKind.GET, Options(), (8, 16)),
    ],
)
def test_as_much_is_in_flight_as_the_store_bears(
    host: str, kind: JobKind, wished: Options, expected: tuple[int, int]
) -> None:
    found = in_flight(profile(host), kind, wished)
    assert (found.number, found.most) == expected


def test_waiting_for_bandwidth_can_be_cancelled() -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        Bandwidth(1).take(1 << 30, cancel)


def test_without_a_limit_nothing_waits() -> None:
    Bandwidth(0).take(1 << 50, CancelToken())
