"""Small files of the user alone, replaced whole."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_FOLDER_PRIVATE = 0o700
_PRIVATE = 0o600


def replace_private(path: Path, data: bytes) -> None:
    """Write a file that only the user can read: all of it, or nothing is changed. Blocks.

    Its folder is made if need be. Raises OSError.
    """
    path.parent.mkdir(_FOLDER_PRIVATE, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # it is 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError:
        with suppress(OSError):
            Path(name).unlink()
        raise


@contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Read a file and write it anew while no other program does. Blocks until it is one's turn.

    What is locked lies beside it, as the file itself is replaced; its folder is made if need be.
    Raises OSError.
    """
    path.parent.mkdir(_FOLDER_PRIVATE, parents=True, exist_ok=True)
    lock = path.with_suffix(".lock")
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _PRIVATE)
    try:
        with suppress(OSError):  # a network file system without locks: better than nothing kept
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
