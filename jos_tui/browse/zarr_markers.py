"""Asks a store whether a prefix is a Zarr store, and for nothing else of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jos_tui.browse.dataset import METADATA
from jos_tui.core.background import CancelToken
from jos_tui.core.location import Location
from jos_tui.store.depth import Depth

if TYPE_CHECKING:
    from jos_tui.store.store import Store

_BEGINNINGS = ((".z", 10), ("zarr.json", 1))
"""How the names begin that tell, and how many keys to ask for: format 2 has four of them."""


def is_zarr_store(store: Store, location: Location, cancel: CancelToken) -> bool:
    """Whether a prefix holds metadata of Zarr: one request, or two that list next to nothing.

    Names are listed by how they begin, and without a delimiter: that costs a store the same
    however much is below the prefix. Blocks. Raises StoreError and Cancelled.
    """
    return any(_holds(store, location, *beginning, cancel) for beginning in _BEGINNINGS)


def _holds(store: Store, location: Location, name: str, most: int, cancel: CancelToken) -> bool:
    asked = Location(location.bucket, location.prefix + name)
    page = next(store.pages(asked, Depth.TREE, cancel, page_size=most))
    return any(key.removeprefix(location.prefix) in METADATA for key in page.keys)
