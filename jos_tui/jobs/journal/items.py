"""The rows of items: what is done with them. Every function is part of its caller's transaction."""

from __future__ import annotations

import os
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from jos_tui.core.location import base_name
from jos_tui.jobs.item import Item, ItemProgress, ItemResult, ItemState, PlannedItem
from jos_tui.jobs.journal.columns import Row, each, from_error, from_text, to_text
from jos_tui.jobs.journal.item_rows import COLUMNS, INSERT, leased, planned_row, read_item
from jos_tui.jobs.journal.names import is_renamed
from jos_tui.jobs.journal.states import (
    NOTHING_LEFT,
    WrongTransition,
    check_item_begins,
    check_item_move,
)
from jos_tui.jobs.journal.tally import Tally
from jos_tui.jobs.model import Conflict
from jos_tui.jobs.request import Request

_JOB_SHIFT = 32
# Which index serves is said, for SQLite has no statistics to tell: a job may have a million items
# in one state and two in another.
_BY_STATE = (
    f"SELECT {COLUMNS} FROM items INDEXED BY items_by_state"  # noqa: S608 - names of ours
    " WHERE state = ? AND id > ? AND id < ? ORDER BY id LIMIT ?"
)
_UPLOADING = (
    f"SELECT {COLUMNS} FROM items INDEXED BY items_uploading"  # noqa: S608
    " WHERE upload_id <> '' AND id > ? AND id < ? ORDER BY id"
)
_IN_USE = (
    "SELECT upload_id FROM items INDEXED BY items_uploading"  # noqa: S608 - a number of ours
    f" JOIN jobs ON jobs.id = items.id >> {_JOB_SHIFT}"
    " WHERE upload_id <> '' AND jobs.state NOT IN ('cancelled', 'forgotten')"
)
_BEGUN = (
    f"SELECT {COLUMNS} FROM items INDEXED BY items_begun"  # noqa: S608
    " WHERE (attempts > 0 OR begun_etag <> '') AND id > ? AND id < ? ORDER BY id"
)
# Statements about many items at once: each step of each statement lets another thread have the
# interpreter, and it takes long to get it back from one that computes.
_AT_ONCE = 500  # SQLite may allow no more than 999 values in a statement
_RUN = (
    "UPDATE items INDEXED BY items_by_state SET state = 'running'"
    " WHERE state = 'waiting' AND id >= ? AND id <= ?"
)
_KNOWN = "SELECT id, state, size, saved_as, key, path FROM items WHERE id IN "
_END = (
    "UPDATE items SET state = ?, checked = ?, bytes = coalesce(?, size), error = ?,"
    " attempts = attempts + ?, saved_as = ?, renamed = renamed OR ? WHERE id IN "
)
_FORGET_PROGRESS = (
    "UPDATE items SET upload_id = '', part_size = 0, begun_etag = ''"
    " WHERE (upload_id <> '' OR part_size > 0 OR begun_etag <> '') AND id IN "
)
_FORGET_PIECES = "DELETE FROM pieces WHERE item IN "


class _Known(NamedTuple):
    """What has to be known of an item to change it; its names as they are stored."""

    state: ItemState
    size: int
    saved_as: str
    key: str | bytes
    path: bytes

    def has_name(self, name: str) -> bool:
        """Whether a name is the one that was planned, or none."""
        if not name:
            return True
        key, path = to_text(self.key), os.fsdecode(self.path)
        return name in {key, base_name(key), path.rpartition("/")[2]}


def bounds(job_id: int) -> tuple[int, int]:
    """Return the numbers between which those of the items of a job are."""
    return job_id << _JOB_SHIFT, (job_id + 1) << _JOB_SHIFT


def add(
    connection: sqlite3.Connection,
    job_id: int,
    request: Request,
    planned: Sequence[PlannedItem],
    known: int,
    answer: Conflict | None,
) -> Tally:
    """Add items to the ``known`` ones of a job; those that are held take an answer at once."""
    tally, rows = Tally(), []
    for number, new in enumerate(planned, bounds(job_id)[0] + known + 1):
        check_item_begins(new.state)
        item = new
        if answer is not None and new.state is ItemState.HELD:
            item = replace(new, state=ItemState.WAITING, conflict=answer)
        tally.planned(item.state, item.size, item.modified_ms)
        rows.append((number, *planned_row(item), is_renamed(request, item)))
    connection.executemany(INSERT, rows)
    return tally


def has_file(connection: sqlite3.Connection, job_id: int, path: str) -> bool:
    """Whether an item of a job is saved under this path below its folder."""
    row = connection.execute(
        "SELECT 1 FROM items INDEXED BY items_by_path"
        " WHERE action = 'get' AND path = ? AND id > ? AND id < ? LIMIT 1",
        (os.fsencode(path), *bounds(job_id)),
    )
    return row.fetchone() is not None


