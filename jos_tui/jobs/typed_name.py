"""Which deletions are confirmed by typing, and what is typed."""

from __future__ import annotations

from jos_tui.core.text import printable_name
from jos_tui.jobs.model import Selection

MANY_OBJECTS = 100
"""Deleting more objects than this is confirmed by typing a name or number."""


def buckets_of(selection: Selection) -> tuple[str, ...]:
    """Return the names of the buckets that were chosen as a whole."""
    if not selection.location.is_bucket_list:
        return ()
    return tuple(dict.fromkeys(entry.key for entry in selection.entries))


def needs_typed_name(selection: Selection, objects: int) -> bool:
    """Whether the user must type :func:`typed_name`: for a bucket, or above 100 objects."""
    return bool(buckets_of(selection)) or objects > MANY_OBJECTS


def typed_name(selection: Selection, objects: int) -> str:
    """Return what is to be typed: a name that can be, else how many buckets or objects go."""
    if selection.count == 1:
        name = selection.entries[0].name.removesuffix("/")
        if name and printable_name(name) == name:
            return name
    return str(len(buckets_of(selection)) or objects)
