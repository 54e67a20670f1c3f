"""The unfinished uploads that go with a deletion."""

from __future__ import annotations

from collections.abc import Iterator

from jos_tui.core import formats
from jos_tui.core.background import CancelToken
from jos_tui.core.errors import (
    NoSuchBucket,
    NotAllowed,
    NotAStore,
    NotFound,
    NotSupported,
    StoreError,
)
from jos_tui.core.text import printable
from jos_tui.jobs.item import Action, PlannedItem
from jos_tui.jobs.planning.below import Asked
from jos_tui.jobs.planning.outbox import Outbox
from jos_tui.jobs.planning.upload_sizes import UploadSizes
from jos_tui.jobs.planning.versions import is_about_the_keys
from jos_tui.store.store import Store
from jos_tui.store.uploads import OpenUpload


def plan_uploads(
    store: Store, asked: Asked, sizes: UploadSizes, outbox: Outbox, cancel: CancelToken
) -> None:
    """Plan to drop the uploads of a place, but those that jobs of this host go on with.

    All are one step, as there is no going on in the middle of their list. A store that does not
    list them is passed over with a note. Blocks; raises StoreError, Cancelled.
    """
    kept = 0
    in_use = outbox.uploads_in_use()
    try:
        for upload in _listed(store, asked, cancel):
            if upload.upload_id in in_use:
                kept += 1
            else:
                outbox.add(_item(asked.bucket, upload, sizes.of(asked.bucket, upload)))
    except (NotSupported, NotFound, NotAllowed, NotAStore) as exc:
        if isinstance(exc, NoSuchBucket) or is_about_the_keys(exc):
            raise
        outbox.say(_unknown(asked, exc))
    if kept:
        uploads = formats.plural(kept, "unfinished upload")
        outbox.say([f"{uploads} of jobs that have not ended will be kept."])
    outbox.reached("")


def _listed(store: Store, asked: Asked, cancel: CancelToken) -> Iterator[OpenUpload]:
    for upload in store.list_uploads(asked.bucket, asked.location.prefix, cancel):
        if asked.has(upload.key):
            yield upload


def _item(bucket: str, upload: OpenUpload, size: int) -> PlannedItem:
    return PlannedItem(
        Action.ABORT_UPLOAD, bucket, upload.key, size=size, abort_id=upload.upload_id
    )


def _unknown(asked: Asked, error: StoreError) -> list[str]:
    """Say it only where there may be some: rclone, say, says that there is no such upload."""
    if isinstance(error, NotSupported | NotFound):
        return []
    where = printable(asked.bucket)
    return [f"Unfinished uploads in {where} were not looked for: {error.title}."]
