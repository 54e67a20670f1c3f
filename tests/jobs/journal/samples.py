"""Jobs and items to fill a journal with."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from jos_tui.core.location import Location
from jos_tui.jobs.item import Action, ItemState, PlannedItem
from jos_tui.jobs.journal.job_record import Counts
from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.model import JobState, Selection
from jos_tui.jobs.request import DeleteRequest, GetRequest, Options, PutRequest, Request, StoreRef

STORE = StoreRef("mine", "/home/me/.s3cfg", "https://store.example", "", anonymous=False)
GET = GetRequest(Selection(Location("bucket", "p/"), ()), "/dest")
PUT = PutRequest(("/data/folder",), Location("bucket", "p/"))
DELETE = DeleteRequest(Selection(Location("bucket", "p/"), ()))


def waiting_job(journal: Journal, request: Request = GET) -> int:
    return journal.add_job(request, STORE, Options(), "A job", JobState.WAITING)


def running_job(journal: Journal, items: int = 0, request: Request = GET) -> int:
    job_id = waiting_job(journal, request)
    journal.move(job_id, JobState.RUNNING)
    journal.add_items(job_id, [get_item(number) for number in range(items)], str(items))
    return job_id


def get_item(number: int, state: ItemState = ItemState.WAITING, size: int = 5) -> PlannedItem:
    name = f"f{number:06}"
    return PlannedItem(Action.GET, "bucket", f"p/{name}", name, size, etag="e", state=state)


def counted(path: Path, job_id: int) -> Counts:
    """Count the items themselves, beside the journal."""
    rows: list[tuple[str, int, int, int]] = []
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "SELECT state, size, bytes, modified_ns FROM items WHERE id >> 32 = ?", (job_id,)
        ).fetchall()
    states = [row[0] for row in rows]
    times = [row[3] // 1_000_000 for row in rows if row[3] // 1_000_000]
    return Counts(
        items=len(rows),
        done=states.count("done"),
        skipped=states.count("skipped"),
        failed=states.count("failed"),
        held=states.count("held"),
        bytes=sum(row[1] for row in rows if row[0] not in {"skipped", "failed"}),
        bytes_done=sum(row[2] for row in rows if row[0] == "done"),
        oldest_ms=min(times, default=0),
        newest_ms=max(times, default=0),
    )
