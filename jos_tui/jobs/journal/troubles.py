"""What SQLite complains about, in words."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jos_tui.core.errors import DiskFull, LocalError
from jos_tui.core.text import printable_name
from jos_tui.jobs.journal.columns import Unreadable
from jos_tui.jobs.local_disk import local_error

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_NO_LOCKS = {
    sqlite3.SQLITE_IOERR_LOCK,
    sqlite3.SQLITE_IOERR_RDLOCK,
    sqlite3.SQLITE_IOERR_UNLOCK,
    sqlite3.SQLITE_IOERR_CHECKRESERVEDLOCK,
    sqlite3.SQLITE_PROTOCOL,
}
_ELSEWHERE = "Name a folder on a local disk with XDG_STATE_HOME."


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Turn errors of SQLite about a journal, and of reading its values, into LocalError."""
    try:
        yield
    except sqlite3.Error as exc:
        raise told(exc, path) from exc
    except Unreadable as exc:
        raise _not_understood(path, str(exc)) from exc


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file is not what SQLite has written."""
    return _code(error) & 0xFF in _DAMAGED


def told(error: sqlite3.Error, path: Path) -> LocalError:
    """Return an error of SQLite about a journal in words. May write a small file to find out."""
    code, name = _code(error), printable_name(str(path))
    reason = f"{name}: {error}"
    if code in _NO_LOCKS:
        title = "The list of jobs is on a disk that cannot lock files"
        return LocalError(title, reason, _ELSEWHERE)
    primary = code & 0xFF
    if primary in _LOCKED:
        return LocalError(
            "The list of jobs is locked",
            f"Another process has kept {name} locked for too long",
            "Try again in a moment. If that does not help, end the other process that uses it.",
        )
    if primary in _DAMAGED:
        return _damaged(path, str(error))
    if primary == sqlite3.SQLITE_FULL:
        return _full(reason, path)
    if primary == sqlite3.SQLITE_IOERR:
        return _disk_full(path) or LocalError(
            "The list of jobs cannot be read or written", reason, _ELSEWHERE
        )
    if primary == sqlite3.SQLITE_READONLY:
        next_step = "Check the permissions of the file and its folder."
        return LocalError("The list of jobs cannot be written", reason, next_step)
    if primary == sqlite3.SQLITE_CANTOPEN:
        next_step = "Check the permissions of the file and its folder."
        return LocalError("The list of jobs cannot be opened", reason, next_step)
    return LocalError("The list of jobs cannot be used", reason)


def _not_understood(path: Path, reason: str) -> LocalError:
    """Return the error for a row of a sound file: of a newer version, most likely."""
    name = printable_name(str(path))
    return LocalError(
        "The list of jobs holds what this jos-tui does not know",
        f"{name}: {reason}",
        "Use the newest jos-tui you have: its jobs are all there, and were not touched. Only if "
        "that one says the same, move the file away: a new list begins with the next job.",
    )


def _damaged(path: Path, reason: str) -> LocalError:
    name = printable_name(str(path))
    return LocalError(
        "The list of jobs is damaged",
        f"{name}: {reason}",
        f"Move {name} away. A new list begins with the next job.",
    )


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)


def _full(reason: str, path: Path) -> DiskFull:
    next_step = f"Free some space in {printable_name(str(path.parent))}."
    return DiskFull("No space is left for the list of jobs", reason, next_step)


def _disk_full(path: Path) -> DiskFull | None:
    """Return an error if nothing can be written for want of space.

    SQLite reports a quota that is used up like any other failure to write.
    """
    try:
        with tempfile.TemporaryFile(dir=path.parent) as probe:
            probe.write(bytes(1 << 16))
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as exc:
        error = local_error(exc, str(path.parent))
        return _full(error.reason, path) if isinstance(error, DiskFull) else None
    return None