def lease(connection: sqlite3.Connection, job_id: int, limit: int) -> list[Item]:
    """Make the first items that wait run, and return them."""
    rows = connection.execute(_BY_STATE, ("waiting", *bounds(job_id), limit)).fetchall()
    if rows:
        connection.execute(_RUN, (rows[0][0], rows[-1][0]))
    return each(rows, leased)


def progress(connection: sqlite3.Connection, job_id: int, made: Sequence[ItemProgress]) -> None:
    """Take note of what is safe. Raises KeyError, WrongTransition for an item that is done."""
    for item_id, item in _known(connection, job_id, {one.item_id for one in made}).items():
        if item.state in NOTHING_LEFT:
            raise WrongTransition(f"Item {item_id} has ended", f"It is {item.state.value}")
    for one in made:
        if one.begins_anew:
            connection.execute("DELETE FROM pieces WHERE item = ?", (one.item_id,))
            connection.execute(
                "UPDATE items SET upload_id = '', part_size = 0, begun_etag = '', saved_as = ''"
                " WHERE id = ?",
                (one.item_id,),
            )
        _add_progress(connection, one)


def record(connection: sqlite3.Connection, job_id: int, results: Sequence[ItemResult]) -> Tally:
    """Take note of how attempts ended. Raises KeyError, WrongTransition."""
    tally, ended = Tally(), set[int]()
    ends = defaultdict[Row, list[int]](list)
    known = _known(connection, job_id, {result.item_id for result in results})
    for result in results:
        item = known[result.item_id]
        state = ItemState.DONE if result.item_id in ended else item.state
        check_item_move(result.item_id, state, result.state)
        ended.add(result.item_id)
        ends[_end(result, item)].append(result.item_id)
        tally.moved(item.state, result.state, item.size)
        if result.state is ItemState.DONE:
            tally.done(result.bytes, result.check)
    for end, item_ids in ends.items():
        _execute(connection, _END, item_ids, end)
    over = [one.item_id for one in results if one.state in NOTHING_LEFT]
    forget_progress(connection, over)
    return tally


def forget_progress(connection: sqlite3.Connection, item_ids: Collection[int]) -> None:
    """Drop what items could have gone on from."""
    _execute(connection, _FORGET_PROGRESS, item_ids)
    _execute(connection, _FORGET_PIECES, item_ids)


def hand_back(connection: sqlite3.Connection, between: tuple[int, int]) -> None:
    """Make the items that run wait, and count the attempt."""
    connection.execute(
        "UPDATE items INDEXED BY items_by_state SET state = 'waiting', attempts = attempts + 1"
        " WHERE state = 'running' AND id > ? AND id < ?",
        between,
    )


def everything() -> tuple[int, int]:
    """Return the numbers between which those of all items are."""
    return 0, (1 << 63) - 1


def retry(connection: sqlite3.Connection, job_id: int) -> Tally:
    """Make the items that failed wait."""
    tally = _tally_of(connection, job_id, ItemState.FAILED)
    connection.execute(
        "UPDATE items INDEXED BY items_by_state SET state = 'waiting', error = NULL"
        " WHERE state = 'failed' AND id > ? AND id < ?",
        bounds(job_id),
    )
    return tally


def answer_all(connection: sqlite3.Connection, job_id: int, conflict: Conflict) -> Tally:
    """Make all items that are held wait."""
    tally = _tally_of(connection, job_id, ItemState.HELD)
    connection.execute(
        "UPDATE items INDEXED BY items_by_state SET state = 'waiting', conflict = ?"
        " WHERE state = 'held' AND id > ? AND id < ?",
        (conflict.value, *bounds(job_id)),
    )
    return tally


def answer(
    connection: sqlite3.Connection, job_id: int, conflict: Conflict, item_ids: Iterable[int]
) -> Tally:
    """Make items that are held wait; others are left as they are. Raises KeyError."""
    tally, held = Tally(), []
    for item_id, item in _known(connection, job_id, set(item_ids)).items():
        if item.state is ItemState.HELD:
            tally.moved(item.state, ItemState.WAITING, item.size)
            held.append((conflict.value, item_id))
    connection.executemany("UPDATE items SET state = 'waiting', conflict = ? WHERE id = ?", held)
    return tally


def pieces(connection: sqlite3.Connection, item_id: int) -> dict[int, str]:
    """Return the parts of an item that are safe, and their ETags."""
    rows = connection.execute(
        "SELECT number, etag FROM pieces WHERE item = ? ORDER BY number", (item_id,)
    )
    return {number: to_text(etag) for number, etag in rows}


