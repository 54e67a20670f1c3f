"""Who answers a key goes first, but never for long, and never for ever."""

from __future__ import annotations

import threading
from time import monotonic

from jos_tui.core.right_of_way import LONGEST_SECONDS, MOMENT_SECONDS, RightOfWay
from tests.support.patience import LONG_ENOUGH


def test_work_goes_on_at_once_while_nobody_types() -> None:
    way = RightOfWay()
    assert not way.is_taken
    with way.behind():
        assert not way.is_taken


def test_work_begins_when_the_key_is_answered() -> None:
    way, order = RightOfWay(), list[str]()
    way.take()

    def work() -> None:
        with way.behind():
            order.append("work" if way.is_taken else "work on a free way")

    thread = threading.Thread(target=work)
    thread.start()
    way.leave()
    thread.join(LONG_ENOUGH)
    assert order == ["work on a free way"]


def test_a_key_held_down_lets_work_go_on_piece_by_piece() -> None:
    way, pieces = RightOfWay(), 0
    begun = monotonic()
    for _ in range(4):
        way.take()
        with way.behind():
            pieces += 1
    assert pieces == 4
    assert monotonic() - begun >= 3 * MOMENT_SECONDS


def test_who_forgets_to_leave_keeps_nobody() -> None:
    way = RightOfWay()
    way.take()
    begun = monotonic()
    while way.is_taken and monotonic() - begun < LONG_ENOUGH:
        with way.behind():
            pass
    assert LONGEST_SECONDS / 2 < monotonic() - begun < LONG_ENOUGH


def test_pieces_are_done_one_at_a_time() -> None:
    way, inside, most = RightOfWay(), 0, 0
    both_began = threading.Barrier(2)

    def work() -> None:
        nonlocal inside, most
        both_began.wait(LONG_ENOUGH)
        for _ in range(200):
            with way.behind():
                inside += 1
                most = max(most, inside)
                inside -= 1

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONG_ENOUGH)
    assert most == 1


def test_a_key_held_down_goes_before_each_piece_however_many_threads_there_are() -> None:
    way, pieces = RightOfWay(), 0

    def work() -> None:
        nonlocal pieces
        with way.behind():
            pieces += 1
            way.take()

    way.take()
    begun = monotonic()
    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONG_ENOUGH)
    assert pieces == 4
    assert monotonic() - begun >= 4 * MOMENT_SECONDS
