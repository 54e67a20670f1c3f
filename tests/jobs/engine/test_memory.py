from __future__ import annotations

import threading

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import Cancelled
from jos_tui.jobs.engine.memory import MemoryLimit
from tests.support.patience import LONG_ENOUGH


def test_never_more_than_the_limit_is_held() -> None:
    limit, held, most = MemoryLimit(100), 0, 0
    lock = threading.Lock()

    def work(amount: int) -> None:
        nonlocal held, most
        for _ in range(50):
            with limit.hold(amount, CancelToken()):
                with lock:
                    held += amount
                    most = max(most, held)
                with lock:
                    held -= amount

    threads = [threading.Thread(target=work, args=(amount,)) for amount in (10, 30, 50, 60, 100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONG_ENOUGH)
        assert not thread.is_alive()
    assert 0 < most <= 100


def test_one_alone_may_hold_more_than_the_limit() -> None:
    limit = MemoryLimit(10)
    with limit.hold(1000, CancelToken()):
        pass
    with limit.hold(1000, CancelToken()):
        pass


def test_waiting_ends_when_the_job_is_cancelled() -> None:
    limit, cancel = MemoryLimit(10), CancelToken()
    outcomes: list[str] = []

    def wait() -> None:
        try:
            with limit.hold(10, cancel):
                outcomes.append("held")
        except Cancelled:
            outcomes.append("cancelled")

    with limit.hold(10, CancelToken()):
        thread = threading.Thread(target=wait)
        thread.start()
        cancel.cancel()
        thread.join(LONG_ENOUGH)
        assert outcomes == ["cancelled"]
    with limit.hold(10, CancelToken()):
        pass


def test_a_cancelled_token_holds_nothing() -> None:
    limit, cancel = MemoryLimit(10), CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled), limit.hold(5, cancel):
        pass
    with limit.hold(10, CancelToken()):
        pass
