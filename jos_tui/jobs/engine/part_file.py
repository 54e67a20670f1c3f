"""A file on its way: written under a temporary name, and given its own when it is complete."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from contextlib import suppress
from itertools import count
from typing import Self

from jos_tui.core.errors import LocalError
from jos_tui.core.local_names import LONGEST_NAME, PART_SUFFIX, numbered, shortened
from jos_tui.core.text import printable_name
from jos_tui.jobs.engine.replaced_file import keep_private, take_access
from jos_tui.jobs.model import Conflict

_TRIES = 5
_TIMES_END_MS = (1 << 63) // 1_000_000  # the year 2262: a file has no later time
_CREATE = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_LOOK = os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_NO_LOCKS = {errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EINVAL}
_NO_HARD_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK}


_datasync = getattr(os, "fdatasync", os.fsync)  # macOS has no fdatasync


def part_name(name: str) -> str:
    """Return the temporary name beside ``name``: ``.name.jos-part``, of bearable length."""
    return f".{shortened(name, name, LONGEST_NAME - len(PART_SUFFIX) - 1)}{PART_SUFFIX}"


def may_write(folder: int, name: str, conflict: Conflict, modified_ms: int) -> bool:
    """Return whether an object modified then is to be saved, seen what has the name now.

    With ASK what is there is kept as with SKIP: the question was asked before. ``folder`` is a
    descriptor. Raises OSError.
    """
    if conflict not in {Conflict.SKIP, Conflict.ASK, Conflict.IF_NEWER}:
        return True
    try:
        status = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return True
    return conflict is Conflict.IF_NEWER and modified_ms > status.st_mtime_ns // 1_000_000


def remove_part(folder: int, name: str, token: str = "") -> None:
    """Remove what a download of ``name`` has left, unless one is at work on it. Raises OSError.

    With a token only the file that :meth:`PartFile.reserve` has given it, of whatever size.
    """
    with suppress(LocalError):
        _remove_leftover(folder, part_name(name), token)


def is_unfinished(folder: int, name: str) -> bool:
    """Whether a download of ``name`` was begun and has not got its name yet. Raises OSError."""
    try:
        status = os.stat(part_name(name), dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return status.st_nlink == 1  # with two it is the finished file as well


def set_date(fd: int, modified_ms: int) -> None:
    """Date a file, unless that is a date no file can have, or 0. Raises OSError."""
    if 0 < modified_ms < _TIMES_END_MS:
        os.utime(fd, ns=(modified_ms * 1_000_000, modified_ms * 1_000_000))


def link_open(fd: int, folder: int, name: str) -> None:
    """Give an open file a name, on Linux, if that is free. Raises OSError, FileExistsError."""
    os.link(f"/proc/self/fd/{fd}", name, dst_dir_fd=folder, follow_symlinks=True)


def write_at(fd: int, offset: int, data: bytes) -> None:
    """Write all of the bytes at an offset. Raises OSError."""
    view = memoryview(data)
    while view:
        written = os.pwrite(fd, view, offset)
        view, offset = view[written:], offset + written


class PartFile:
    """An open temporary file that nobody else writes to, in a folder given by its descriptor.

    Ends with :meth:`publish`, :meth:`discard` or :meth:`keep`. Its methods block on the disk and
    raise OSError; all but those three may be called by several threads at once.
    """

    def __init__(self, folder: int, name: str, fd: int) -> None:
        """Take over an open and locked file. Use one of the two methods below instead."""
        self._folder = os.dup(folder)
        self.name = name
        self._part = part_name(name)
        self._fd = fd

    @classmethod
    def begin(cls, folder: int, name: str) -> Self:
        """Make it; a leftover of a run that was killed goes. Raises LocalError if one is in use.

        It may be read by nobody who may not read what has the name now: that may be private.
        """
        fd = _created(folder, part_name(name))
        try:
            keep_private(fd, folder, name)
        except BaseException:
            os.close(fd)
            raise
        return cls(folder, name, fd)

    @classmethod
    def of_unnamed(cls, folder: int, name: str, fd: int) -> Self:
        """Give an open file that has no name the temporary one; as with :meth:`begin`.

        Takes a duplicate of the descriptor. Where it cannot get a name, OSError is raised.
        """
        part = part_name(name)
        _locked(fd)  # nobody else knows it yet
        keep_private(fd, folder, name)
        for _ in range(_TRIES):
            try:
                link_open(fd, folder, part)
            except FileExistsError:
                _remove_leftover(folder, part)
                continue
            return cls(folder, name, os.dup(fd))
        raise _in_use(part)

    @classmethod
    def go_on(cls, folder: int, name: str, size: int, token: str) -> Self | None:
        """Open what :meth:`reserve` has made with that size and token; None if it is not there.

        Raises LocalError if it is in use.
        """
        part = part_name(name)
        try:
            fd = os.open(part, _LOOK, dir_fd=folder)
        except OSError:  # also what is no file: the next one removes it, or tells why not
            return None
        try:
            if not _locked(fd):
                raise _in_use(part)
            if _is_reserved(fd, size, token) and _is_named(fd, folder, part):
                return cls(folder, name, fd)
        except BaseException:
            os.close(fd)
            raise
        os.close(fd)
        return None

    def reserve(self, size: int, token: str) -> None:
        """Make it ``size`` bytes long, and write behind them what it can be recognised by.

        What a journal says of its bytes holds for this very file, not for a later one of the same
        name and size.
        """
        os.ftruncate(self._fd, size)
        write_at(self._fd, size, token.encode())

    def write_at(self, offset: int, data: bytes) -> None:
        """Write bytes at an offset."""
        write_at(self._fd, offset, data)

    def read_at(self, offset: int, length: int) -> bytes:
        """Return up to ``length`` bytes from an offset."""
        return os.pread(self._fd, length, offset)

    def sync(self) -> None:
        """Bring the bytes written so far to the disk."""
        _datasync(self._fd)

    def finish(self, size: int, modified_ms: int) -> None:
        """Bring it to the disk, dated like the object; the date of now if that has none."""
        if os.fstat(self._fd).st_size != size:
            os.ftruncate(self._fd, size)
        set_date(self._fd, modified_ms)
        os.fsync(self._fd)

    def publish(self, conflict: Conflict, modified_ms: int) -> str | None:
        """Give it its name, or another where both are kept; return that, or None if it is taken.

        Whatever got the name in the meantime is replaced only if ``conflict`` says so. Raises
        LocalError if the temporary name belongs to somebody else by now: where a file system has
        no locks, another download may have taken this one for a leftover.
        """
        if not _is_named(self._fd, self._folder, self._part):
            raise _in_use(self._part)
        name = self._own_name(conflict, modified_ms)
        self.discard()
        return name

    def discard(self) -> None:
        """Remove it. After one of the other ends nothing happens."""
        if self._part:
            try:
                if _is_named(self._fd, self._folder, self._part):
                    _unlink(self._folder, self._part)
            finally:
                self.keep()

    def keep(self) -> None:
        """Close it and leave it to :meth:`go_on`. After one of the other ends nothing happens."""
        if self._part:
            self._part = ""
            os.close(self._fd)
            os.close(self._folder)

    def _own_name(self, conflict: Conflict, modified_ms: int) -> str | None:
        if conflict in {Conflict.OVERWRITE, Conflict.IF_DIFFERENT}:
            return self._replace()
        if self._linked(self.name):
            return self.name
        if conflict is Conflict.KEEP_BOTH:
            names = (numbered(self.name, number) for number in count(2))
            return next(filter(self._linked, names))
        if may_write(self._folder, self.name, conflict, modified_ms):
            return self._replace()
        return None

    def _replace(self) -> str:
        take_access(self._fd, self._folder, self.name)
        os.replace(self._part, self.name, src_dir_fd=self._folder, dst_dir_fd=self._folder)
        return self.name

    def _linked(self, name: str) -> bool:
        """Give it a name if that is free: atomically, where the file system has hard links."""
        try:
            os.link(
                self._part,
                name,
                src_dir_fd=self._folder,
                dst_dir_fd=self._folder,
                follow_symlinks=False,
            )
        except FileExistsError:
            return False
        except OSError as exc:
            if exc.errno not in _NO_HARD_LINKS:
                raise
            return self._renamed(name)
        return True

    def _renamed(self, name: str) -> bool:
        try:
            os.stat(name, dir_fd=self._folder, follow_symlinks=False)
        except FileNotFoundError:
            os.rename(self._part, name, src_dir_fd=self._folder, dst_dir_fd=self._folder)
            return True
        return False


def _created(folder: int, part: str) -> int:
    for _ in range(_TRIES):
        try:
            fd = os.open(part, _CREATE, 0o666, dir_fd=folder)
        except FileExistsError:
            _remove_leftover(folder, part)
            continue
        # Before the lock was ours somebody may have taken the file for a leftover.
        if _locked(fd) and _is_named(fd, folder, part):
            return fd
        os.close(fd)
    raise _in_use(part)


def _remove_leftover(folder: int, part: str, token: str = "") -> None:
    # Only the name goes, never the content: it may be a link to the finished file, or to another.
    try:
        fd = os.open(part, _LOOK, dir_fd=folder)
    except FileNotFoundError:
        return  # and by now the name may be another download's
    except OSError:
        if not token:
            _unlink(folder, part)
        return
    try:
        if not _locked(fd):
            raise _in_use(part)
        # It may have got its own name before the lock was ours, and another its temporary one.
        if _is_named(fd, folder, part) and _is_marked(fd, token):
            _unlink(folder, part)
    finally:
        os.close(fd)


def _is_reserved(fd: int, size: int, token: str) -> bool:
    status = os.fstat(fd)
    if not stat.S_ISREG(status.st_mode) or status.st_nlink != 1:
        return False
    return status.st_size == size + len(token.encode()) and _is_marked(fd, token)


def _is_marked(fd: int, token: str) -> bool:
    mark = token.encode()
    start = os.fstat(fd).st_size - len(mark)
    return not mark or (start >= 0 and os.pread(fd, len(mark), start) == mark)


def _locked(fd: int) -> bool:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as exc:
        if exc.errno not in _NO_LOCKS:
            raise
    return True


def _is_named(fd: int, folder: int, name: str) -> bool:
    try:
        named = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return os.path.samestat(named, os.fstat(fd))


def _unlink(folder: int, name: str) -> None:
    with suppress(FileNotFoundError):
        os.unlink(name, dir_fd=folder)


def _in_use(part: str) -> LocalError:
    return LocalError(
        "Another download is writing this file",
        f"It is using {printable_name(part)}",
        "Wait for it to end, or cancel one of the two.",
    )
