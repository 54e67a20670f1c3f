"""Pools of threads and the tokens that stop their work."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

from jos_tui.core.background import CancelToken, Pool
from tests.support.patience import LONG_ENOUGH


def wait_for(gate: threading.Event) -> Callable[[CancelToken], None]:
    def work(_: CancelToken) -> None:
        gate.wait(LONG_ENOUGH)

    return work


def _note(done: list[int], number: int, _: CancelToken) -> None:
    done.append(number)


def divide_by_zero(_: CancelToken) -> None:
    raise ZeroDivisionError


def test_work_is_done_and_the_pool_is_idle_afterwards() -> None:
    pool = Pool("test", 2)
    done: list[int] = []
    for number in range(20):
        pool.submit(partial(_note, done, number))

    assert pool.join(LONG_ENOUGH)
    assert sorted(done) == list(range(20))
    assert pool.idle()


def test_a_pool_is_not_idle_from_the_moment_work_is_submitted() -> None:
    pool = Pool("test", 1)
    gate = threading.Event()
    pool.submit(wait_for(gate))

    assert not pool.idle()
    gate.set()
    assert pool.join(LONG_ENOUGH)


def test_no_more_threads_than_allowed_work_at_once() -> None:
    pool = Pool("test", 2)
    both = threading.Barrier(2)
    seen: set[str] = set()

    def work(_: CancelToken) -> None:
        both.wait(LONG_ENOUGH)
        seen.add(threading.current_thread().name)

    for _ in range(10):
        pool.submit(work)

    assert pool.join(LONG_ENOUGH)
    assert len(seen) == 2


def test_queued_work_whose_token_is_cancelled_never_runs() -> None:
    pool = Pool("test", 1)
    gate, ran = threading.Event(), threading.Event()
    pool.submit(wait_for(gate))
    pool.submit(lambda _: ran.set()).cancel()
    gate.set()

    assert pool.join(LONG_ENOUGH)
    assert not ran.is_set()


def test_cancelling_wakes_work_that_waits() -> None:
    pool = Pool("test", 1)
    started = threading.Event()

    def work(token: CancelToken) -> None:
        started.set()
        assert token.wait(LONG_ENOUGH)
        token.raise_if_cancelled()

    token = pool.submit(work)
    assert started.wait(LONG_ENOUGH)
    token.cancel()

    assert pool.join(LONG_ENOUGH)


def test_cancel_all_drops_the_queue_and_stops_what_runs() -> None:
    pool = Pool("test", 1)
    started, ran = threading.Event(), threading.Event()

    def work(token: CancelToken) -> None:
        started.set()
        token.wait(LONG_ENOUGH)

    pool.submit(work)
    pool.submit(lambda _: ran.set())
    assert started.wait(LONG_ENOUGH)
    pool.cancel_all()

    assert pool.join(LONG_ENOUGH)
    assert not ran.is_set()


def test_a_programming_error_reaches_on_crash_and_the_pool_goes_on() -> None:
    crashes: list[BaseException] = []
    pool = Pool("test", 1, crashes.append)
    after = threading.Event()
    pool.submit(divide_by_zero)
    pool.submit(lambda _: after.set())

    assert pool.join(LONG_ENOUGH)
    assert isinstance(crashes[0], ZeroDivisionError)
    assert after.is_set()


def test_callbacks_run_once_on_cancel_and_at_once_when_too_late() -> None:
    token, calls = CancelToken(), list[str]()
    token.on_cancel(lambda: calls.append("kept"))
    token.on_cancel(lambda: calls.append("removed"))()
    token.cancel()
    token.cancel()
    token.on_cancel(lambda: calls.append("late"))

    assert calls == ["kept", "late"]


def test_tasks_that_share_a_token_all_count_until_each_is_done() -> None:
    pool, token = Pool("test", 2), CancelToken()
    gate, first_done = threading.Event(), threading.Event()
    pool.submit(wait_for(gate), token)
    pool.submit(lambda _: first_done.set(), token)
    assert first_done.wait(LONG_ENOUGH)

    assert not pool.join(0.2)
    gate.set()
    assert pool.join(LONG_ENOUGH)
