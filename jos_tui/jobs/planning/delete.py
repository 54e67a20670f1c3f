"""Planning a deletion: every key that goes, or every version of it, uploads, then the buckets."""

from __future__ import annotations

from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Entry, Kind
from jos_tui.jobs.chosen_rows import parts_of
from jos_tui.jobs.item import Action, PlannedItem
from jos_tui.jobs.planning.below import Asked, Exactness
from jos_tui.jobs.planning.listed import objects_of
from jos_tui.jobs.planning.outbox import Outbox
from jos_tui.jobs.planning.position import Stage
from jos_tui.jobs.planning.unfinished import plan_uploads
from jos_tui.jobs.planning.upload_sizes import UploadSizes
from jos_tui.jobs.planning.versions import KeptVersions, plan_versions
from jos_tui.jobs.request import DeleteRequest, Scope
from jos_tui.store.store import Store


def plan_delete(store: Store, request: DeleteRequest, outbox: Outbox, cancel: CancelToken) -> None:
    """Plan all that a selection stands for, and the buckets. Blocks; raises StoreError, Cancelled.

    Versions are planned where a bucket keeps them or has kept them.
    """
    parts = parts_of(request.selection)
    kept = KeptVersions(store, outbox, cancel)
    for number in outbox.parts(Stage.ITEMS, len(parts)):
        part = parts[number]
        bucket = _asked(request, part).bucket
        if request.reach is Scope.CURRENT:
            kept.say_what_stays(bucket)
            _plan_objects(store, request, part, outbox, cancel)
        elif kept.are_in(bucket):
            plan_versions(store, _asked(request, part), request.reach, outbox, cancel)
        elif request.reach is Scope.ALL_VERSIONS:
            _plan_objects(store, request, part, outbox, cancel)
    if request.reach is Scope.ALL_VERSIONS:
        sizes = UploadSizes(store, cancel)
        for number in outbox.parts(Stage.UPLOADS, len(parts)):
            if outbox.position.after is None:
                part = parts[number]
                plan_uploads(store, _asked(request, part), sizes, outbox, cancel)
    buckets = [part.key for part in parts] if request.removes_buckets else []
    for number in outbox.parts(Stage.BUCKETS, len(buckets)):
        if outbox.position.after is None:
            outbox.add(PlannedItem(Action.REMOVE_BUCKET, buckets[number], ""))
            outbox.reached("")


def _asked(request: DeleteRequest, part: Entry) -> Asked:
    exactness = Exactness.KEY if part.kind is Kind.OBJECT else Exactness.PREFIX
    return Asked(request.selection.location.child(part.key), exactness)


def _plan_objects(
    store: Store, request: DeleteRequest, part: Entry, outbox: Outbox, cancel: CancelToken
) -> None:
    bucket = _asked(request, part).bucket
    after, flush = outbox.position.after, outbox.flush_items  # counted while the next page comes
    for entry in objects_of(store, request.selection, part, cancel, after, flush):
        outbox.add(
            PlannedItem(
                Action.DELETE,
                bucket,
                entry.key,
                size=max(entry.size, 0),
                modified_ns=entry.modified_ms * 1_000_000,
                etag=entry.etag,
            )
        )
        outbox.reached(entry.key)
