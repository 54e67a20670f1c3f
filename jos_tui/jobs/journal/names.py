"""What the items of a job are called, in lists and in the report."""

from __future__ import annotations

from pathlib import Path

from jos_tui.jobs.item import Action, PlannedItem
from jos_tui.jobs.request import GetRequest, Request, selection_of


def item_name(
    request: Request,
    action: Action,
    bucket: str,
    key: str,
    path: str,
    source: tuple[str, str] = ("", ""),
) -> str:
    """Return the raw name of an item: the path of an upload or of a file to remove, else the key.

    A key is ``bucket/key`` where whole buckets were chosen. Of a copy it is that of the original,
    whose bucket and key are ``source``.
    """
    if action is Action.COPY:
        bucket, key = source
    if action in {Action.PUT, Action.REMOVE_FILE}:
        return path
    if action is Action.REMOVE_BUCKET:
        return bucket
    return f"{bucket}/{key}" if _among_buckets(request) else key


def is_renamed(request: Request, item: PlannedItem) -> bool:
    """Whether a download is planned under another name than that of its key."""
    if item.action is not Action.GET or not isinstance(request, GetRequest) or request.name:
        return False
    return item.path != name_below(request, item.bucket, item.key).removesuffix("/")


def name_below(request: GetRequest, bucket: str, key: str) -> str:
    """Return what an object is called below the level it was chosen on."""
    name = item_name(request, Action.GET, bucket, key, "")
    return name.removeprefix(request.selection.location.prefix)


def saved_path(request: Request, path: str, saved_as: str) -> Path:
    """Return the full local path of a file of a job, whose last segment may be ``saved_as``."""
    planned = Path(path)
    if isinstance(request, GetRequest):
        planned = Path(request.folder, path)
    return planned.with_name(saved_as) if saved_as else planned


def _among_buckets(request: Request) -> bool:
    selection = selection_of(request)
    return selection is not None and selection.location.is_bucket_list
