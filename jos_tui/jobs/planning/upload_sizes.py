"""How much unfinished uploads hold: asked for each, so only of so many."""

from __future__ import annotations

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import NotAllowed, NotAStore, NotFound, NotSupported
from jos_tui.store.store import Store
from jos_tui.store.uploads import OpenUpload

MOST_MEASURED = 100
"""Of so many uploads of a plan the parts are asked for: each takes a request or more."""


class UploadSizes:
    """Asks a store for the parts of uploads."""

    def __init__(self, store: Store, cancel: CancelToken) -> None:
        self._store = store
        self._cancel = cancel
        self._left = MOST_MEASURED

    def of(self, bucket: str, upload: OpenUpload) -> int:
        """Return the bytes of an upload, 0 where they are not known.

        Blocks; raises StoreError and Cancelled, but not because the store does not tell.
        """
        if not self._left:
            return 0
        self._left -= 1
        store = self._store
        try:
            parts = list(store.list_parts(bucket, upload.key, upload.upload_id, self._cancel))
        except NotFound:  # it has ended meanwhile
            return 0
        except (NotSupported, NotAllowed, NotAStore):
            self._left = 0
            return 0
        return sum(max(part.size, 0) for part in parts)
