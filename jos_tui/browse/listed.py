"""How far the listing of a level has come."""

from __future__ import annotations

from enum import Enum
from itertools import pairwise

from jos_tui.browse.columns import Columns
from jos_tui.core.entry import Page


class LoadState(Enum):
    """How complete a listing is."""

    LOADING = "loading"
    COMPLETE = "complete"
    STOPPED = "stopped"
    FAILED = "failed"


class Listed:
    """Up to which name the pages of a listing stand for all rows there are."""

    def __init__(self) -> None:
        self._up_to: str | None = None
        self.in_key_order = True
        """Whether all pages until now came in the order of their keys."""

    def continued_by(self, page: Page) -> bool:
        """Return whether a page of names is in key order and begins behind the last one."""
        if not self.in_key_order:
            return False
        if self._up_to is not None and page.keys[0] <= self._up_to:
            return False
        return all(one < next_one for one, next_one in pairwise(page.keys))

    def take(self, page: Page) -> None:
        """Note a page that continues the listing."""
        self._up_to = page.keys[-1]

    def rows_of(self, columns: Columns) -> int:
        """Return how many of the rows the pages stand for: all but the last ones."""
        return 0 if self._up_to is None else columns.up_to(self._up_to)
