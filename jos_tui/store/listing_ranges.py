"""Ranges of one listing asked for at the same time, and handed out in order.

A thread fetches a few pages of its range and ends: none ever waits for those who take them.
"""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections import deque
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Page
from jos_tui.core.errors import Cancelled, StoreError
from jos_tui.core.location import SEPARATOR
from jos_tui.store.depth import Depth
from jos_tui.store.listing_ahead import THREAD_NAME
from jos_tui.store.listing_guess import Guesser
from jos_tui.store.listing_steps import Asking, Place, Step


@dataclass(frozen=True, slots=True)
class Terms:
    """When a listing is asked for in parallel, and how far ahead.

    After ``pages_before`` plain pages, if one costs a wait of ``least_wait`` seconds or more, and
    ``wait_per_cpu`` times the time that the whole program works meanwhile: a page that is late
    because of what else goes on here would be later still beside others. Up to ``ranges`` ranges of
    ``pages_per_range`` pages are open. No more guesses once ``useless`` more of them were of no
    use than were of some.
    """

    pages_before: int = 8
    least_wait: float = 0.008
    wait_per_cpu: float = 1.0
    ranges: int = 6
    pages_per_range: int = 6
    useless: int = 8


@dataclass(slots=True)
class Luck:
    """How the guesses for one listing turn out; ``broken`` is a store they are not good for."""

    balance: int = 0
    broken: bool = False

    def holds(self, terms: Terms) -> bool:
        """Whether to go on guessing."""
        return not self.broken and self.balance > -terms.useless


@dataclass(frozen=True, slots=True)
class Left:
    """Where to go on one by one: at a place, without the keys that were the last to be yielded."""

    place: Place
    previous: Sequence[str]


class _State(Enum):
    RUNNING = auto()
    PAUSED = auto()  # has what it may hold
    DONE = auto()  # nothing more is in it
    OVER = auto()  # has come to the end of the listing
    BROKEN = auto()  # the store does not do as expected: to be asked one by one


@dataclass(slots=True, eq=False)
class _Range:
    """The keys behind ``last`` up to and with ``end``, "" for all; ``place`` is the next page's.

    It is ``useful`` if it saves a request: if at least a whole page is in it.
    """

    place: Place
    last: str
    end: str
    state: _State = _State.PAUSED
    steps: deque[Step] = field(default_factory=deque)
    asked: bool = False
    useful: bool = False
    error: BaseException | None = None


