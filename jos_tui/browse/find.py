"""Finding below a prefix: the pages of a whole tree, reduced to what fits a query."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jos_tui.browse.matching import Matcher
from jos_tui.browse.query import Query
from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Page
from jos_tui.core.location import Location
from jos_tui.store.store import Depth, Store


@dataclass(frozen=True, slots=True)
class FindStep:
    """What one page of the store brought, and how far the search is.

    ``page`` has full keys in the order of the store and may be empty; ``looked_at`` and ``found``
    count objects since the beginning, ``found_bytes`` their bytes.
    """

    page: Page
    looked_at: int
    found: int
    found_bytes: int


def find(
    store: Store, location: Location, query: Query, now_ms: int, cancel: CancelToken
) -> Iterator[FindStep]:
    """Yield a step for each page of the listing of all that is below a location.

    The pages make a ListingModel of the location, whose names are paths. Blocks; raises StoreError
    and Cancelled.
    """
    matcher = Matcher(query, location.prefix, now_ms)
    looked_at = found = found_bytes = 0
    for page in store.pages(location, Depth.TREE, cancel):
        cancel.raise_if_cancelled()
        matches = matcher.select(page)
        looked_at += len(page)
        found += len(matches)
        found_bytes += sum(matches.sizes)
        yield FindStep(matches, looked_at, found, found_bytes)
