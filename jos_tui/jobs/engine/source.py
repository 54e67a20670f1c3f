"""A local file while it is sent: read in pieces, and watched for changes."""

from __future__ import annotations

import mimetypes
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import LocalError
from jos_tui.core.text import printable_name
from jos_tui.jobs.item import Item
from jos_tui.jobs.same_content import has_etag, md5_of
from jos_tui.store.store import ObjectStat


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What tells one content of a file from another: bytes, nanoseconds, and the inode."""

    size: int
    mtime_ns: int
    inode: int

    @classmethod
    def of(cls, status: os.stat_result) -> Self:
        """Return that of a file as it is."""
        return cls(status.st_size, status.st_mtime_ns, status.st_ino)

    def is_planned(self, item: Item) -> bool:
        """Whether it is the file that was planned."""
        same = (self.size, self.mtime_ns) == (item.size, item.modified_ns)
        return same and item.inode in {0, self.inode}

    def __str__(self) -> str:
        return f"{self.size}-{self.mtime_ns}-{self.inode}"


class Source:
    """An open file. May be read by several threads; its methods raise OSError, and LocalError.

    ``fingerprint`` is that of the file when it was opened.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        status = os.fstat(self._fd)
        self.fingerprint = Fingerprint.of(status)
        if not stat.S_ISREG(status.st_mode):
            os.close(self._fd)
            raise LocalError(f"{printable_name(path)} is no file any more")

    def close(self) -> None:
        """Let go of it; nothing the second time."""
        fd, self._fd = self._fd, -1
        if fd >= 0:
            os.close(fd)

    def read(self, offset: int, length: int) -> bytes:
        """Return exactly these bytes. Raises SourceChanged if the file has become shorter."""
        pieces: list[bytes] = []
        while length:
            piece = os.pread(self._fd, length, offset)
            if not piece:
                raise SourceChanged(self.path)
            pieces.append(piece)
            offset += len(piece)
            length -= len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def md5(self, offset: int, length: int, cancel: CancelToken) -> str:
        """Return the MD5 of these bytes, in hexadecimal digits. Raises Cancelled in between."""
        return md5_of(self.read, offset, length, cancel)

    def is_newer_than(self, found: ObjectStat) -> bool:
        """Whether it was changed after an object was stored. A stat knows only seconds."""
        return self.fingerprint.mtime_ns // 10**9 > found.modified_ms // 1000

    def is_same_as(self, found: ObjectStat, cancel: CancelToken) -> bool:
        """Whether an object is what storing it would make: by size and ETag.

        Reads the file; raises Cancelled in between.
        """
        size = self.fingerprint.size
        return found.size == size and has_etag(self.read, size, found.etag, cancel)

    def is_content(self, chunks: Iterable[bytes]) -> bool:
        """Whether it has exactly these bytes."""
        return is_content(self._fd, chunks)

    def check_unchanged(self) -> None:
        """Raise SourceChanged if it, or what has its name now, is not what was opened."""
        # The inode is part of it: what has its name and is the same, is what was opened.
        if Fingerprint.of(os.stat(self.path)) != self.fingerprint:  # noqa: PTH116 - for each file
            raise SourceChanged(self.path)


def is_content(fd: int, chunks: Iterable[bytes]) -> bool:
    """Whether an open file has exactly these bytes. Blocks on the disk; raises OSError."""
    position = 0
    for chunk in chunks:
        if os.pread(fd, len(chunk), position) != chunk:
            return False
        position += len(chunk)
    return position == os.fstat(fd).st_size


class SourceChanged(LocalError):
    """The file was written to while it was sent."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"{printable_name(path)} has changed meanwhile",
            "Something wrote to it while it was sent, twice; nothing was stored",
            "Upload it again once nothing writes to it.",
        )


def content_type_of(name: str) -> str:
    """Return the media type a file name suggests, "" if none; of a compressed file its own."""
    kind, compression = mimetypes.guess_type(name, strict=False)
    if compression is not None:
        return f"application/{compression}" if compression == "gzip" else ""
    return kind or ""
