"""The rows of workers: who has the journal in hand. Part of a transaction of the caller."""

from __future__ import annotations

import sqlite3

from jos_tui.core.errors import JosError
from jos_tui.jobs.journal import items, jobs
from jos_tui.jobs.journal.worker_id import WorkerId

SILENT_MS = 30_000
"""A worker that was not heard of for so long is taken for dead."""


class WorkerAlive(JosError):
    """Another worker has the journal in hand."""


def enter(connection: sqlite3.Connection, worker: WorkerId, now_ms: int) -> None:
    """Take the journal over from workers that are dead. Raises WorkerAlive."""
    for other, beat_ms in _others(connection, worker):
        # A beat from the future is one of a clock that was set back.
        if abs(now_ms - beat_ms) < SILENT_MS and not other.has_ended():
            raise _alive(other)
    connection.execute("DELETE FROM workers")
    jobs.take_back_running(connection)
    items.hand_back(connection, items.everything())
    connection.execute(
        "INSERT INTO workers (machine, pid, started, beat_ms) VALUES (?, ?, ?, ?)",
        (worker.machine, worker.pid, worker.started, now_ms),
    )


def beat(connection: sqlite3.Connection, worker: WorkerId, now_ms: int) -> None:
    """Take note that a worker is alive. Raises WorkerAlive if another has taken over."""
    cursor = connection.execute(
        "UPDATE workers SET beat_ms = ? WHERE machine = ? AND pid = ? AND started = ?",
        (now_ms, worker.machine, worker.pid, worker.started),
    )
    if cursor.rowcount == 0:
        other = next((other for other, _ in _others(connection, worker)), worker)
        raise _alive(other)


def leave(connection: sqlite3.Connection, worker: WorkerId) -> None:
    """Let go of the journal; nothing happens if another has taken over."""
    connection.execute(
        "DELETE FROM workers WHERE machine = ? AND pid = ? AND started = ?",
        (worker.machine, worker.pid, worker.started),
    )


def _others(connection: sqlite3.Connection, worker: WorkerId) -> list[tuple[WorkerId, int]]:
    rows = connection.execute("SELECT machine, pid, started, beat_ms FROM workers").fetchall()
    found = [(WorkerId(*row[:3]), row[3]) for row in rows]
    return [(other, beat_ms) for other, beat_ms in found if other != worker]


def _alive(other: WorkerId) -> WorkerAlive:
    return WorkerAlive(
        "Another worker is at work",
        f"Process {other.pid} has the list of jobs in hand",
        "It does what is to be done. Try again in half a minute if it is not there any more.",
    )
