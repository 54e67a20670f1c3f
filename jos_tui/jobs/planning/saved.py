"""What becomes of an object whose file may be there already."""

from __future__ import annotations

import os
from dataclasses import replace

from jos_tui.jobs.item import ItemState, PlannedItem
from jos_tui.jobs.model import Conflict
from jos_tui.jobs.planning.position import Tally
from jos_tui.jobs.planning.same import same_as_saved
from jos_tui.jobs.request import GetRequest
from jos_tui.jobs.same_content import tells_content

_COMPARED = {Conflict.ASK, Conflict.IF_DIFFERENT}


def with_state(item: PlannedItem, request: GetRequest, tally: Tally) -> PlannedItem:
    """Return an item of a download in the state it begins in, and count it. Blocks on the disk."""
    if item.is_folder:
        return item
    state = _state(item, request, tally)
    return item if state is item.state else replace(item, state=state)


def _state(item: PlannedItem, request: GetRequest, tally: Tally) -> ItemState:
    if request.conflict not in _COMPARED:
        tally.new += 1
        return ItemState.WAITING
    try:
        status = os.lstat(f"{request.folder}/{item.path}")
    except (OSError, ValueError):
        tally.new += 1
        return ItemState.WAITING
    if request.conflict is Conflict.ASK:
        tally.changed += 1
        return ItemState.HELD
    if same_as_saved(status, item):
        tally.same += 1
        return ItemState.SKIPPED
    tally.changed += 1
    tally.may_be_same += status.st_size == item.size and tells_content(item.etag)
    return ItemState.WAITING
