"""The rows of large selections until they are planned. Part of a transaction of the caller."""

from __future__ import annotations

import sqlite3

from jos_tui.jobs import codec
from jos_tui.jobs.chosen_rows import ChosenRows, number_of_rows
from jos_tui.jobs.journal.columns import each
from jos_tui.jobs.journal.items import bounds
from jos_tui.jobs.request import Request, selection_of


def add(connection: sqlite3.Connection, job_id: int, request: Request, rows: ChosenRows) -> bool:
    """Add the next rows of a job; return whether they are the last.

    Raises ValueError if they are not as many as they must be.
    """
    first, end = bounds(job_id)
    [known] = connection.execute(
        "SELECT count(*) FROM chosen WHERE id >= ? AND id < ?", (first, end)
    ).fetchone()
    selection = selection_of(request)
    total = 0 if selection is None else selection.apart
    if not rows or len(rows) != number_of_rows(known, total):
        raise ValueError(f"{len(rows)} rows as number {known} of {total}")
    connection.execute(
        "INSERT INTO chosen (id, rows) VALUES (?, ?)", (first + known, codec.dumps(rows))
    )
    return not number_of_rows(known + 1, total)


def one(connection: sqlite3.Connection, job_id: int, number: int) -> ChosenRows:
    """Return the rows of a number, counted from 0. Raises KeyError."""
    row = connection.execute(
        "SELECT rows FROM chosen WHERE id = ?", (bounds(job_id)[0] + number,)
    ).fetchone()
    if row is None:
        raise KeyError(job_id)
    return each([row], lambda row: codec.loads(ChosenRows, row[0]))[0]


def delete_some(connection: sqlite3.Connection, job_id: int, limit: int) -> bool:
    """Delete some of the rows of a job; return whether there may be more."""
    cursor = connection.execute(
        "DELETE FROM chosen WHERE id IN"
        " (SELECT id FROM chosen WHERE id >= ? AND id < ? ORDER BY id LIMIT ?)",
        (*bounds(job_id), limit),
    )
    return cursor.rowcount == limit
