"""Opening a location, or finding below it: pages from a background pool, with a ticket."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from jos_tui.browse.columns import page_of
from jos_tui.browse.find import FindStep, find
from jos_tui.core.background import CancelToken, Pool
from jos_tui.core.entry import Page
from jos_tui.core.errors import Cancelled, JosError
from jos_tui.core.location import Location
from jos_tui.store.depth import Depth

if TYPE_CHECKING:
    from jos_tui.browse.query import Query
    from jos_tui.store.store import Store


class PageArrived(NamedTuple):
    """The next page of a listing."""

    ticket: int
    location: Location
    page: Page


class FoundArrived(NamedTuple):
    """The next step of a find."""

    ticket: int
    location: Location
    step: FindStep


class ListingEnded(NamedTuple):
    """All pages of a listing have arrived."""

    ticket: int
    location: Location


class ListingStopped(NamedTuple):
    """A listing was stopped; no more of its pages will come."""

    ticket: int
    location: Location


class ListingFailed(NamedTuple):
    """A listing could not be begun or went wrong on the way. The pages before it are good."""

    ticket: int
    location: Location
    error: JosError


Delivery = PageArrived | FoundArrived | ListingEnded | ListingStopped | ListingFailed
_Source = Callable[[int, CancelToken], Iterator[Delivery]]

_TELL_SECONDS = 0.1
"""How often it is told how far a find is that finds nothing."""


class Opener:
    """Lists one location of a store at a time, or finds below one.

    ``store`` is called on the pool's threads, when something is asked. ``deliver`` is called
    there too (ListingStopped on the thread of the caller of :meth:`stop`), one call at a time. It
    must not block and must not call back. Once a method here has returned, nothing of an earlier
    ticket is delivered; what was delivered before and still waits in a queue is the receiver's to
    drop, by its ticket.
    """

    def __init__(
        self, store: Callable[[], Store], pool: Pool, deliver: Callable[[Delivery], None]
    ) -> None:
        self._store = store
        self._pool = pool
        self._deliver = deliver
        self._lock = threading.Lock()
        self._ticket = 0
        self._live: tuple[Location, CancelToken] | None = None

    @property
    def ticket(self) -> int:
        """The ticket of the latest opening, 0 before the first."""
        return self._ticket

    @property
    def is_loading(self) -> bool:
        """Whether more of the latest opening may be delivered."""
        return self._live is not None

    def open(self, location: Location, beginning: str = "") -> int:
        """Begin to list a location, give up the one before, and return the new ticket.

        With a ``beginning``, which must not hold a ``/``, only the names that begin with it.
        """

        def pages(ticket: int, cancel: CancelToken) -> Iterator[Delivery]:
            for page in self._pages(location, beginning, cancel):
                yield PageArrived(ticket, location, page)

        return self._begin(location, pages)

    def find(self, location: Location, query: Query, now_ms: int) -> int:
        """Begin to find below a location, give up what was before, and return the new ticket.

        Ages count from ``now_ms``, milliseconds since 1970 UTC.
        """

        def steps(ticket: int, cancel: CancelToken) -> Iterator[Delivery]:
            for step in _worth_telling(find(self._store(), location, query, now_ms, cancel)):
                yield FoundArrived(ticket, location, step)

        return self._begin(location, steps)

    def stop(self) -> None:
        """Give up the current listing and deliver ListingStopped, if there is one."""
        with self._lock:
            abandoned, self._live = self._live, None
            if abandoned is not None:
                self._deliver(ListingStopped(self._ticket, abandoned[0]))
        if abandoned is not None:
            abandoned[1].cancel()

    def give_up(self) -> None:
        """Give up the current listing without a word, and make its ticket an old one."""
        with self._lock:
            abandoned, self._live = self._live, None
            self._ticket += 1
        if abandoned is not None:
            abandoned[1].cancel()

    def _begin(self, location: Location, source: _Source) -> int:
        token = CancelToken()
        with self._lock:
            abandoned = self._live
            self._ticket = ticket = self._ticket + 1
            self._live = (location, token)
        if abandoned is not None:
            abandoned[1].cancel()
        self._pool.submit(lambda cancel: self._list(ticket, location, source, cancel), token)
        return ticket

    def _list(self, ticket: int, location: Location, source: _Source, cancel: CancelToken) -> None:
        try:
            for delivery in source(ticket, cancel):
                if not self._post(delivery):
                    return
            last: Delivery = ListingEnded(ticket, location)
        except Cancelled:
            last = ListingStopped(ticket, location)
        except JosError as exc:
            last = ListingFailed(ticket, location, exc)
        self._post(last)

    def _pages(self, location: Location, beginning: str, cancel: CancelToken) -> Iterator[Page]:
        if location.is_bucket_list:
            return iter([page_of(self._store().buckets(cancel))])
        asked = Location(location.bucket, location.prefix + beginning)
        return self._store().pages(asked, Depth.LEVEL, cancel)

    def _post(self, delivery: Delivery) -> bool:
        """Deliver, unless the ticket is an old one; return whether more is wanted."""
        with self._lock:
            if self._live is None or delivery.ticket != self._ticket:
                return False
            if not isinstance(delivery, PageArrived | FoundArrived):
                self._live = None
            self._deliver(delivery)
            return self._live is not None


def _worth_telling(steps: Iterator[FindStep]) -> Iterator[FindStep]:
    """Leave out steps that found nothing where others follow at once; the last one is told."""
    untold: FindStep | None = None
    told_at = monotonic()
    for step in steps:
        untold = step
        if len(step.page) or monotonic() - told_at > _TELL_SECONDS:
            yield step
            untold, told_at = None, monotonic()
    if untold is not None:
        yield untold
