"""Deleting by moving out of sight: to ``.trash/<day>/<key>`` of the same bucket, and back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from jos_tui.core.entry import Entry, Kind
from jos_tui.core.location import Location

if TYPE_CHECKING:
    from jos_tui.jobs.model import Selection
    from jos_tui.jobs.request import CopyRequest, PutRequest

TRASH = ".trash/"

_OF_A_DAY = re.compile(r"\.trash/\d{4}-\d\d-\d\d/")


def is_in_trash(location: Location) -> bool:
    """Whether the rows of a level are days of the trash, or can be put back."""
    return location.prefix == TRASH or _OF_A_DAY.match(location.prefix) is not None


def today() -> date:
    """Return the day on the calendar of this machine."""
    return datetime.now().astimezone().date()


def trash_of(day: date) -> str:
    """Return what the keys begin with that have gone to the trash on a day."""
    return f"{TRASH}{day.isoformat()}/"


def can_be_trashed(selection: Selection) -> bool:
    """Whether a deletion may be a move: not of buckets, nor of what is in the trash or is it."""
    location = selection.location
    if location.is_bucket_list or location.prefix.startswith(TRASH) or not selection.count:
        return False
    at_root = not location.prefix
    return not at_root or all(not row.key.startswith(TRASH) for row in selection.entries)


def into_trash(selection: Selection, day: date) -> CopyRequest:
    """Return the move that takes the place of a deletion. Raises ValueError if there is none.

    What has been deleted under the same name on the same day stays beside it, numbered.
    """
    from jos_tui.jobs.model import Conflict
    from jos_tui.jobs.request import CopyRequest, Originals

    if not can_be_trashed(selection):
        raise ValueError(f"{selection.location.uri} has nothing that can go to the trash")
    location = Location(selection.location.bucket, trash_of(day) + selection.location.prefix)
    return CopyRequest(selection, location, "", Conflict.KEEP_BOTH, Originals.GO)


def with_trash(request: PutRequest, day: date) -> PutRequest:
    """Return an upload that moves to the trash what it would delete.

    What is in the trash already stays there, unless the upload is into the trash.
    """
    if request.location.prefix.startswith(TRASH):
        return request
    return replace(request, trash=trash_of(day))


def out_of_trash(selection: Selection) -> CopyRequest | None:
    """Return the move that puts rows back where they were, None if they are not in the trash.

    Of the days themselves only one goes back at a time. What has got its name by now is asked
    about.
    """
    from jos_tui.jobs.model import Conflict, Selection
    from jos_tui.jobs.request import CopyRequest, Originals

    location = selection.location
    if location.prefix == TRASH and selection.count == 1:
        (row,) = selection.entries
        if row.kind is not Kind.PREFIX:
            return None
        day = Location(location.bucket, row.key)
        return out_of_trash(Selection(day, (Entry(row.key, Kind.PREFIX),)))
    found = _OF_A_DAY.match(location.prefix)
    if found is None or not selection.count:
        return None
    back = Location(location.bucket, location.prefix[found.end() :])
    return CopyRequest(selection, back, "", Conflict.ASK, Originals.GO)
