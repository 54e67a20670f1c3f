"""The rows of a large selection, from when they are chosen until they are planned."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.core.entry import NO_SIZE, Entry, Kind
from jos_tui.core.location import Location
from jos_tui.jobs import codec
from jos_tui.jobs.chosen_rows import ROWS_AT_ONCE, ChosenRows, slices
from jos_tui.jobs.engine.kept_rows import KeptRows
from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.model import JobState, Selection
from jos_tui.jobs.request import DeleteRequest
from tests.jobs.journal.samples import waiting_job

ROWS = tuple(
    Entry(f"p/{number:06}", Kind.OBJECT, number, number + 1, "f" * 32)
    if number % 10
    else Entry(f"p/{number:06}/", Kind.PREFIX)
    for number in range(2 * ROWS_AT_ONCE + 5)
)


def large_job(journal: Journal) -> int:
    request = DeleteRequest(Selection(Location("bucket", "p/"), (), len(ROWS)))
    return waiting_job(journal, request)


def chosen(journal: Journal) -> int:
    job_id = large_job(journal)
    assert [journal.choose(job_id, rows) for rows in slices(ROWS)] == [False, False, True]
    return job_id


@given(
    st.lists(
        st.builds(Entry, st.text(), st.just(Kind.OBJECT), st.integers(0), st.integers(), st.text())
        | st.builds(Entry, st.text(), st.just(Kind.PREFIX), st.just(NO_SIZE))
    ).map(tuple)
)
def test_rows_come_back_from_their_columns(rows: tuple[Entry, ...]) -> None:
    assert codec.loads(ChosenRows, codec.dumps(ChosenRows.of(rows))).entries == rows


def test_rows_are_read_as_they_were_chosen(journal: Journal) -> None:
    other = chosen(journal)
    rows = KeptRows(journal, chosen(journal), len(ROWS))
    assert tuple(rows) == ROWS
    assert rows[ROWS_AT_ONCE - 3 : ROWS_AT_ONCE + 3] == ROWS[ROWS_AT_ONCE - 3 : ROWS_AT_ONCE + 3]
    assert (rows[0], rows[-1]) == (ROWS[0], ROWS[-1])
    assert tuple(KeptRows(journal, other, len(ROWS))) == ROWS


def test_a_slice_that_is_missing_or_too_much_is_refused(journal: Journal) -> None:
    job_id = large_job(journal)
    first, _, last = slices(ROWS)
    for wrong in (last, ChosenRows.of(())):
        with pytest.raises(ValueError, match="rows as number 0"):
            journal.choose(job_id, wrong)
    with pytest.raises(ValueError, match="as number 3"):
        journal.choose(chosen(journal), first)
    with pytest.raises(ValueError, match="of 0"):
        journal.choose(waiting_job(journal), first)


def rows_left(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM chosen").fetchone()[0])


def test_rows_go_when_all_is_planned(journal: Journal, path: Path) -> None:
    planned, kept = chosen(journal), chosen(journal)
    journal.planning_done(planned)
    assert rows_left(path) == 3
    assert tuple(KeptRows(journal, kept, len(ROWS))) == ROWS


def test_rows_go_with_their_job(journal: Journal, path: Path) -> None:
    job_id = chosen(journal)
    for to in (JobState.CANCELLING, JobState.CANCELLED):
        journal.move(job_id, to)
    journal.forget(job_id)
    assert rows_left(path) == 0
