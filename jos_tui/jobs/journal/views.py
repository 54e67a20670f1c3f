"""Items as a person sees them: lists, and what a report says. Reads only."""

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from collections.abc import Collection
from pathlib import Path

from jos_tui.core.errors import JosError
from jos_tui.jobs.item import Action, ItemState, ItemView
from jos_tui.jobs.journal import jobs
from jos_tui.jobs.journal.columns import Row, each, to_error, to_text
from jos_tui.jobs.journal.items import bounds
from jos_tui.jobs.journal.job_record import JobRecord
from jos_tui.jobs.journal.names import item_name, saved_path
from jos_tui.jobs.model import Check, Contents, ItemFailure, JobKind, Report
from jos_tui.jobs.request import CopyRequest, DeleteRequest, PutRequest, Request, Scope

_DONE = (
    "SELECT action, count(*), sum(size), sum(size = 0) FROM items"
    " WHERE id > ? AND id < ? AND state = 'done' GROUP BY action"
)
_VIEW = "id, state, action, bucket, key, path, size, checked, saved_as, attempts, error"
_SOURCE = "from_bucket, from_key"
_NO_SOURCE = "'', ''"  # before the third version, which is read as it is, nothing was copied
_SOURCE_SINCE = 3


def _all(source: str) -> str:
    return f"SELECT {_VIEW}, {source} FROM items WHERE id > ? AND id < ? ORDER BY id LIMIT ?"  # noqa: S608


def _by_state(source: str) -> str:
    return (
        f"SELECT {_VIEW}, {source} FROM items INDEXED BY items_by_state"  # noqa: S608
        " WHERE state = ? AND id > ? AND id < ? ORDER BY id LIMIT ?"
    )


def _all_renamed(source: str) -> str:
    return (
        f"SELECT bucket, key, path, saved_as, action, {source}"  # noqa: S608
        " FROM items INDEXED BY items_renamed"
        " WHERE renamed AND state = 'done' AND id > ? AND id < ? ORDER BY id LIMIT ?"
    )


def _source_of(connection: sqlite3.Connection) -> str:
    [version] = connection.execute("PRAGMA user_version").fetchone()
    return _SOURCE if version >= _SOURCE_SINCE else _NO_SOURCE


def items(
    connection: sqlite3.Connection,
    job_id: int,
    states: Collection[ItemState],
    after_id: int,
    limit: int,
) -> list[ItemView]:
    """Return the first items of a job behind one of them. Raises KeyError."""
    request = jobs.request(connection, job_id)
    first, end = bounds(job_id)
    between = (max(first, after_id), end, limit)
    source = _source_of(connection)
    if not states:
        rows = connection.execute(_all(source), between).fetchall()
    else:
        # One look at the index for each: taken together, SQLite would sort all of them.
        rows = [
            row
            for state in set(states)
            for row in connection.execute(_by_state(source), (state.value, *between))
        ]
        rows = sorted(rows)[:limit]
    return each(rows, lambda row: _view(request, row))


def report(connection: sqlite3.Connection, job_id: int, most: int) -> Report:
    """Return what came of a job, with so many failures and renamed items at most.

    Raises KeyError.
    """
    job = jobs.one(connection, job_id)
    failed = items(connection, job_id, {ItemState.FAILED}, 0, most)
    return Report(
        state=job.state,
        done=job.counts.done,
        skipped=job.counts.skipped,
        bytes=job.counts.bytes_done,
        failures=tuple(ItemFailure(item.name, item.error or _unknown()) for item in failed),
        checks=jobs.checks(connection, job_id),
        renamed=_renamed(connection, job.request, job_id, most),
        notes=job.notes,
        not_done=job.counts.left,
        gone=_gone(connection, job),
    )


def _gone(connection: sqlite3.Connection, job: JobRecord) -> Contents:
    """Count what was deleted; where only objects can be, without a look at each."""
    request = job.request
    if request.kind is not JobKind.DELETE or not job.counts.done:
        return Contents()
    if isinstance(request, DeleteRequest) and request.reach is Scope.CURRENT:
        return Contents(objects=job.counts.done)
    rows = connection.execute(_DONE, bounds(job.id))
    numbers, sizes, empty = Counter[Action](), Counter[Action](), Counter[Action]()
    for row in rows:
        action = Action(row[0])
        numbers[action], sizes[action], empty[action] = row[1:]
    return Contents(
        numbers[Action.DELETE],
        numbers[Action.DELETE_VERSION],
        sizes[Action.DELETE_VERSION],
        numbers[Action.DELETE_MARKER],
        numbers[Action.ABORT_UPLOAD],
        numbers[Action.REMOVE_BUCKET],
        sizes[Action.ABORT_UPLOAD],
        empty[Action.ABORT_UPLOAD],
    )


def _renamed(
    connection: sqlite3.Connection, request: Request, job_id: int, most: int
) -> dict[str, Path]:
    found = {}
    for bucket, key, path, saved_as, action, from_bucket, from_key in connection.execute(
        _all_renamed(_source_of(connection)), (*bounds(job_id), most)
    ):
        local, new_name = os.fsdecode(path), to_text(saved_as)
        source = from_bucket, to_text(from_key)
        name = item_name(request, Action(action), bucket, to_text(key), local, source)
        if isinstance(request, CopyRequest):
            found[name] = Path(new_name)
        elif isinstance(request, PutRequest):
            found[to_text(key)] = Path(new_name)
        else:
            found[name] = saved_path(request, local, new_name)
    return found


def _unknown() -> JosError:
    return JosError("It failed", "Why was not written down")


def _view(request: Request, row: Row) -> ItemView:
    action, path = Action(row[2]), os.fsdecode(row[5])
    return ItemView(
        id=row[0],
        state=ItemState(row[1]),
        action=action,
        name=item_name(request, action, row[3], to_text(row[4]), path, (row[11], to_text(row[12]))),
        size=row[6],
        check=None if row[7] is None else Check(row[7]),
        saved_as=to_text(row[8]),
        attempts=row[9],
        error=to_error(row[10]),
    )
