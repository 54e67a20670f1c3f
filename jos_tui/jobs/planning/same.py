"""Whether two files or objects are the same, as far as size, time and ETag tell.

One rule for each direction, as times mean something else in each. A file that was saved has the
time of its object: another time is another file, until the content says otherwise. An object has
the time at which it was stored, which no upload can choose: after an upload its time is behind the
last change of the file, and only a file that was touched since is in doubt. ``=`` looks from both
sides, and so believes only what says the same in both.
"""

from __future__ import annotations

import os
import stat

from jos_tui.core.entry import Entry
from jos_tui.jobs.item import PlannedItem
from jos_tui.jobs.planning.contents import Content, Contents

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


def same_as_uploaded(item: PlannedItem, entry: Entry, contents: Contents) -> bool:
    """Whether an object is what uploading a file has made of it. Blocks on the disk where it reads.

    It has the file's size and was stored after the file's last change. A file may be older than
    what it has replaced: where anything was done to it since (it was written, renamed, copied
    here…), the content decides if the ETag can tell. Once the file is uploaded nothing is in doubt
    any more, whatever the ETags of the store are made of. Raises Cancelled.
    """
    if entry.size != item.size or not is_stored_since(entry, item.modified_ns):
        return False
    return _is_untouched(item, entry) or (contents.compared(item.path, entry) is not Content.OTHER)


def is_stored_since(entry: Entry, moment_ns: int) -> bool:
    """Whether an object was stored after a moment, in nanoseconds since 1970 UTC."""
    return entry.modified_ms * 1_000_000 >= moment_ns


def _is_untouched(item: PlannedItem, entry: Entry) -> bool:
    """Whether nothing was done to a file since an object was stored, nor right before.

    That time is one which nobody can set. The clocks of disks tick slowly, those of some stores in
    seconds.
    """
    return item.changed_ns > 0 and is_stored_since(entry, item.changed_ns + _SECOND)


def same_as_copied(item: PlannedItem, entry: Entry) -> bool:
    """Whether an object is a copy of another one: by size and ETag.

    Where one of them was stored in parts, ETags that differ prove nothing: then it counts that it
    was stored after the last change.
    """
    if item.etag and entry.etag == item.etag:
        return entry.size == item.size
    proves = item.etag and entry.etag and "-" not in item.etag + entry.etag
    return not proves and entry.size == item.size and is_stored_since(entry, item.modified_ns)
