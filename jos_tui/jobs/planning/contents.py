"""Whether a file and an object have the same content: told by the ETag, nothing is downloaded."""

from __future__ import annotations

import os
import stat
from enum import Enum, auto
from functools import partial

from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Entry
from jos_tui.jobs.same_content import has_etag, tells_content
from jos_tui.store.checksums import is_md5

MOST_READ = 512 * 1024 * 1024
"""How many bytes of files are read, altogether, where times do not tell."""


class Content(Enum):
    """What comparing came to."""

    SAME = auto()
    OTHER = auto()
    UNTOLD = auto()  # the ETag does not tell, or the file would be too much to read
    UNREAD = auto()  # the file cannot be read, or has changed


class Contents:
    """Reads files of the size of their object, up to ``most_read`` bytes altogether."""

    def __init__(self, cancel: CancelToken, most_read: int = MOST_READ) -> None:
        self._cancel = cancel
        self._may_read = most_read

    def compared(self, path: str, entry: Entry) -> Content:
        """Compare a file with an object of its size. Blocks on the disk; raises Cancelled."""
        if entry.size > self._may_read or not tells_content(entry.etag):
            return Content.UNTOLD
        self._may_read -= entry.size
        try:
            if self._is_same(path, entry):
                return Content.SAME
        except OSError:
            return Content.UNREAD
        # The sizes of the parts of another ETag can only be guessed.
        return Content.OTHER if is_md5(entry.etag) else Content.UNTOLD

    def _is_same(self, path: str, entry: Entry) -> bool:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        try:
            status = os.fstat(fd)
            if not stat.S_ISREG(status.st_mode):
                raise _NotReadWhole(path)
            read = partial(_piece, fd)
            is_of_size = status.st_size == entry.size
            return is_of_size and has_etag(read, entry.size, entry.etag, self._cancel)
        finally:
            os.close(fd)


class _NotReadWhole(OSError):
    """It is no file, or has become shorter."""


def _piece(fd: int, offset: int, length: int) -> bytes:
    piece = os.pread(fd, length, offset)
    if not piece:
        raise _NotReadWhole
    return piece
