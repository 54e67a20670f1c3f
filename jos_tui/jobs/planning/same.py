"""Whether two files or objects are the same, as far as size, time and ETag tell."""

from __future__ import annotations

import os
import stat

from jos_tui.core.entry import Entry
from jos_tui.jobs.item import PlannedItem

_SECOND = 1_000_000_000


def same_as_saved(status: os.stat_result, item: PlannedItem) -> bool:
    """Whether a local file is what saving an object had made of it: by size and time."""
    if not stat.S_ISREG(status.st_mode) or status.st_size != item.size:
        return False
    return is_same_time(status.st_mtime_ns, item.modified_ns)


def is_same_time(local_ns: int, remote_ns: int) -> bool:
    """Whether a file has the time of an object, as one that was saved has.

    Both in nanoseconds since 1970 UTC. Some disks keep whole seconds, FAT every other one.
    """
    if not remote_ns:
        return False
    local, remote = local_ns // _SECOND, remote_ns // _SECOND
    may_be_fat = local_ns % (2 * _SECOND) == 0
    return local == remote or (may_be_fat and abs(local - remote) == 1)


def same_as_stored(item: PlannedItem, entry: Entry) -> bool:
    """Whether an object has a file's size, and was stored after the file's last change."""
    return entry.size == item.size and entry.modified_ms * 1_000_000 >= item.modified_ns


def same_as_copied(item: PlannedItem, entry: Entry) -> bool:
    """Whether an object is a copy of another one: by size and ETag.

    Where one of them was stored in parts, ETags that differ prove nothing: then it counts that it
    was stored after the last change.
    """
    if item.etag and entry.etag == item.etag:
        return entry.size == item.size
    proves = item.etag and entry.etag and "-" not in item.etag + entry.etag
    return not proves and same_as_stored(item, entry)
