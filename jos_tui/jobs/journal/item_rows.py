"""An item as a row of its table, and back."""

from __future__ import annotations

import os

from jos_tui.jobs.item import Action, Item, ItemState, PlannedItem
from jos_tui.jobs.journal.columns import (
    Row,
    from_error,
    from_number,
    from_text,
    to_error,
    to_number,
    to_text,
)
from jos_tui.jobs.model import Conflict

COLUMNS = (
    "id, action, bucket, key, path, size, modified_ns, inode, etag, state, conflict, error,"
    " attempts, upload_id, part_size, begun_etag, saved_as, version_id, abort_id, from_bucket,"
    " from_key"
)
"""What :func:`read_item` and :func:`leased` are read from."""

INSERT = (
    "INSERT INTO items (id, state, action, bucket, key, path, size, modified_ns, inode, etag,"
    " conflict, error, version_id, abort_id, from_bucket, from_key, renamed)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
"""Takes the number, :func:`planned_row`, and whether another name was chosen."""


def planned_row(item: PlannedItem) -> Row:
    """Return what is stored of an item when it is planned."""
    return (
        item.state.value,
        item.action.value,
        item.bucket,
        from_text(item.key),
        os.fsencode(item.path),
        item.size,
        from_number(item.modified_ns),
        from_number(item.inode),
        from_text(item.etag),
        None if item.conflict is None else item.conflict.value,
        from_error(item.error),
        from_text(item.version_id),
        from_text(item.abort_id),
        item.from_bucket,
        from_text(item.from_key),
    )


def read_item(row: Row) -> Item:
    """Return the item of a row. Raises ValueError."""
    return _item_in(ItemState(row[9]), row)


def leased(row: Row) -> Item:
    """Return the item of a row as it is once it was made to run. Raises ValueError."""
    return _item_in(ItemState.RUNNING, row)


def _item_in(state: ItemState, row: Row) -> Item:
    return Item(
        id=row[0],
        action=Action(row[1]),
        bucket=row[2],
        key=to_text(row[3]),
        path=os.fsdecode(row[4]),
        size=row[5],
        modified_ns=to_number(row[6]),
        inode=to_number(row[7]),
        etag=to_text(row[8]),
        state=state,
        conflict=None if row[10] is None else Conflict(row[10]),
        error=to_error(row[11]),
        attempts=row[12],
        upload_id=to_text(row[13]),
        part_size=row[14],
        begun_etag=to_text(row[15]),
        saved_as=to_text(row[16]),
        version_id=to_text(row[17]),
        abort_id=to_text(row[18]),
        from_bucket=row[19],
        from_key=to_text(row[20]),
    )
