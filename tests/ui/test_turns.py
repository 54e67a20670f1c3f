"""Pages wait for keys, and keys for pages, each for a moment."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest

from jos_tui.core.right_of_way import KEYBOARD
from jos_tui.ui.browser.turns import Turns
from tests.support.patience import LONG_ENOUGH


@pytest.fixture(autouse=True)
def free() -> Iterator[None]:
    KEYBOARD.leave()
    yield
    KEYBOARD.leave()


def turns() -> Turns:
    def call_later(callback: Callable[[], None]) -> None:
        asyncio.get_running_loop().call_soon(callback)

    return Turns(lambda: False, call_later)


async def test_what_comes_while_a_key_is_answered_is_taken_behind_it() -> None:
    waiting, order, done = turns(), list[str](), asyncio.Event()
    KEYBOARD.take()
    waiting.do(lambda: order.append("page"))
    waiting.do(done.set)
    assert (order, waiting.waiting) == ([], 2)
    order.append("key")
    KEYBOARD.leave()
    async with asyncio.timeout(LONG_ENOUGH):
        await done.wait()
    assert order == ["key", "page"]


async def test_rows_still_come_while_a_key_is_held_down() -> None:
    waiting, taken, all_taken = turns(), list[int](), asyncio.Event()
    for number in range(3):
        KEYBOARD.take()
        waiting.do(lambda number=number: taken.append(number))  # type: ignore[misc]
    waiting.do(all_taken.set)
    async with asyncio.timeout(LONG_ENOUGH):
        while not all_taken.is_set():
            KEYBOARD.take()
            await asyncio.wait([asyncio.ensure_future(all_taken.wait())], timeout=0.01)
    assert taken == [0, 1, 2]


async def test_without_keys_everything_is_taken_at_once() -> None:
    waiting, taken = turns(), list[int]()
    waiting.do(lambda: taken.append(1))
    assert taken == [1]
