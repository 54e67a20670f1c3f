"""From a path somebody typed to a place: is the last name in it a prefix or an object?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jos_tui.core.background import CancelToken
from jos_tui.core.location import SEPARATOR, Location, parent_prefix
from jos_tui.store.depth import Depth

if TYPE_CHECKING:
    from jos_tui.store.store import Store


def resolve(store: Store, bucket: str, key: str, cancel: CancelToken) -> tuple[Location, str]:
    """Return where a bucket and key lead to, and the full key the cursor belongs on.

    A key that ends in ``/`` is a prefix, and so is one with any key below it; the cursor key is
    then "". Everything else is taken for an object, whether or not it exists: its level is
    returned. Blocks for at most one request. Raises StoreError and Cancelled.
    """
    if not key or key.endswith(SEPARATOR):
        return Location(bucket, key), ""
    prefix = Location(bucket, key + SEPARATOR)
    pages = store.pages(prefix, Depth.TREE, cancel, page_size=1)
    if any(len(page) for page in pages):
        return prefix, ""
    return Location(bucket, parent_prefix(key)), key