def in_state(
    connection: sqlite3.Connection, job_id: int, state: ItemState, limit: int = -1
) -> list[Item]:
    """Return the first items in a state, all if the limit is negative."""
    rows = connection.execute(_BY_STATE, (state.value, *bounds(job_id), limit))
    return each(rows, read_item)


def uploading(connection: sqlite3.Connection, job_id: int) -> list[Item]:
    """Return the items with a multipart upload that is not complete."""
    return each(connection.execute(_UPLOADING, bounds(job_id)), read_item)


def uploads_in_use(connection: sqlite3.Connection) -> frozenset[str]:
    """Return the ids of the uploads of all jobs that were not given up."""
    return frozenset(to_text(upload_id) for (upload_id,) in connection.execute(_IN_USE))


def begun(connection: sqlite3.Connection, job_id: int) -> list[Item]:
    """Return the items that were begun and may have left something unfinished."""
    earlier = each(connection.execute(_BEGUN, bounds(job_id)), read_item)
    found = {item.id: item for item in earlier if item.state not in NOTHING_LEFT}
    found |= {item.id: item for item in in_state(connection, job_id, ItemState.RUNNING)}
    return [found[item_id] for item_id in sorted(found)]


def delete_some(connection: sqlite3.Connection, job_id: int, limit: int) -> bool:
    """Delete the first items of a job; return whether there may be more."""
    cursor = connection.execute(
        "DELETE FROM items WHERE id IN"
        " (SELECT id FROM items WHERE id > ? AND id < ? ORDER BY id LIMIT ?)",
        (*bounds(job_id), limit),
    )
    return cursor.rowcount == limit


def _end(result: ItemResult, item: _Known) -> Row:
    """Return what is to be written of an end: of items of any size the same, if all is well."""
    saved_as = result.saved_as or item.saved_as
    return (
        result.state.value,
        None if result.check is None else result.check.value,
        None if result.bytes == item.size else result.bytes,
        from_error(result.error),
        int(result.state is ItemState.WAITING),
        from_text(saved_as),
        int(result.state is ItemState.DONE and not item.has_name(saved_as)),
    )


def _add_progress(connection: sqlite3.Connection, made: ItemProgress) -> None:
    connection.execute(
        "UPDATE items SET upload_id = coalesce(nullif(?, ''), upload_id),"
        " part_size = coalesce(nullif(?, 0), part_size),"
        " begun_etag = coalesce(nullif(?, ''), begun_etag),"
        " saved_as = coalesce(nullif(?, ''), saved_as) WHERE id = ?",
        (
            from_text(made.upload_id),
            made.part_size,
            from_text(made.etag),
            from_text(made.saved_as),
            made.item_id,
        ),
    )
    connection.executemany(
        "INSERT OR REPLACE INTO pieces (item, number, etag) VALUES (?, ?, ?)",
        [(made.item_id, number, from_text(etag)) for number, etag in made.pieces.items()],
    )


def _known(
    connection: sqlite3.Connection, job_id: int, item_ids: Collection[int]
) -> Mapping[int, _Known]:
    """Return items of a job by their numbers. Raises KeyError."""
    found: dict[int, _Known] = {}
    for some in _in_lots(item_ids):
        rows = connection.execute(_KNOWN + _marks(some), some)
        found.update(each(rows, _read_known))
    for item_id in item_ids:
        if item_id not in found or item_id >> _JOB_SHIFT != job_id:
            raise KeyError(item_id)
    return found


def _read_known(row: Row) -> tuple[int, _Known]:
    return row[0], _Known(ItemState(row[1]), row[2], to_text(row[3]), row[4], row[5])


def _execute(
    connection: sqlite3.Connection, statement: str, item_ids: Collection[int], values: Row = ()
) -> None:
    """Execute what ends with ``IN`` for all these items."""
    for some in _in_lots(item_ids):
        connection.execute(statement + _marks(some), (*values, *some))


def _in_lots(item_ids: Collection[int]) -> Iterator[Sequence[int]]:
    ordered = sorted(item_ids)
    return (ordered[first : first + _AT_ONCE] for first in range(0, len(ordered), _AT_ONCE))


def _marks(values: Sequence[object]) -> str:
    return f"({', '.join('?' * len(values))})"


def _tally_of(connection: sqlite3.Connection, job_id: int, state: ItemState) -> Tally:
    """Return the change of counts when all items in a state become WAITING."""
    check_item_move(job_id, state, ItemState.WAITING)
    count, size = connection.execute(
        "SELECT count(*), coalesce(sum(size), 0) FROM items INDEXED BY items_by_state"
        " WHERE state = ? AND id > ? AND id < ?",
        (state.value, *bounds(job_id)),
    ).fetchone()
    return Tally.of_waiting(state, count, size)
