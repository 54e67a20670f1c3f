"""What the store holds, as planning needs it: row by row, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from jos_tui.core.background import CancelToken
from jos_tui.core.entry import NO_SIZE, Entry, Kind
from jos_tui.core.errors import NotFound, NotSupported
from jos_tui.core.location import Location
from jos_tui.jobs.model import Selection
from jos_tui.store.depth import Depth
from jos_tui.store.store import Store


def objects_of(
    store: Store,
    selection: Selection,
    part: Entry,
    cancel: CancelToken,
    after: str | None,
    on_page: Callable[[], None] = lambda: None,
) -> Iterator[Entry]:
    """Yield the objects a row stands for that come after a key. Raises StoreError, Cancelled.

    ``on_page`` is called behind each page of a listing, before the next is waited for.
    """
    level = selection.location.child(part.key)
    if part.kind is not Kind.OBJECT:
        yield from rows(store, level, Depth.TREE, cancel, after or "", on_page)
    elif after is None:
        yield part


def rows(
    store: Store,
    location: Location,
    depth: Depth,
    cancel: CancelToken,
    after: str = "",
    on_page: Callable[[], None] = lambda: None,
) -> Iterator[Entry]:
    """Yield the objects of a listing that come after a key, without the prefixes.

    ``on_page`` is called behind each page. Raises StoreError and Cancelled.
    """
    for page in store.pages(location, depth, cancel, start_after=after):
        columns = zip(page.keys, page.sizes, page.modified_ms, page.etags, strict=True)
        for key, size, modified_ms, etag in columns:
            if size != NO_SIZE and (key > after or not after):
                yield Entry(key, Kind.OBJECT, size, modified_ms, etag)
        on_page()


class Existing(Protocol):
    """Which keys are taken. Keys must be asked for in their order."""

    def find(self, key: str) -> Entry | None:
        """Return the object of a key, None if there is none. Raises StoreError, Cancelled."""


class Unasked:
    """For those who overwrite all."""

    def find(self, key: str) -> None:
        """Return None."""


class Asked:
    """Asks the store for every key."""

    def __init__(self, store: Store, bucket: str, cancel: CancelToken) -> None:
        self._store = store
        self._bucket = bucket
        self._cancel = cancel

    def find(self, key: str) -> Entry | None:
        """Return the object of a key, None if there is none. Raises StoreError, Cancelled."""
        try:
            stat = self._store.stat(self._bucket, key, self._cancel)
        except NotFound:
            return None
        return Entry(key, Kind.OBJECT, stat.size, stat.modified_ms, stat.etag)


class Listed:
    """Goes through a listing beside those who ask, and remembers one row."""

    def __init__(self, listing: Iterator[Entry]) -> None:
        self._rows = in_order(listing)
        self._row: Entry | None = None
        self._begun = False

    def find(self, key: str) -> Entry | None:
        """Return the object of a key, None if there is none. Raises StoreError, Cancelled."""
        if not self._begun:
            self._begun, self._row = True, next(self._rows, None)
        while self._row is not None and self._row.key < key:
            self._row = next(self._rows, None)
        return self._row if self._row is not None and self._row.key == key else None


def in_order(listing: Iterator[Entry]) -> Iterator[Entry]:
    """Yield the rows of a listing; raises NotSupported where one is not behind the one before."""
    last: str | None = None
    for row in listing:
        if last is not None and row.key <= last:
            raise out_of_order()
        last = row.key
        yield row


def out_of_order() -> NotSupported:
    """Say that a store does not list its keys in order."""
    return NotSupported(
        "The store does not list its keys in order",
        "So what was planned before, or what is missing, cannot be told",
        "Start again from the beginning, and overwrite instead of comparing.",
    )
