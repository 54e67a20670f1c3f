"""Planning a deletion: every key that goes, then the buckets."""

from __future__ import annotations

from jos_tui.core.background import CancelToken
from jos_tui.jobs.chosen_rows import parts_of
from jos_tui.jobs.item import Action, PlannedItem
from jos_tui.jobs.planning.listed import objects_of
from jos_tui.jobs.planning.outbox import Outbox
from jos_tui.jobs.planning.position import Stage
from jos_tui.jobs.request import DeleteRequest
from jos_tui.store.store import Store


def plan_delete(store: Store, request: DeleteRequest, outbox: Outbox, cancel: CancelToken) -> None:
    """Plan every object of a selection, and the buckets. Blocks; raises StoreError, Cancelled."""
    selection = request.selection
    parts = parts_of(selection)
    for number in outbox.parts(Stage.ITEMS, len(parts)):
        part = parts[number]
        bucket = selection.location.child(part.key).bucket
        for entry in objects_of(store, selection, part, cancel, outbox.position.after):
            modified_ns = entry.modified_ms * 1_000_000
            outbox.add(
                PlannedItem(
                    Action.DELETE,
                    bucket,
                    entry.key,
                    size=max(entry.size, 0),
                    modified_ns=modified_ns,
                    etag=entry.etag,
                )
            )
            outbox.reached(entry.key)
    buckets = [part.key for part in parts] if selection.location.is_bucket_list else []
    for number in outbox.parts(Stage.BUCKETS, len(buckets)):
        if outbox.position.after is None:
            outbox.add(PlannedItem(Action.REMOVE_BUCKET, buckets[number], ""))
            outbox.reached("")
