"""What a file takes over from the one that it replaces."""

from __future__ import annotations

import os
import stat
from contextlib import suppress

from jos_tui.core.errors import LocalError
from jos_tui.core.text import printable_name

_ACCESS = stat.S_IRWXU | stat.S_IRWXG | stat.S_IRWXO


def keep_private(fd: int, folder: int, name: str) -> None:
    """Let an open file be read by nobody who may not read the file that has a name, if one has.

    Its owner may write it whatever that file says. ``folder`` is a descriptor. Raises OSError.
    """
    there = _status(folder, name)
    if there is not None and stat.S_ISREG(there.st_mode):
        narrower = os.fstat(fd).st_mode & _ACCESS & (there.st_mode | stat.S_IRWXU)
        with suppress(PermissionError):  # a disk without modes
            os.fchmod(fd, narrower)


def take_access(fd: int, folder: int, name: str) -> None:
    """Give an open file owner, group and mode of the file it replaces, as far as this user can.

    Raises OSError, and LocalError if a pipe, a socket or a device has the name: nothing replaces
    these.
    """
    there = _status(folder, name)
    if there is None or stat.S_ISLNK(there.st_mode) or stat.S_ISDIR(there.st_mode):
        return
    if not stat.S_ISREG(there.st_mode):
        raise LocalError(
            f"{printable_name(name)} is no file",
            "A pipe, a socket or a device has this name, and was kept",
            "Choose another name or another folder.",
        )
    own = os.fstat(fd)
    if own.st_gid != there.st_gid:
        with suppress(PermissionError):  # this user is not in that group
            os.fchown(fd, -1, there.st_gid)
    if own.st_uid != there.st_uid:
        with suppress(PermissionError):  # only root gives files away
            os.fchown(fd, there.st_uid, -1)
    with suppress(PermissionError):  # a disk without modes
        os.fchmod(fd, there.st_mode & _ACCESS)


def _status(folder: int, name: str) -> os.stat_result | None:
    try:
        return os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return None
