"""What a file takes over from the one that it replaces."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager

from jos_tui.core.errors import LocalError
from jos_tui.core.text import printable_name

_CANNOT = frozenset(
    {
        errno.EPERM,  # only root gives files away, and others only to groups they are in
        errno.EACCES,
        errno.EINVAL,  # the user or group is not known in this container
        errno.ENOSYS,  # a disk without modes or owners, as some of FUSE are
        errno.ENOTSUP,
        errno.EOPNOTSUPP,
    }
)
_ACCESS = stat.S_IRWXU | stat.S_IRWXG | stat.S_IRWXO


def keep_private(fd: int, folder: int, name: str) -> None:
    """Let an open file be read by nobody who may not read the file that has a name, if one has.

    Its owner may write it whatever that file says. ``folder`` is a descriptor. Raises OSError.
    """
    there = _status(folder, name)
    if there is not None and stat.S_ISREG(there.st_mode):
        narrower = os.fstat(fd).st_mode & _ACCESS & (there.st_mode | stat.S_IRWXU)
        with _as_far_as_it_can_be():
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
        with _as_far_as_it_can_be():
            os.fchown(fd, -1, there.st_gid)
    if own.st_uid != there.st_uid:
        with _as_far_as_it_can_be():
            os.fchown(fd, there.st_uid, -1)
    with _as_far_as_it_can_be():
        os.fchmod(fd, there.st_mode & _ACCESS)


@contextmanager
def _as_far_as_it_can_be() -> Iterator[None]:
    """Go on where user, container or disk cannot do it; raise any other OSError."""
    try:
        yield
    except OSError as exc:
        if exc.errno not in _CANNOT:
            raise


def _status(folder: int, name: str) -> os.stat_result | None:
    try:
        return os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return None
