"""What is there already under the name of a download, and whether that will do."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum, auto
from functools import partial
from itertools import count, takewhile

from jos_tui.core.background import CancelToken
from jos_tui.core.local_names import numbered
from jos_tui.jobs.engine.download_object import CHUNK, LARGE_FROM, Destination, ObjectVersion
from jos_tui.jobs.engine.part_file import is_unfinished, may_write, set_date
from jos_tui.jobs.engine.verify import Digest, EtagKnowledge, Verdict
from jos_tui.jobs.model import Check, Conflict

_OPEN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class Trust(Enum):
    """What shows that a file is what an earlier attempt has saved."""

    DATE = auto()  # of large files: nobody else gives them that of an object
    CONTENT = auto()


def is_wanted(
    to: Destination, version: ObjectVersion, known: EtagKnowledge, cancel: CancelToken
) -> bool:
    """Return whether the object is to be fetched, seen what has the name now.

    A file of the same content gets the date of the object. Blocks while it reads that; raises
    OSError.
    """
    if to.conflict is Conflict.IF_DIFFERENT:
        return not _is_same(to, version, known, cancel)
    return may_write(to.folder, to.name, to.conflict, version.modified_ms)


def arrived(
    to: Destination, version: ObjectVersion, cancel: CancelToken, trust: Trust = Trust.DATE
) -> tuple[Check, str] | None:
    """Return how an earlier attempt has saved the object, and the file's name; None if it has not.

    Check.SIZE says that only size and date show it. For an attempt whose end was not recorded.
    Blocks; raises OSError.
    """
    if is_unfinished(to.folder, to.name):
        return None
    for name in takewhile(partial(_is_taken, to.folder), _names(to)):
        with _opened(to.folder, name) as fd:
            check = None if fd is None else _check_of_arrived(fd, version, cancel, trust)
        if check is not None:
            return check, name
    return None


def _names(to: Destination) -> Iterator[str]:
    yield to.name
    if to.conflict is Conflict.KEEP_BOTH:
        yield from (numbered(to.name, number) for number in count(2))


def _check_of_arrived(
    fd: int, version: ObjectVersion, cancel: CancelToken, trust: Trust
) -> Check | None:
    dated = version.modified_ms > 0
    status = os.fstat(fd)
    if status.st_size != version.size or (dated and not _has_exact_date(status, version)):
        return None
    digest = version.digest(EtagKnowledge())
    if trust is Trust.DATE and dated and version.size >= LARGE_FROM:
        return Check.SIZE
    if _verdict(fd, digest, cancel) is Verdict.MATCHES:
        return digest.check
    # With the date of the object it is what was saved, where ETags are something else.
    return Check.SIZE if dated else None


def _is_same(
    to: Destination, version: ObjectVersion, known: EtagKnowledge, cancel: CancelToken
) -> bool:
    with _opened(to.folder, to.name) as fd:
        status = None if fd is None else os.fstat(fd)
        if fd is None or status is None or status.st_size != version.size:
            return False
        if _has_date(status, version):
            return True
        if _verdict(fd, version.digest(known), cancel) is not Verdict.MATCHES:
            return False
        with suppress(PermissionError):  # another user's file: its date stays
            set_date(fd, version.modified_ms)
        return True


def _has_date(status: os.stat_result, version: ObjectVersion) -> bool:
    """Whether the dates agree to the second, as with other programs and file systems."""
    return status.st_mtime_ns // 1_000_000_000 == version.modified_ms // 1000


def _has_exact_date(status: os.stat_result, version: ObjectVersion) -> bool:
    """Whether the date is as we set it, on a file system without fractions of seconds too."""
    return status.st_mtime_ns in {
        version.modified_ms * 1_000_000,
        version.modified_ms // 1000 * 1_000_000_000,
    }


def _verdict(fd: int, digest: Digest, cancel: CancelToken) -> Verdict:
    if digest.check is Check.SIZE:
        return Verdict.UNKNOWN
    while data := os.read(fd, CHUNK):
        cancel.raise_if_cancelled()
        digest.update(data)
    return digest.verdict()


def _is_taken(folder: int, name: str) -> bool:
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True


@contextmanager
def _opened(folder: int, name: str) -> Iterator[int | None]:
    """Yield a descriptor, None for what is not there, is no file or not for us to read."""
    try:
        fd = os.open(name, _OPEN, dir_fd=folder)
    except OSError:
        yield None
        return
    try:
        yield fd if stat.S_ISREG(os.fstat(fd).st_mode) else None
    finally:
        os.close(fd)
