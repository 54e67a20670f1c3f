"""From a place that was there once to the nearest one that still is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import NoSuchBucket
from jos_tui.core.location import Location
from jos_tui.store.depth import Depth

if TYPE_CHECKING:
    from jos_tui.store.store import Store


def nearest(store: Store, location: Location, cancel: CancelToken) -> Location:
    """Return the location if anything is below it, else the first level above of which that holds.

    A bucket may be empty; one that is gone leads to the list of buckets. Blocks for one request a
    level. Raises StoreError and Cancelled.
    """
    try:
        while not _is_there(store, location, cancel) and location.prefix:
            location = location.parent
    except NoSuchBucket:
        return Location()
    return location


def _is_there(store: Store, location: Location, cancel: CancelToken) -> bool:
    return any(len(page) for page in store.pages(location, Depth.TREE, cancel, page_size=1))
