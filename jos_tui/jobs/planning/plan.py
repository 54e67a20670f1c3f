"""Planning: from what was asked for to every item, streamed, without memory for each."""

from __future__ import annotations

from jos_tui.core import formats
from jos_tui.core.background import CancelToken
from jos_tui.jobs.model import Conflict
from jos_tui.jobs.planning.asked import check, title_of
from jos_tui.jobs.planning.copy import plan_copy
from jos_tui.jobs.planning.delete import plan_delete
from jos_tui.jobs.planning.drop import plan_drop
from jos_tui.jobs.planning.get import plan_get
from jos_tui.jobs.planning.outbox import Outbox
from jos_tui.jobs.planning.position import Stage, SyncCounts
from jos_tui.jobs.planning.put import plan_put
from jos_tui.jobs.planning.renames import plan_renames
from jos_tui.jobs.planning.sink import PlanSink
from jos_tui.jobs.request import (
    CopyRequest,
    DeleteRequest,
    DropRequest,
    Extra,
    GetRequest,
    PutRequest,
    Request,
)
from jos_tui.store.capabilities import Ability
from jos_tui.store.store import Store

__all__ = ["PlanSink", "SyncCounts", "check", "plan", "title_of"]


def plan(
    store: Store, request: Request, planned: PlanSink, cursor: str, cancel: CancelToken
) -> SyncCounts:
    """Hand every item of a request to ``planned``, in a fixed order, beginning at ``cursor``.

    ``cursor`` is "" or the last one that was kept; then the items are those that would have come
    after it. Deletions and what is only at the destination come last. Returns what comparing both
    sides comes to: of downloads with Conflict.ASK or IF_DIFFERENT, and of uploads that do not
    overwrite. The same is said in a note if extras are deleted or only differences transferred.

    Holds one page of a listing and the names of one folder per level, not what is planned; only
    for a download to a disk which does not tell ``A`` from ``a`` it remembers all local names,
    and lists again after an interruption. Blocks on store and disk; raises StoreError, LocalError
    and Cancelled, after which what was kept is right and can be gone on from.
    """
    return plan_into(store, request, Outbox(planned, cursor, cancel), cancel)


def plan_into(store: Store, request: Request, outbox: Outbox, cancel: CancelToken) -> SyncCounts:
    """Like :func:`plan`, with an outbox of the caller's."""
    if outbox.position.stage is Stage.END:
        return outbox.tally.counts
    match request:
        case GetRequest():
            plan_get(store, request, outbox, cancel)
        case PutRequest():
            plan_put(store, request, outbox, cancel)
        case CopyRequest(new_names=names) if names:
            plan_renames(store, request, outbox, cancel)
        case CopyRequest():
            plan_copy(store, request, outbox, cancel)
        case DeleteRequest():
            plan_delete(store, request, outbox, cancel)
        case DropRequest():
            plan_drop(request, outbox)
    outbox.say([*outbox.tally.notes, *_comparison(request, outbox.tally.counts)])
    outbox.say(_foreseen(store, request))
    outbox.end()
    return outbox.tally.counts


def _foreseen(store: Store, request: Request) -> list[str]:
    """Return what is known beforehand to be done in another way than the store is asked for."""
    match request:
        case DeleteRequest() | DropRequest():
            needed = Ability.BATCHES
        case CopyRequest():
            needed = Ability.COPIES
        case _:
            return []
    return [needed.value] if store.capabilities.lacks(needed) else []


def _comparison(request: Request, counts: SyncCounts) -> list[str]:
    if isinstance(request, DeleteRequest | DropRequest):
        return []
    removes = not isinstance(request, CopyRequest) and request.extra is Extra.DELETE
    if request.conflict is not Conflict.IF_DIFFERENT and not removes:
        return []
    goes = "moved to the trash" if isinstance(request, PutRequest) and request.trash else "deleted"
    extra = f", {formats.count(counts.extra)} only there and to be {goes}" if removes else ""
    return [
        f"Compared: {formats.count(counts.new)} new, {formats.count(counts.changed)} changed, "
        f"{formats.count(counts.same)} the same{extra}."
    ]
