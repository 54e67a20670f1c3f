"""The first and the last key of a deletion, for whoever has to confirm it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from jos_tui.jobs.item import Action, ItemState, ItemView

_KEYED = {Action.DELETE, Action.DELETE_VERSION, Action.DELETE_MARKER}


class Items(Protocol):
    """Where the items of jobs can be read: the worker's client, or the journal."""

    def items(
        self,
        job_id: int,
        states: Collection[ItemState] = (),
        after_id: int = 0,
        limit: int = 200,
    ) -> list[ItemView]:
        """Return items of a job in these states (all if empty), behind the one of a number."""


def ends_of(source: Items, job_id: int, objects: int) -> tuple[str, str]:
    """Return the first and the last key of a planned deletion of at least one object or version.

    ``objects`` is how many there are. Numbers of items rise with their order; unfinished uploads
    and buckets come last. Blocks. Raises JosError.
    """
    (first,) = source.items(job_id, limit=1)
    last = first
    while items := source.items(job_id, after_id=max(first.id + objects - 2, last.id)):
        keys = [item for item in items if item.action in _KEYED]
        last = keys[-1] if keys else last
        if len(keys) < len(items):
            break
    return first.name, last.name
