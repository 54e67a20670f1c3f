"""Waiting for the next time that some job turns."""

from __future__ import annotations

import threading

from jos_tui.jobs.worker.hub import Hub
from tests.support.patience import LONG_ENOUGH


def test_a_turn_wakes_who_waits_for_it() -> None:
    hub = Hub()
    seen: list[int] = []
    waiting = threading.Thread(target=lambda: seen.append(hub.turns.wait_beyond(0, LONG_ENOUGH)))
    waiting.start()
    hub.moved()
    hub.turned()
    waiting.join(LONG_ENOUGH)
    assert seen == [1]


def test_a_turn_that_came_before_is_not_waited_for() -> None:
    hub = Hub()
    hub.turned()
    assert hub.turns.wait_beyond(0, LONG_ENOUGH) == 1
    assert hub.turns.wait_beyond(1, 0) == 1
