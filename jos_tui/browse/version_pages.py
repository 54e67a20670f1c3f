"""Pages of versions, as screens ask for them."""

from __future__ import annotations

from collections.abc import Iterator

from jos_tui.core.background import CancelToken
from jos_tui.core.location import Location
from jos_tui.store.store import Store
from jos_tui.store.versions import Version


def versions_of(
    store: Store, bucket: str, key: str, cancel: CancelToken
) -> Iterator[list[Version]]:
    """Yield, page by page, the versions of one key, the newest first. Blocks.

    The keys that begin with it are not read beyond the page they begin on. Raises StoreError and
    Cancelled.
    """
    for page in store.versions(Location(bucket, key), cancel):
        yield [version for version in page if version.key == key]
        if any(version.key != key for version in page):
            return
