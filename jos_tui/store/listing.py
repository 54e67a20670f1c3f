"""Listings: page after page in key order, to the end, and never round in circles.

The next pages are fetched while the last one is read: see Ahead. Where that is not enough, as the
way to the store is long, several ranges are asked for at a time: see Ranges.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Page
from jos_tui.core.errors import ServerTrouble
from jos_tui.core.location import Location
from jos_tui.store.depth import Depth
from jos_tui.store.listing_ahead import Ahead, looking_ahead
from jos_tui.store.listing_guess import Guesser
from jos_tui.store.listing_ranges import Left, Luck, Ranges, Terms
from jos_tui.store.listing_steps import Asking, Place, Step

if TYPE_CHECKING:
    from jos_tui.store.client import Client

_MOST_EMPTY_PAGES = 100
_TERMS = Terms()


def pages(
    client: Client,
    location: Location,
    depth: Depth,
    cancel: CancelToken,
    *,
    start_after: str,
    page_size: int,
    terms: Terms = _TERMS,
) -> Iterator[Page]:
    """Yield the pages of a listing. Only the last one has ``is_last``; it may be empty.

    Blocks. Raises StoreError and Cancelled. The threads that look ahead end with it.
    """
    asking = Asking(client, location, depth, page_size)
    guesser, luck = Guesser(location.prefix), Luck()
    left: Left | None = Left(Place(after=start_after), ())
    while left is not None:
        watch = _Watch(terms, luck, guesser)
        with looking_ahead(asking, cancel) as ahead:
            left = yield from _one_by_one(asking, left, watch, ahead)
        if left is not None:
            left = yield from Ranges(asking, guesser, terms, luck, cancel).pages(left)


def _one_by_one(
    asking: Asking, left: Left, watch: _Watch, ahead: Ahead
) -> Generator[Page, None, Left | None]:
    """Yield pages; return where to go on in parallel once that is worth it, None at the end."""
    been, idle = {left.place}, 0
    while True:
        watch.begin()
        step = asking.read(ahead.take(left.place), left.previous)
        watch.note(step, left.previous)
        page = step.page
        if page.is_last:
            yield page
            return None
        if page.keys:
            yield page
        idle = 0 if page.keys else idle + 1
        if step.following in been or idle > _MOST_EMPTY_PAGES:
            raise ServerTrouble(
                "The listing does not go on",
                "The store says that there is more, but keeps sending the same",
                "Try again; if it stays like this, tell those who run the store.",
            )
        been.add(step.following)
        left = Left(step.following, page.keys or left.previous)
        if watch.is_long:
            return left


class _Watch:
    """Tells when the way to the store is what a listing takes its time for."""

    def __init__(self, terms: Terms, luck: Luck, guesser: Guesser) -> None:
        self._terms = terms
        self._luck = luck
        self._guesser = guesser
        self._waits: deque[float] = deque(maxlen=terms.pages_before)
        self._busy: deque[float] = deque(maxlen=terms.pages_before)
        self._begun = self._core_begun = 0.0

    def begin(self) -> None:
        """Note that a page is asked for."""
        self._begun, self._core_begun = time.perf_counter(), time.process_time()

    def note(self, step: Step, previous: Sequence[str]) -> None:
        """Note that it is there; one that is not plain makes the pages before worthless."""
        busy = time.process_time() - self._core_begun
        after = previous[-1] if previous else ""
        if not (step.following.token and step.page.keys and step.is_plain(after)):
            self._waits.clear()
            self._busy.clear()
            self._guesser.forget()
            self._luck.broken |= bool(step.prefixes)
            return
        self._waits.append(max(0.0, time.perf_counter() - self._begun - busy))
        self._busy.append(busy)
        self._guesser.note(step.page.keys)

    @property
    def is_long(self) -> bool:
        """Whether it is worth asking for several pages at a time."""
        if len(self._waits) < self._terms.pages_before or not self._luck.holds(self._terms):
            return False
        wait, busy = _median(self._waits), _median(self._busy)
        return wait >= max(self._terms.least_wait, self._terms.wait_per_cpu * busy)


def _median(numbers: Iterable[float]) -> float:
    ranked = sorted(numbers)
    return ranked[len(ranked) // 2]
