from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from jos_tui.core.errors import DiskFull, LocalError
from jos_tui.jobs.journal import schema
from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.journal.schema import Access
from jos_tui.jobs.model import JobState
from tests.jobs.journal.samples import get_item, running_job, waiting_job


@contextmanager
def beside(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def closed(path: Path) -> int:
    journal = Journal(path)
    job_id = running_job(journal, 300)
    journal.close()
    return job_id


def test_a_reader_changes_nothing(path: Path) -> None:
    job_id = closed(path)
    before = path.read_bytes()
    reader = Journal(path, Access.READ)
    with pytest.raises(LocalError, match="cannot be written"):
        reader.move(job_id, JobState.PAUSED)
    assert reader.report(job_id).not_done == 300
    reader.close()
    assert path.read_bytes() == before


def test_a_journal_that_cannot_be_written_can_be_read(path: Path) -> None:
    job_id = closed(path)
    path.chmod(0o400)
    reader = Journal(path, Access.READ)
    assert reader.counts(job_id).items == 300
    reader.close()


@pytest.mark.parametrize("access", Access)
def test_a_newer_list_is_left_alone(path: Path, access: Access) -> None:
    closed(path)
    with beside(path) as connection:
        connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    before = path.read_bytes()
    with pytest.raises(LocalError, match="newer"):
        Journal(path, access)
    assert path.read_bytes() == before


def test_a_file_without_tables_is_an_empty_list(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.touch()
    reader = Journal(path, Access.READ)
    assert reader.jobs() == ()
    reader.close()
    closed(path)


@pytest.mark.parametrize(
    "damage", [b"no database at all " * 500, b"SQLite format 3\x00" + b"?" * 9000]
)
def test_a_damaged_file_is_set_aside_with_what_belongs_to_it(path: Path, damage: bytes) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(damage)
    path.with_name(path.name + "-journal").write_bytes(b"")
    journal = Journal(path)
    assert journal.set_aside is not None
    assert journal.set_aside.read_bytes() == damage
    assert journal.jobs() == ()
    waiting_job(journal)
    journal.close()
    again = Journal(path)
    assert again.set_aside is None
    assert len(again.jobs()) == 1
    again.close()


def test_a_reader_says_that_a_file_is_damaged_and_leaves_it(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no database at all " * 500)
    with pytest.raises(LocalError, match="damaged"):
        Journal(path, Access.READ)
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_damage_that_is_found_later_is_said(path: Path) -> None:
    job_id = closed(path)
    with path.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        for page in range(4096 * 12, size, 4096):
            file.seek(page)
            file.write(b"\xff" * 4096)
    journal = Journal(path)
    with pytest.raises(LocalError, match="damaged"):
        journal.items(job_id, limit=1000)
    journal.close()


@pytest.mark.parametrize(
    "newer",
    [
        """UPDATE jobs SET request = '{"type":"TurnRequest"}'""",
        """UPDATE jobs SET request = replace(request, '{', '{"new": 1, ')""",
        "UPDATE jobs SET state = 'turned'",
        "UPDATE items SET action = 'turn'",
        "UPDATE items SET state = 'turned'",
    ],
)
def test_what_a_newer_program_wrote_is_not_called_damaged_and_stays_as_it_is(
    path: Path, newer: str
) -> None:
    job_id = closed(path)
    with beside(path) as connection:
        connection.execute(newer)
    before = path.read_bytes()
    journal = Journal(path)
    asked = journal.jobs if "jobs" in newer else lambda: journal.items(job_id)
    with pytest.raises(LocalError, match="newest jos-tui") as told:
        asked()
    journal.close()
    assert "damaged" not in str(told.value)
    assert path.read_bytes() == before


def test_a_full_disk_is_said_and_changes_nothing(journal: Journal, path: Path) -> None:
    job_id = running_job(journal, 10)
    assert journal._connection is not None
    journal._connection.execute("PRAGMA max_page_count = 1")  # no more than there are
    items = [get_item(10 + n) for n in range(5000)]
    with pytest.raises(DiskFull, match="No space is left"):
        journal.add_items(job_id, items, "far")
    assert journal.job(job_id).cursor == "10"
    assert journal.counts(job_id).items == 10
    journal._connection.execute("PRAGMA max_page_count = 1000000")
    journal.add_items(job_id, items, "far")
    assert journal.counts(job_id).items == 5010


def test_a_lock_that_stays_is_said(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "BUSY_SECONDS", 0.1)
    journal = Journal(path)
    with beside(path) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        for ask in (journal.jobs, lambda: waiting_job(journal)):
            with pytest.raises(LocalError, match="is locked"):
                ask()
        connection.execute("ROLLBACK")
    waiting_job(journal)
    assert len(journal.jobs()) == 1
    journal.close()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LocalError, match="in the way of a folder"):
        Journal(tmp_path / "file" / "jos-tui" / "jobs.sqlite3")


def test_a_folder_in_place_of_the_file_is_said(path: Path) -> None:
    path.mkdir(parents=True)
    for access in Access:
        with pytest.raises(LocalError, match="cannot be opened"):
            Journal(path, access)


def test_a_journal_that_was_closed_is_no_riddle(path: Path) -> None:
    journal = Journal(path)
    journal.close()
    with pytest.raises(LocalError, match="cannot be used"):
        journal.jobs()
