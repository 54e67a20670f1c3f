"""A journal that an earlier version has written is gone on with, and nothing of it is lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from jos_tui.jobs.item import Action, ItemState, PlannedItem
from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.journal.schema import VERSION, Access
from tests.jobs.journal.samples import running_job

_NEW_COLUMNS = ("version_id", "abort_id", "from_bucket", "from_key")
_BACK = {
    1: "DROP TABLE chosen; PRAGMA user_version = 1",
    2: "PRAGMA user_version = 2",
}


def set_back(path: Path, version: int) -> None:
    """Make a journal one of an earlier version."""
    with closing(sqlite3.connect(path)) as connection:
        for column in _NEW_COLUMNS:
            connection.execute(f"ALTER TABLE items DROP COLUMN {column}")
        connection.executescript(_BACK[version])


@pytest.mark.parametrize("version", sorted(_BACK))
def test_an_earlier_journal_is_gone_on_with(journal: Journal, path: Path, version: int) -> None:
    job_id = running_job(journal, items=3)
    journal.close()
    set_back(path, version)
    with closing(Journal(path)) as again:
        old = again.lease(job_id, 10)
        assert [item.key for item in old] == ["p/f000000", "p/f000001", "p/f000002"]
        assert {(item.version_id, item.from_key) for item in old} == {("", "")}
        new = PlannedItem(Action.DELETE, "bucket", "p/new", version_id="v1", abort_id="u")
        again.add_items(job_id, [new], "4")
        (leased,) = again.lease(job_id, 10)
        assert (leased.version_id, leased.abort_id) == ("v1", "u")
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)


@pytest.mark.parametrize("version", sorted(_BACK))
def test_an_earlier_journal_can_be_read(journal: Journal, path: Path, version: int) -> None:
    job_id = running_job(journal, items=3)
    journal.close()
    set_back(path, version)
    with closing(Journal(path, Access.READ)) as again:
        assert [job.id for job in again.jobs()] == [job_id]
        assert len(again.items(job_id, {ItemState.WAITING}, 0, 10)) == 3


def test_where_a_copy_comes_from_is_kept_exactly(journal: Journal) -> None:
    job_id = running_job(journal)
    copied = PlannedItem(
        Action.DELETE,
        "to",
        "a",
        version_id="n\udcffull",
        from_bucket="from",
        from_key="a\r\n\udc80b",
    )
    journal.add_items(job_id, [copied], "1")
    (leased,) = journal.lease(job_id, 1)
    assert (leased.version_id, leased.from_bucket, leased.from_key) == (
        copied.version_id,
        copied.from_bucket,
        copied.from_key,
    )
