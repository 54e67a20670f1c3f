"""Selections of very many rows on their way to the worker, and what becomes of half of one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from jos_tui.core.entry import EntriesInOrder, Entry, Kind
from jos_tui.core.errors import LocalError
from jos_tui.core.location import Location
from jos_tui.jobs.chosen_rows import ROWS_AT_ONCE, slices
from jos_tui.jobs.item import ItemView
from jos_tui.jobs.model import Conflict, JobState, Selection
from jos_tui.jobs.request import CopyRequest, DeleteRequest, Options, Originals
from jos_tui.jobs.worker.client import JobsClient
from jos_tui.jobs.worker.handing_over import rows_apart
from jos_tui.jobs.worker.link import Link, connect
from jos_tui.jobs.worker.messages import Begin, Beginning, Choose, Done, Hello, Keys
from jos_tui.jobs.worker.paths import StateHome
from jos_tui.jobs.worker.store_ref import ref_of
from tests.jobs.worker.conftest import NOWHERE, ClientMaker
from tests.jobs.worker.handling import kill, wait_until, worker_pid
from tests.support.patience import LONG_ENOUGH

LEVEL = Location("bucket", "p/")


class Numbered(EntriesInOrder):
    """Objects that are made when they are asked for; remembers how many were at once."""

    def __init__(self, total: int) -> None:
        self._total = total
        self.most = 0

    def __len__(self) -> int:
        return self._total

    def between(self, start: int, stop: int) -> tuple[Entry, ...]:
        self.most = max(self.most, stop - start)
        return tuple(Entry(f"p/{number:06}", Kind.OBJECT, 2) for number in range(start, stop))


def items_of(client: JobsClient, job: int) -> Iterator[ItemView]:
    last = 0
    while items := client.items(job, (), last, 1000):
        yield from items
        last = items[-1].id


@pytest.mark.parametrize("total", [1001, ROWS_AT_ONCE, 2 * ROWS_AT_ONCE + 1])
def test_a_large_selection_is_planned_row_by_row(client: ClientMaker, total: int) -> None:
    one, rows = client(), Numbered(total)
    draft = one.draft(DeleteRequest(Selection(LEVEL, rows)))
    assert one.wait(draft, LONG_ENOUGH)
    job = one.snapshot(draft)
    assert (job.state, job.items_total, job.bytes_total) == (JobState.DRAFT, total, 2 * total)
    assert job.title == f"Delete {total:,} items of s3://bucket/p/"
    assert [item.name for item in items_of(one, draft)] == [row.key for row in rows]
    assert rows.most <= ROWS_AT_ONCE


def test_a_large_selection_is_copied_and_moved_row_by_row(client: ClientMaker) -> None:
    one, rows = client(), Numbered(ROWS_AT_ONCE + 1)
    selection, target = Selection(LEVEL, rows), Location("bucket", "q/")
    draft = one.draft(
        CopyRequest(selection, target, conflict=Conflict.OVERWRITE, originals=Originals.GO)
    )
    assert one.wait(draft, LONG_ENOUGH)
    job = one.snapshot(draft)
    assert (job.state, job.items_total) == (JobState.DRAFT, len(rows))
    assert rows.most <= ROWS_AT_ONCE


def test_rows_that_are_in_no_order_are_planned_in_theirs_each_once(client: ClientMaker) -> None:
    one = client()
    rows = [*Numbered(3000), *Numbered(2000), Entry("p/", Kind.PREFIX)]
    below = [row for row in reversed(rows) if row.kind is Kind.OBJECT]
    draft = one.draft(DeleteRequest(Selection(LEVEL, tuple(below))))
    assert one.wait(draft, LONG_ENOUGH)
    assert [item.name for item in items_of(one, draft)] == [row.key for row in Numbered(3000)]
    _, parts = rows_apart(DeleteRequest(Selection(Location("bucket"), tuple(rows))))
    assert parts == [rows[-1]]


def test_a_large_job_goes_on_with_the_next_worker(client: ClientMaker, home: StateHome) -> None:
    one = client()
    job = one.start(DeleteRequest(Selection(LEVEL, Numbered(9000))))
    assert one.snapshot(job).state is not JobState.DRAFT
    kill(worker_pid(home))
    wait_until(lambda: one.snapshot(job).items_total == 9000, "it does not go on")
    assert [item.name for item in items_of(one, job)] == [row.key for row in Numbered(9000)]


def is_gone(client: JobsClient, job: int) -> bool:
    try:
        client.report(job)
    except LocalError:
        return True
    return False


def linked(home: StateHome) -> Link:
    found = connect(home.meeting_point)
    assert found is not None
    link = Link(found[0], lambda _: None, lambda: None)
    link.ask(Hello(ref_of(NOWHERE), Keys.of(NOWHERE)), LONG_ENOUGH)
    return link


def test_half_a_selection_never_becomes_a_job(client: ClientMaker, home: StateHome) -> None:
    watching = client()
    watching.warm_up()
    wait_until(watching.attach, "no worker")
    link = linked(home)
    small, rows = rows_apart(DeleteRequest(Selection(LEVEL, Numbered(9000))))
    begun = link.ask(Begin(small, Options(), Beginning.RUN), LONG_ENOUGH)
    assert isinstance(begun, Done)
    first, second, *_ = slices(rows)
    assert link.ask(Choose(begun.value, first), LONG_ENOUGH) == Done()
    assert watching.report(begun.value).state is JobState.DRAFT
    assert watching.snapshots() == ()  # nobody can confirm it

    stranger = linked(home)
    with pytest.raises(LocalError, match="no such job"):
        stranger.ask(Choose(begun.value, second), LONG_ENOUGH)
    stranger.close()
    link.close()
    wait_until(lambda: is_gone(watching, begun.value), "it is still there")
