"""The tables of the journal, and how its file is opened."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

from jos_tui.core.errors import LocalError
from jos_tui.core.text import printable_name
from jos_tui.jobs.journal.troubles import is_damage
from jos_tui.jobs.local_disk import local_error

VERSION = 3

BUSY_SECONDS = 10.0

_KEPT_BYTES = 4 << 20  # of the rollback journal, between transactions

# The number of an item has that of its job in its upper half: the items of a job lie together in
# the order in which they were planned, and need neither a column nor an index to be found. So do
# the rows that were chosen, some thousand of them in each row of the table.
_TABLES = """
CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    state TEXT NOT NULL,
    request TEXT NOT NULL,
    store TEXT NOT NULL,
    options TEXT NOT NULL,
    title TEXT NOT NULL,
    planned INTEGER NOT NULL DEFAULT 0,
    cursor TEXT NOT NULL DEFAULT '',
    answer TEXT,
    problem TEXT,
    notes TEXT NOT NULL DEFAULT '[]',
    created_ms INTEGER NOT NULL,
    ended_ms INTEGER NOT NULL DEFAULT 0,
    items INTEGER NOT NULL DEFAULT 0,
    done INTEGER NOT NULL DEFAULT 0,
    skipped INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    held INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    bytes_done INTEGER NOT NULL DEFAULT 0,
    oldest_ms INTEGER NOT NULL DEFAULT 0,
    newest_ms INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE items (
    id INTEGER PRIMARY KEY,
    state TEXT NOT NULL,
    action TEXT NOT NULL,
    bucket TEXT NOT NULL,
    key TEXT NOT NULL,
    path BLOB NOT NULL,
    size INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL,
    inode INTEGER NOT NULL,
    etag TEXT NOT NULL,
    conflict TEXT,
    error TEXT,
    checked TEXT,
    bytes INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    upload_id TEXT NOT NULL DEFAULT '',
    part_size INTEGER NOT NULL DEFAULT 0,
    begun_etag TEXT NOT NULL DEFAULT '',
    saved_as TEXT NOT NULL DEFAULT '',
    renamed INTEGER NOT NULL DEFAULT 0,
    version_id TEXT NOT NULL DEFAULT '',
    abort_id TEXT NOT NULL DEFAULT '',
    from_bucket TEXT NOT NULL DEFAULT '',
    from_key TEXT NOT NULL DEFAULT ''
);
CREATE INDEX items_by_state ON items (state);
CREATE INDEX items_by_path ON items (path) WHERE action = 'get';
CREATE INDEX items_uploading ON items (id) WHERE upload_id <> '';
CREATE INDEX items_begun ON items (id) WHERE attempts > 0 OR begun_etag <> '';
CREATE INDEX items_renamed ON items (id) WHERE renamed;
CREATE TABLE pieces (
    item INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    etag TEXT NOT NULL,
    PRIMARY KEY (item, number)
) WITHOUT ROWID;
CREATE TABLE checks (
    job INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    checked TEXT NOT NULL,
    items INTEGER NOT NULL,
    PRIMARY KEY (job, checked)
) WITHOUT ROWID;
CREATE TABLE chosen (
    id INTEGER PRIMARY KEY,
    rows TEXT NOT NULL
);
CREATE TABLE workers (
    machine TEXT NOT NULL,
    pid INTEGER NOT NULL,
    started TEXT NOT NULL,
    beat_ms INTEGER NOT NULL,
    PRIMARY KEY (machine, pid, started)
) WITHOUT ROWID;
"""

_NEW_SINCE = {
    1: ("CREATE TABLE chosen (id INTEGER PRIMARY KEY, rows TEXT NOT NULL)",),
    2: tuple(
        f"ALTER TABLE items ADD COLUMN {column} TEXT NOT NULL DEFAULT ''"
        for column in ("version_id", "abort_id", "from_bucket", "from_key")
    ),
}
"""What each earlier version lacks beside the next."""


class Access(Enum):
    """What a journal is opened for."""

    READ = "read"  # nothing is created or changed; a file that is not there is an empty journal
    WRITE = "write"


def open_for_reading(path: Path) -> sqlite3.Connection | None:
    """Open a journal that is only read; None if there is none yet. Raises sqlite3.Error.

    It may be written to by others meanwhile. The file is opened for writing where that is allowed,
    because what a killed writer has left half done has to be rolled back before it can be read.
    """
    if not path.exists():
        return None
    connection = _connect(path, "rw")
    try:
        connection.execute("PRAGMA query_only = ON")
        if _version(connection, path) == 0:
            connection.close()
            return None
    except BaseException:
        connection.close()
        raise
    return connection


def open_for_writing(path: Path) -> tuple[sqlite3.Connection, Path | None]:
    """Open a journal, and make it if need be, for this user alone.

    A file that is damaged is set aside; its new path is returned. Raises LocalError, sqlite3.Error.
    """
    try:
        _make_private(path)
        try:
            return _open_prepared(path), None
        except sqlite3.Error as exc:
            if not is_damage(exc):
                raise
        aside = _set_aside(path)
        _make_private(path)
        return _open_prepared(path), aside
    except OSError as exc:
        raise local_error(exc, str(path)) from exc


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )


def _open_prepared(path: Path) -> sqlite3.Connection:
    connection = _connect(path, "rwc")
    try:
        version = _version(connection, path)
        # Never WAL, which needs memory shared between processes: homes are on network disks. A
        # rollback journal that stays saves the disk making and removing it at each commit.
        connection.execute("PRAGMA journal_mode = PERSIST")
        connection.execute(f"PRAGMA journal_size_limit = {_KEPT_BYTES}")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA cache_size = -8192")
        if version == 0:
            _create(connection)
        elif version < VERSION:
            _renew(connection)
        connection.execute("SELECT count(*) FROM jobs").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _version(connection: sqlite3.Connection, path: Path) -> int:
    found = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if found > VERSION:
        raise LocalError(
            "The list of jobs was written by a newer jos-tui",
            printable_name(str(path)),
            "Use that version, or name another place with XDG_STATE_HOME.",
        )
    return found


def _create(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA auto_vacuum = INCREMENTAL")  # has to come before the first table
    connection.execute("BEGIN IMMEDIATE")
    if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
        for statement in _TABLES.split(";\n"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")


def _renew(connection: sqlite3.Connection) -> None:
    """Bring a journal of an earlier version to this one. Another process may do the same."""
    connection.execute("BEGIN IMMEDIATE")
    for version in range(connection.execute("PRAGMA user_version").fetchone()[0], VERSION):
        for statement in _NEW_SINCE[version]:
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")


def _make_private(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    except FileExistsError:
        # Not opened here: closing it again would let go of the locks this process has on it.
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)


def _set_aside(path: Path) -> Path:
    now = datetime.now(UTC)
    aside = path.with_name(f"{path.name}.damaged-{now:%Y%m%dT%H%M%S}-{os.getpid()}")
    # First, for what belongs to the damaged file must never be applied to a new one.
    with suppress(FileNotFoundError):
        path.with_name(f"{path.name}-journal").rename(f"{aside}-journal")
    path.rename(aside)
    return aside
