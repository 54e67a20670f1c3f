"""What goes to the worker with a request, and what follows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from jos_tui.core.entry import FEW_ROWS, Entry
from jos_tui.jobs.chosen_rows import parts_of
from jos_tui.jobs.model import Selection
from jos_tui.jobs.request import CopyRequest, DeleteRequest, GetRequest, Request, selection_of


def rows_apart(request: Request) -> tuple[Request, Sequence[Entry]]:
    """Return a request that is small, and the rows that follow it: those of a large selection.

    They are in the order in which they are planned. Buckets always go with the request.
    """
    if not isinstance(request, GetRequest | CopyRequest | DeleteRequest):
        return request, ()
    selection = request.selection
    if selection.location.is_bucket_list or selection.count <= FEW_ROWS:
        return request, ()
    rows = parts_of(selection)
    return replace(request, selection=Selection(selection.location, (), len(rows))), rows


def rows_follow(request: Request) -> bool:
    """Whether a request is not complete without rows that follow it."""
    selection = selection_of(request)
    return selection is not None and selection.apart > 0
