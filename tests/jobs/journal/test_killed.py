from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from threading import Timer

import pytest

from jos_tui.jobs.item import ItemState
from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.journal.schema import Access
from jos_tui.jobs.journal.worker_id import WorkerId
from jos_tui.jobs.model import JobState
from tests.jobs.journal.samples import counted, running_job, waiting_job

REPOSITORY = Path(__file__).parents[3]


def write_until_killed(path: Path, job_id: int, seconds: float) -> dict[str, int]:
    """Return what the writer had said before it was killed, so long after its first word."""
    command = [sys.executable, "-m", "tests.jobs.journal.endless_writer", str(path), str(job_id)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        said = [writer.stdout.readline()]
        killer = Timer(seconds, writer.kill)
        killer.start()
        said.extend(writer.stdout)
        killer.join()
    pairs = (line.split() for line in said if line.endswith("\n"))
    return {what: int(number) for what, number in pairs}


def test_nothing_that_was_taken_is_lost_when_the_writer_is_killed(path: Path) -> None:
    chance = random.Random(7)
    journal = Journal(path)
    job_id = waiting_job(journal)
    journal.close()
    for _ in range(20):
        said = write_until_killed(path, job_id, chance.uniform(0, 0.2))
        reader = Journal(path, Access.READ)
        job = reader.job(job_id)
        reader.close()
        assert job.state is JobState.RUNNING
        assert job.counts == counted(path, job_id)
        assert job.counts.items >= said["planned"]
        assert job.cursor == str(job.counts.items)
        assert job.counts.items - job.counts.left >= said.get("ended", 0)
        journal = Journal(path)
        assert journal.set_aside is None
        journal.enter(WorkerId.of_this_process())
        assert journal.job(job_id).state is JobState.WAITING
        assert journal.items(job_id, {ItemState.RUNNING}) == []
        journal.leave(WorkerId.of_this_process())
        journal.close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_reader_sees_whole_transactions_while_another_process_writes(path: Path) -> None:
    journal = Journal(path)
    job_id = waiting_job(journal)
    journal.close()
    command = [sys.executable, "-m", "tests.jobs.journal.endless_writer", str(path), str(job_id)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        reader = Journal(path, Access.READ)
        seen = list[int]()
        try:
            while len(seen) < 40 or len(set(seen)) <= 5:
                assert writer.stdout.readline()
                job = reader.job(job_id)
                seen.append(job.counts.items)
                assert job.cursor == str(job.counts.items)
            assert len(reader.items(job_id, limit=seen[-1])) == seen[-1]
        finally:
            writer.kill()
            writer.stdout.read()
            reader.close()
    assert seen == sorted(seen)


def leave_half_written(path: Path) -> None:
    """Make the file what a writer leaves that is killed in the middle of a commit.

    Its pages are written, the rollback journal that takes them back is beside it.
    """
    beside = path.with_name(path.name + "-journal")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = TRUNCATE")
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("PRAGMA cache_spill = 1")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE items SET key = 'torn', etag = hex(randomblob(500))")
        shutil.copy(beside, beside.with_suffix(".hot"))
        shutil.copy(path, path.with_suffix(".torn"))
        connection.execute("ROLLBACK")
    path.with_suffix(".torn").rename(path)
    beside.with_suffix(".hot").rename(beside)
    assert b"torn" in path.read_bytes()
    assert beside.read_bytes()[:4] == b"\xd9\xd5\x05\xf9"


@pytest.mark.parametrize("access", Access)
def test_a_transaction_that_was_cut_off_is_taken_back(path: Path, access: Access) -> None:
    journal = Journal(path)
    job_id = running_job(journal, 2000)
    before = journal.items(job_id, limit=2000)
    journal.close()
    leave_half_written(path)
    journal = Journal(path, access)
    assert journal.items(job_id, limit=2000) == before
    assert journal.counts(job_id) == counted(path, job_id)
    journal.close()
