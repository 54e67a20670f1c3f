"""Folders in a store that has none: empty objects whose key ends in ``/``."""

from __future__ import annotations

from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.location import Location
from jos_tui.store.store import Store


def make_folder(store: Store, location: Location, name: str, cancel: CancelToken) -> Entry:
    """Store an empty marker object ``name/`` at a level, which must be in a bucket.

    ``name`` may hold ``/`` for several levels at once. Return the prefix that now shows at the
    level. Blocks; raises StoreError, Cancelled, and ValueError for an empty name.
    """
    if not name.strip("/"):
        raise ValueError("A folder needs a name")
    key = f"{location.prefix}{name.removesuffix('/')}/"
    store.put(location.bucket, key, b"", cancel, content_type="application/x-directory")
    cut = key.index("/", len(location.prefix)) + 1
    return Entry(key[:cut], Kind.PREFIX)
