"""The rows of jobs. Every function is part of a transaction of its caller."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence

from jos_tui.core.errors import JosError
from jos_tui.jobs import codec
from jos_tui.jobs.journal.columns import (
    Row,
    each,
    from_error,
    from_text,
    to_error,
    to_text,
    to_value,
)
from jos_tui.jobs.journal.job_record import COUNT_NAMES, Counts, JobRecord
from jos_tui.jobs.journal.states import (
    check_job_begins,
    check_job_forgettable,
    check_job_move,
)
from jos_tui.jobs.journal.tally import Tally
from jos_tui.jobs.model import Check, Conflict, JobState
from jos_tui.jobs.request import Options, Request, StoreRef

FORGOTTEN = "forgotten"
"""The state of a job that is not there any more, while its items are being deleted."""

_COUNTS = ", ".join(COUNT_NAMES)
_RECORD = (
    "id, state, request, store, options, title, planned, cursor, created_ms, ended_ms, problem,"
    f" notes, {_COUNTS}"
)
_SELECT = f"SELECT {_RECORD} FROM jobs"  # noqa: S608 - column names of ours
_SELECT_COUNTS = f"SELECT {_COUNTS} FROM jobs"  # noqa: S608
_DELTAS = ("items", "done", "skipped", "failed", "held", "bytes", "bytes_done")
_ADDED = ", ".join(f"{name} = {name} + ?" for name in _DELTAS)
_COUNT = f"UPDATE jobs SET {_ADDED} WHERE id = ?"  # noqa: S608


def add(
    connection: sqlite3.Connection,
    request: Request,
    store: StoreRef,
    options: Options,
    title: str,
    state: JobState,
    now_ms: int,
) -> int:
    """Add a job and return its number, which no other job ever has."""
    check_job_begins(state)
    texts = (codec.dumps(value) for value in (request, store, options))
    cursor = connection.execute(
        "INSERT INTO jobs (state, request, store, options, title, created_ms)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (state.value, *texts, from_text(title), now_ms),
    )
    return int(cursor.lastrowid or 0)


def every(connection: sqlite3.Connection) -> list[JobRecord]:
    """Return all jobs, the oldest first."""
    rows = connection.execute(f"{_SELECT} WHERE state <> ? ORDER BY id", (FORGOTTEN,))
    return each(rows, _record)


def one(connection: sqlite3.Connection, job_id: int) -> JobRecord:
    """Return a job. Raises KeyError."""
    row = connection.execute(f"{_SELECT} WHERE id = ? AND state <> ?", (job_id, FORGOTTEN))
    return each([_found(row.fetchone(), job_id)], _record)[0]


def counts(connection: sqlite3.Connection, job_id: int) -> Counts:
    """Return the counts of a job. Raises KeyError."""
    row = connection.execute(f"{_SELECT_COUNTS} WHERE id = ? AND state <> ?", (job_id, FORGOTTEN))
    return Counts(*_found(row.fetchone(), job_id))


def request(connection: sqlite3.Connection, job_id: int) -> Request:
    """Return what was asked for. Raises KeyError."""
    row = connection.execute(
        "SELECT request FROM jobs WHERE id = ? AND state <> ?", (job_id, FORGOTTEN)
    ).fetchone()
    return each([_found(row, job_id)], _request)[0]


def state(connection: sqlite3.Connection, job_id: int) -> JobState:
    """Return the state of a job. Raises KeyError."""
    row = connection.execute(
        "SELECT state FROM jobs WHERE id = ? AND state <> ?", (job_id, FORGOTTEN)
    ).fetchone()
    return JobState(_found(row, job_id)[0])


def move(
    connection: sqlite3.Connection,
    job_id: int,
    to: JobState,
    problem: JosError | None,
    now_ms: int,
) -> None:
    """Take a job to another state. Raises KeyError, WrongTransition."""
    check_job_move(job_id, state(connection, job_id), to)
    connection.execute(
        "UPDATE jobs SET state = ?, problem = ?, ended_ms = ? WHERE id = ?",
        (to.value, from_error(problem), now_ms if to.is_end else 0, job_id),
    )


def take_back_running(connection: sqlite3.Connection) -> None:
    """Make all jobs that run wait."""
    connection.execute(
        "UPDATE jobs SET state = ? WHERE state = ?",
        (JobState.WAITING.value, JobState.RUNNING.value),
    )


def note(connection: sqlite3.Connection, job_id: int, sentences: Sequence[str]) -> None:
    """Add the sentences that are not there yet. Raises KeyError."""
    if not sentences:
        return
    row = connection.execute(
        "SELECT notes FROM jobs WHERE id = ? AND state <> ?", (job_id, FORGOTTEN)
    ).fetchone()
    known = json.loads(_found(row, job_id)[0])
    notes = tuple(dict.fromkeys([*known, *sentences]))
    connection.execute("UPDATE jobs SET notes = ? WHERE id = ?", (codec.dumps(notes), job_id))


def set_options(connection: sqlite3.Connection, job_id: int, options: Options) -> None:
    """Let a job run in another way from now on."""
    connection.execute("UPDATE jobs SET options = ? WHERE id = ?", (codec.dumps(options), job_id))


def plan_to(connection: sqlite3.Connection, job_id: int, cursor: str) -> None:
    """Take note of where planning goes on."""
    connection.execute("UPDATE jobs SET cursor = ? WHERE id = ?", (from_text(cursor), job_id))


def is_planned(connection: sqlite3.Connection, job_id: int) -> bool:
    """Whether planning is complete. Raises KeyError."""
    row = connection.execute(
        "SELECT planned FROM jobs WHERE id = ? AND state <> ?", (job_id, FORGOTTEN)
    ).fetchone()
    return bool(_found(row, job_id)[0])


def planned(connection: sqlite3.Connection, job_id: int) -> None:
    """Take note that planning is complete."""
    connection.execute("UPDATE jobs SET planned = 1 WHERE id = ?", (job_id,))


def answer(connection: sqlite3.Connection, job_id: int) -> Conflict | None:
    """Return what was answered for all items of a job whose name is taken."""
    row = connection.execute("SELECT answer FROM jobs WHERE id = ?", (job_id,)).fetchone()
    return None if row[0] is None else Conflict(row[0])


def set_answer(connection: sqlite3.Connection, job_id: int, conflict: Conflict) -> None:
    """Take note of an answer for all items of a job."""
    connection.execute("UPDATE jobs SET answer = ? WHERE id = ?", (conflict.value, job_id))


def count(connection: sqlite3.Connection, job_id: int, tally: Tally) -> None:
    """Change the counts of a job."""
    if any(tally.numbers.values()):
        connection.execute(_COUNT, (*(tally.numbers[name] for name in _DELTAS), job_id))
    if tally.oldest_ms:
        known = counts(connection, job_id)
        oldest = min(known.oldest_ms or tally.oldest_ms, tally.oldest_ms)
        newest = max(known.newest_ms or tally.newest_ms, tally.newest_ms)
        connection.execute(
            "UPDATE jobs SET oldest_ms = ?, newest_ms = ? WHERE id = ?", (oldest, newest, job_id)
        )
    connection.executemany(
        "INSERT INTO checks (job, checked, items) VALUES (?, ?, ?)"
        " ON CONFLICT (job, checked) DO UPDATE SET items = items + excluded.items",
        [(job_id, check.value, number) for check, number in tally.checks.items()],
    )


def checks(connection: sqlite3.Connection, job_id: int) -> dict[Check, int]:
    """Return how many items were checked in which way."""
    rows = connection.execute("SELECT checked, items FROM checks WHERE job = ?", (job_id,))
    return {Check(checked): number for checked, number in rows}


def forget(connection: sqlite3.Connection, job_id: int) -> None:
    """Let a job disappear from all lists. Raises KeyError, WrongTransition."""
    check_job_forgettable(job_id, state(connection, job_id))
    connection.execute("UPDATE jobs SET state = ? WHERE id = ?", (FORGOTTEN, job_id))


def forgotten(connection: sqlite3.Connection) -> Iterable[int]:
    """Return the numbers of the jobs whose items are to be deleted."""
    rows = connection.execute("SELECT id FROM jobs WHERE state = ?", (FORGOTTEN,)).fetchall()
    return [job_id for (job_id,) in rows]


def delete(connection: sqlite3.Connection, job_id: int) -> None:
    """Delete a job that has no items any more."""
    connection.execute("DELETE FROM jobs WHERE id = ? AND state = ?", (job_id, FORGOTTEN))


def _found(row: Row | None, job_id: int) -> Row:
    if row is None:
        raise KeyError(job_id)
    return row


def _request(row: Row) -> Request:
    found: Request = to_value(Request, row[0])
    return found


def _record(row: Row) -> JobRecord:
    return JobRecord(
        id=row[0],
        state=JobState(row[1]),
        request=to_value(Request, row[2]),
        store=to_value(StoreRef, row[3]),
        options=to_value(Options, row[4]),
        title=to_text(row[5]),
        planned=bool(row[6]),
        cursor=to_text(row[7]),
        created_ms=row[8],
        ended_ms=row[9],
        problem=to_error(row[10]),
        notes=codec.loads(tuple[str, ...], row[11]),
        counts=Counts(*row[12:]),
    )
