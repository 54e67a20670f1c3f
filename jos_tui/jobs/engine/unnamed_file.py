"""A small file on its way on Linux: without any name until it is complete."""

from __future__ import annotations

import os
from contextlib import suppress
from itertools import count
from typing import Self

from jos_tui.core.local_names import numbered
from jos_tui.jobs.engine.part_file import PartFile, link_open, may_write, set_date, write_at
from jos_tui.jobs.model import Conflict

_UNNAMED: int = getattr(os, "O_TMPFILE", 0)
_REPLACED = {Conflict.OVERWRITE, Conflict.IF_DIFFERENT}
_PIECE = 4 << 20


class UnnamedFile:
    """An open file in a folder given by its descriptor, which others close after this one's end.

    It cannot be gone on with: nothing is left of it when the program is killed. It costs less than
    a :class:`PartFile`, for there is nothing to lock, to look after and to remove. Ends with
    :meth:`discard`. Its methods block on the disk and raise OSError; for one thread.
    """

    def __init__(self, folder: int, name: str, fd: int) -> None:
        """Take over an open file. Use :meth:`begin` instead."""
        self._folder = folder
        self.name = name
        self._fd = fd

    @classmethod
    def begin(cls, folder: int, name: str) -> Self | None:
        """Make it; None where that cannot be, and a :class:`PartFile` works or says why not."""
        if not _UNNAMED:
            return None
        try:
            fd = os.open(".", os.O_RDWR | _UNNAMED | os.O_CLOEXEC, 0o666, dir_fd=folder)
        except OSError:
            return None
        return cls(folder, name, fd)

    def write_at(self, offset: int, data: bytes) -> None:
        """Write bytes at an offset."""
        write_at(self._fd, offset, data)

    def read_at(self, offset: int, length: int) -> bytes:
        """Return up to ``length`` bytes from an offset."""
        return os.pread(self._fd, length, offset)

    def finish(self, size: int, modified_ms: int) -> None:
        """Bring it to the disk as it is, dated like the object; of now if that has no date."""
        del size  # all of it was written, and nobody else could
        set_date(self._fd, modified_ms)
        os.fsync(self._fd)

    def publish(self, conflict: Conflict, modified_ms: int) -> str | None:
        """Give it its name, or another where both are kept; return that, or None if it is taken.

        Whatever has the name is replaced only if ``conflict`` says so. Raises LocalError where
        that needs a temporary name that another download uses.
        """
        with suppress(OSError):  # no /proc, no hard links: a named file does, or says why not
            if self._linked(self.name):
                return self.name
            if conflict is Conflict.KEEP_BOTH:
                names = (numbered(self.name, number) for number in count(2))
                return next(filter(self._linked, names))
            if not (conflict in _REPLACED or self._may_replace(conflict, modified_ms)):
                return None
        part = self._named(modified_ms)
        try:
            return part.publish(conflict, modified_ms)
        finally:
            part.discard()

    def discard(self) -> None:
        """Close it; without a name nothing is left of it."""
        fd, self._fd = self._fd, -1
        if fd >= 0:
            os.close(fd)

    def _may_replace(self, conflict: Conflict, modified_ms: int) -> bool:
        return may_write(self._folder, self.name, conflict, modified_ms)

    def _linked(self, name: str) -> bool:
        """Give it a name if that is free."""
        try:
            link_open(self._fd, self._folder, name)
        except FileExistsError:
            return False
        return True

    def _named(self, modified_ms: int) -> PartFile:
        """Return it under the temporary name, or a copy where it cannot get a name."""
        with suppress(OSError):
            return PartFile.of_unnamed(self._folder, self.name, self._fd)
        part, size = PartFile.begin(self._folder, self.name), 0
        try:
            while piece := self.read_at(size, _PIECE):
                part.write_at(size, piece)
                size += len(piece)
            part.finish(size, modified_ms)
        except BaseException:
            part.discard()
            raise
        return part
