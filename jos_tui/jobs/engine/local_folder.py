"""The folder a download goes to, entered so that no symbolic link can lead out of it."""

from __future__ import annotations

import errno
import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_OPEN_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_HELD_SECONDS = 0.25
_CANNOT_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}


class LocalFolder:
    """A folder held open. Names below it are reached step by step, never through a link.

    Its methods may be used from any thread; they block on the disk and raise OSError: ENOTDIR or
    ELOOP where a file or a link has the name of a folder that is needed.

    The last folder that was reached is held on to for a moment, for the next file is usually in it
    too: so what is moved away keeps getting files for a quarter of a second more.
    """

    def __init__(self, path: Path) -> None:
        path.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._lock = threading.Lock()
        self._fd = os.open(path, _OPEN_FOLDER)
        self._last: _Held | None = None

    def close(self) -> None:
        """Let go of it."""
        self._hold_on_to(None)
        os.close(self._fd)

    @contextmanager
    def holding(self, relative: str) -> Iterator[tuple[int, str]]:
        """Make the folders above a path, and yield a descriptor of the last and the path's name."""
        folder, slash, name = relative.rpartition("/")
        folder += slash
        held = self._shared(folder) or self._reached(folder)
        try:
            yield held.fd, name
        finally:
            self._let_go(held)

    def make(self, relative: str) -> None:
        """Make a folder and those above it; one that is there is fine."""
        with self.holding(f"{relative}/." if relative else "."):
            pass

    def _shared(self, folder: str) -> _Held | None:
        """Return the last folder if it is this one, was just reached, and was not removed."""
        with self._lock:
            last = self._last
            if last is None or last.folder != folder or time.monotonic() > last.until:
                return None
            last.users += 1
        if _is_there(last.fd):
            return last
        self._let_go(last)
        return None

    def _reached(self, folder: str) -> _Held:
        fd = os.dup(self._fd)
        try:
            for name in folder.split("/")[:-1]:
                fd = _entered(fd, name)
        except BaseException:
            os.close(fd)
            raise
        held = _Held(folder, fd, time.monotonic() + _HELD_SECONDS, users=2)
        self._hold_on_to(held)
        return held

    def _hold_on_to(self, held: _Held | None) -> None:
        with self._lock:
            last, self._last = self._last, held
        if last is not None:
            self._let_go(last)

    def _let_go(self, held: _Held) -> None:
        with self._lock:
            held.users -= 1
            unused = not held.users
        if unused:
            os.close(held.fd)


@dataclass(slots=True)
class _Held:
    """An open folder, "" or with a / at its end, that is shared up to a time.monotonic()."""

    folder: str
    fd: int
    until: float
    users: int


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


def _is_there(fd: int) -> bool:
    """Whether an open folder has not been removed."""
    try:
        return os.fstat(fd).st_nlink > 0
    except OSError:  # by another host, on a network file system
        return False


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
