"""Another name for a file or folder, in a way that can never replace what has that name."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress

_NO_REPLACE = 1
_NOT_KNOWN_HERE = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}


def rename_no_replace(folder: int, old: str, new: str) -> None:
    """Rename in an open folder; a link is renamed itself, not what it leads to.

    In one step where the system can. Blocks on the disk. Raises OSError: FileExistsError where the
    name is taken, and then nothing has changed.
    """
    if not _in_one_step(folder, old, new):
        in_two_steps(folder, old, new)


def in_two_steps(folder: int, old: str, new: str) -> None:
    """The same by a name that is claimed first, for file systems as NFS. Raises OSError.

    A file has both names for a moment, a folder takes the place of an empty one of our own.
    """
    before = os.stat(old, dir_fd=folder, follow_symlinks=False)
    if stat.S_ISDIR(before.st_mode):
        _claim_and_move(folder, old, new)
        return
    os.link(old, new, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
    if os.path.samestat(before, os.stat(old, dir_fd=folder, follow_symlinks=False)):
        os.unlink(old, dir_fd=folder)


def _claim_and_move(folder: int, old: str, new: str) -> None:
    os.mkdir(new, dir_fd=folder)
    try:
        os.rename(old, new, src_dir_fd=folder, dst_dir_fd=folder)
    except OSError:
        with suppress(OSError):  # somebody has already put something into it: that stays
            os.rmdir(new, dir_fd=folder)
        raise


def _in_one_step(folder: int, old: str, new: str) -> bool:
    """Return False where that is not known to the system or to the file system."""
    import ctypes

    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    names = (os.fsencode(old), os.fsencode(new))
    if renameat2(folder, names[0], folder, names[1], _NO_REPLACE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _NOT_KNOWN_HERE:
        return False
    raise OSError(code, os.strerror(code), old)
