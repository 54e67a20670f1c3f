"""Finding below a prefix: the pages of a whole tree, reduced to what fits a query."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from jos_tui.browse.listing_model import Change, ListingModel
from jos_tui.browse.workbench import Workbench
from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Entry, Kind, Page
from jos_tui.core.location import Location
from jos_tui.store.depth import Depth

if TYPE_CHECKING:
    from jos_tui.browse.query import Query
    from jos_tui.store.store import Store


class FindStep(NamedTuple):
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
    from jos_tui.browse.matching import Matcher

    matcher = Matcher(query, location.prefix, now_ms)
    looked_at = found = found_bytes = 0
    for page in store.pages(location, Depth.TREE, cancel):
        cancel.raise_if_cancelled()
        matches = matcher.select(page)
        looked_at += len(page)
        found += len(matches)
        found_bytes += sum(matches.sizes)
        yield FindStep(matches, looked_at, found, found_bytes)


class FoundModel(ListingModel):
    """What was found below a location, as a list; the names of its rows are paths.

    Of the objects written since, those that are rows are shown as they are now. Others come when
    the store is asked again.
    """

    def __init__(self, location: Location, query: Query, bench: Workbench | None = None) -> None:
        super().__init__(location, bench)
        self.query = query
        self.looked_at = 0
        """How many objects were looked at, whether they fit or not."""

    def take(self, step: FindStep) -> Change:
        """Take in the next step."""
        self.looked_at = step.looked_at
        return self.apply(step.page)

    def restart(self) -> None:
        """Expect the same to be asked again; its pages replace the rows they cover."""
        super().restart()
        self.looked_at = 0

    def _row_of_level(self, entry: Entry) -> Entry | None:
        is_row = entry.kind is Kind.OBJECT and self._columns.find_key(entry.key) is not None
        return entry if is_row else None
