"""One worker per journal and host: who holds this lock is it."""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import Self

_PRIVATE = 0o600


class WorkerLock:
    """A lock file that is held. The kernel lets go of it when the process ends, however it ends.

    The file goes away with the lock; one that was left behind is no hindrance.
    """

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor = descriptor

    @classmethod
    def take(cls, path: Path) -> Self | None:
        """Return the lock, or None if another process holds it. Raises OSError."""
        while True:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, _PRIVATE)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
                return None
            lock = cls(path, descriptor)
            if lock.is_ours():
                os.ftruncate(descriptor, 0)
                os.write(descriptor, b"%d\n" % os.getpid())
                return lock
            os.close(descriptor)  # its last holder has removed it in between

    def is_ours(self) -> bool:
        """Whether the file of that name is still the one that is locked."""
        try:
            return os.path.samestat(self._path.lstat(), os.fstat(self._descriptor))
        except FileNotFoundError:
            return False

    def keep_fresh(self) -> None:
        """Show that it is in use: old files among the temporary ones are cleared away by age."""
        os.utime(self._descriptor)

    def release(self) -> None:
        """Remove the file, if it is still ours, and let go."""
        if self.is_ours():
            with suppress(FileNotFoundError):
                self._path.unlink()
        os.close(self._descriptor)


def holder(path: Path) -> str:
    """Return the number of the process that holds or has held the lock, "" if unknown."""
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""
