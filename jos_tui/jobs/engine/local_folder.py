"""The folder a download goes to, entered so that no symbolic link can lead out of it."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

_OPEN_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_CANNOT_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}


class LocalFolder:
    """A folder held open. Names below it are reached step by step, never through a link.

    Its methods may be used from any thread; they block on the disk and raise OSError: ENOTDIR or
    ELOOP where a file or a link has the name of a folder that is needed.
    """

    def __init__(self, path: Path) -> None:
        path.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._fd = os.open(path, _OPEN_FOLDER)

    def close(self) -> None:
        """Let go of it."""
        os.close(self._fd)

    @contextmanager
    def holding(self, relative: str) -> Iterator[tuple[int, str]]:
        """Make the folders above a path, and yield a descriptor of the last and the path's name."""
        *folders, name = relative.split("/")
        fd = os.dup(self._fd)
        try:
            for folder in folders:
                fd = _entered(fd, folder)
            yield fd, name
        finally:
            os.close(fd)

    def make(self, relative: str) -> None:
        """Make a folder and those above it; one that is there is fine."""
        with self.holding(f"{relative}/." if relative else "."):
            pass


@contextmanager
def entered(path: Path, folders: Sequence[str]) -> Iterator[list[int]]:
    """Yield descriptors of a folder and those below it, without making any or following links.

    Raises OSError.
    """
    opened = [os.open(path, _OPEN_FOLDER)]
    try:
        for folder in folders:
            opened.append(_open(opened[-1], folder))
        yield opened
    finally:
        for fd in opened:
            os.close(fd)


def bring_to_disk(fd: int) -> None:
    """Bring the names in an open folder to the disk, where its file system can. Raises OSError."""
    try:
        os.fsync(fd)
    except OSError as exc:
        if exc.errno not in _CANNOT_SYNC:
            raise


def _entered(parent: int, name: str) -> int:
    try:
        child = _open(parent, name)
    except FileNotFoundError:
        _make(parent, name)
        child = _open(parent, name)
    os.close(parent)
    return child


def _open(parent: int, name: str) -> int:
    return os.open(name, _OPEN_FOLDER | os.O_NOFOLLOW, dir_fd=parent)


def _make(parent: int, name: str) -> None:
    with suppress(FileExistsError):  # made by another thread
        os.mkdir(name, dir_fd=parent)
