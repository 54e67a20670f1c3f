"""The prefixes of one level, in small slices, for a tree that shows nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from jos_tui.core.background import CancelToken
from jos_tui.core.entry import NO_SIZE, Page
from jos_tui.core.location import SEPARATOR, Location
from jos_tui.store.depth import Depth

if TYPE_CHECKING:
    from jos_tui.store.store import Store

SLICE = 250
PAGES_AT_ONCE = 25
"""How many pages are read in search of more prefixes: 25,000 keys."""


class Children(NamedTuple):
    """Some more prefixes of a level, in key order.

    ``more_after`` is the ``start_after`` to go on with, in the last slice of a level that has, or
    may have, more prefixes; otherwise "".
    """

    prefixes: tuple[str, ...]
    more_after: str = ""


def prefixes_of(page: Page) -> list[str]:
    """Return the prefixes among the rows of a page."""
    return [key for key, size in zip(page.keys, page.sizes, strict=True) if size == NO_SIZE]


def child_prefixes(
    store: Store,
    location: Location,
    cancel: CancelToken,
    *,
    limit: int = 1000,
    start_after: str = "",
) -> Iterator[Children]:
    """Yield the prefixes of a level in slices of up to 250, as the pages arrive.

    Ends after ``limit`` prefixes or after 25 pages, so that a level of very many objects and few
    prefixes does not take for ever. Blocks. Raises StoreError and Cancelled.
    """
    pages = store.pages(location, Depth.LEVEL, cancel, start_after=start_after)
    for number, page in enumerate(pages, start=1):
        found = prefixes_of(page)
        taken, limit = found[:limit], limit - len(found)
        more_after = ""
        if limit < 0 or (limit == 0 and not page.is_last):
            more_after = _behind(taken[-1])
        elif number == PAGES_AT_ONCE and not page.is_last:
            more_after = _behind_last_row(page)
        yield from _slices(taken, more_after)
        if more_after:
            return


def _slices(prefixes: list[str], more_after: str) -> Iterator[Children]:
    slices = [tuple(prefixes[at : at + SLICE]) for at in range(0, len(prefixes), SLICE)]
    if more_after and not slices:
        slices = [()]
    for number, some in enumerate(slices, start=1):
        yield Children(some, more_after if number == len(slices) else "")


def _behind(prefix: str) -> str:
    """Return a ``start_after`` that leaves out a prefix and all below it.

    It may leave out one object, which is no prefix either.
    """
    return prefix.removesuffix(SEPARATOR) + chr(ord(SEPARATOR) + 1)


def _behind_last_row(page: Page) -> str:
    key = page.keys[-1]
    return _behind(key) if page.sizes[-1] == NO_SIZE else key