class Ranges:
    """The part of a listing that is asked for in parallel. To be used by one thread, once."""

    def __init__(
        self, asking: Asking, guesser: Guesser, terms: Terms, luck: Luck, cancel: CancelToken
    ) -> None:
        self._asking = asking
        self._guesser = guesser
        self._terms = terms
        self._luck = luck
        self._cancel = cancel
        self._stop = CancelToken()
        self._ranges: deque[_Range] = deque()
        self._changed = threading.Condition()
        self._known = ""  # a key with nothing between it and the end of a range before

    def pages(self, left: Left) -> Generator[Page, None, Left | None]:
        """Yield the pages from a place on; return where to go on, None if it was the last.

        Some pages are shorter than others. Raises Cancelled; what else goes wrong is left to be
        met again by those who go on. Whatever is under way when it ends or is closed is stopped.
        """
        after = left.previous[-1]
        end = self._guess(after)
        if not end:
            return left
        self._ranges.append(_Range(left.place, after, end))
        forget = self._cancel.on_cancel(self._stop.cancel)
        self._stop.on_cancel(self._wake)
        try:
            return (yield from self._in_order(left))
        finally:
            forget()
            self._stop.cancel()

    def _in_order(self, left: Left) -> Generator[Page, None, Left | None]:
        while self._ranges:
            self._open()
            head = self._ranges[0]
            step = self._next_step(head)
            self._cancel.raise_if_cancelled()
            if step is not None:
                page = step.page
                if page.keys:
                    self._guesser.note(page.keys)
                    left = Left(step.following, page.keys)
                if page.keys or page.is_last:
                    yield page
                if page.is_last:
                    return None
            elif head.error is not None:
                raise head.error
            elif head.state is _State.DONE:
                self._luck.balance += 1 if head.useful else -1
                self._ranges.popleft()
            elif head.state is _State.BROKEN or not head.end:
                self._luck.broken |= head.state is _State.BROKEN
                break
        return left

    def _next_step(self, head: _Range) -> Step | None:
        """Return the next answer of a range, None if it has no more for now. Blocks."""
        with self._changed:
            self._changed.wait_for(
                lambda: head.steps or head.state is not _State.RUNNING or self._stop.cancelled
            )
            return head.steps.popleft() if head.steps else None

    def _guess(self, after: str) -> str:
        """Return where a range behind a key is to end, "" if there is no telling."""
        end = self._guesser.behind(after, self._terms.pages_per_range)
        if self._asking.depth is Depth.LEVEL:
            # In the middle of a prefix stores begin with that prefix, or behind it.
            prefix = self._asking.location.prefix
            end = prefix + end.removeprefix(prefix).partition(SEPARATOR)[0]
        return end if end > after else ""

    def _open(self) -> None:
        """Open ranges behind the last one, and let those fetch that may hold more."""
        with self._changed:
            going = all(found.state not in {_State.OVER, _State.BROKEN} for found in self._ranges)
        while going and len(self._ranges) < self._terms.ranges and self._luck.holds(self._terms):
            start = self._ranges[-1].end
            if not start:
                break
            end = self._guess(max(start, self._known))
            self._ranges.append(_Range(Place(after=start), start, end))
        for found in self._ranges:
            self._let_fetch(found)

    def _let_fetch(self, found: _Range) -> None:
        """Start a thread for a range that has room. One without an end is asked only once."""
        with self._changed:
            room = self._terms.pages_per_range - len(found.steps)
            wanted = found.end or not found.asked
            if found.state is not _State.PAUSED or not wanted or room <= len(found.steps):
                return
            found.state, found.asked = _State.RUNNING, True
        thread = threading.Thread(
            target=self._fetch, args=(found, room), name=THREAD_NAME, daemon=True
        )
        try:
            thread.start()
        except RuntimeError:  # no more threads
            found.state = _State.BROKEN

    def _fetch(self, found: _Range, room: int) -> None:
        state = _State.PAUSED
        error: BaseException | None = None
        try:
            while room and state is _State.PAUSED:
                state = self._take(found, self._asking.step(found.place, (), self._stop))
                room -= 1
        except (StoreError, Cancelled):
            state = _State.BROKEN  # one by one it may go well, or fails for all to see
        except BaseException as exc:  # noqa: BLE001 - raised where the page is missing
            state, error = _State.BROKEN, exc
        with self._changed:
            found.state, found.error = state, error
            self._changed.notify_all()

    def _take(self, found: _Range, step: Step) -> _State:
        """Keep what of an answer is in the range; return how the range goes on."""
        page = step.page
        if not step.is_plain(found.last):
            return _State.BROKEN
        count = bisect_right(page.keys, found.end) if found.end else len(page)
        is_cut = count < len(page)
        found.useful |= not is_cut
        with self._changed:
            found.steps.append(_cut(step, count) if is_cut else step)
            if is_cut:
                self._known = max(self._known, page.keys[count])
            self._changed.notify_all()
        if is_cut:
            return _State.DONE
        if page.is_last:
            return _State.OVER
        found.place, found.last = step.following, page.keys[-1]
        return _State.DONE if found.last == found.end else _State.PAUSED

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()


def _cut(step: Step, count: int) -> Step:
    """Return an answer with some of its keys; it has to be asked for again for the others."""
    page = step.page
    some = Page(
        page.keys[:count], page.sizes[:count], page.modified_ms[:count], page.etags[:count], False
    )
    return Step(some, step.place, step.place, 0, step.in_order)
