"""Levels that were left a short while ago, to be on screen again at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jos_tui.browse.listing_model import ListingModel
from jos_tui.core.location import Location

if TYPE_CHECKING:
    from jos_tui.browse.query import Query

MOST_LEVELS = 50
MOST_ROWS = 1_500_000
"""About 200 MB."""


class LevelCache:
    """Listings by location and, if it is what was found below that, the query.

    Those left longest ago go when there are too many, or too many rows.
    """

    def __init__(self, most_levels: int = MOST_LEVELS, most_rows: int = MOST_ROWS) -> None:
        self._most_levels = most_levels
        self._most_rows = most_rows
        self._models: dict[tuple[Location, Query | None], ListingModel] = {}

    def put(self, model: ListingModel, query: Query | None = None) -> None:
        """Keep a listing that is no longer shown, without its filter and marks. Empty ones go."""
        self._models.pop((model.location, query), None)
        if not 0 < model.total <= self._most_rows:
            return
        model.give_up_work()
        model.clear_marks()
        self._models[model.location, query] = model
        while len(self._models) > self._most_levels or self._rows > self._most_rows:
            del self._models[next(iter(self._models))]

    def take(self, location: Location, query: Query | None = None) -> ListingModel | None:
        """Return the listing of a location, which is the caller's from now on."""
        return self._models.pop((location, query), None)

    def forget(self, bucket: str, key: str) -> None:
        """Drop what a change of a key, or of all below a prefix, makes wrong.

        That is the level it is in, and all levels above and below. ``bucket`` "" means that
        ``key`` is a bucket that was made or removed.
        """
        for location, query in list(self._models):
            if not bucket:
                wrong = location.bucket in {"", key}
            else:
                above = key.startswith(location.prefix)
                below = key.endswith("/") and location.prefix.startswith(key)
                wrong = location.bucket == bucket and (above or below)
            if wrong:
                del self._models[location, query]

    @property
    def _rows(self) -> int:
        return sum(model.total for model in self._models.values())
