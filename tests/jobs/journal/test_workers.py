from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from jos_tui.jobs.item import ItemState
from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.journal.worker_id import WorkerId, _started
from jos_tui.jobs.journal.workers import WorkerAlive
from jos_tui.jobs.model import JobState
from tests.jobs.journal.samples import running_job

ME = WorkerId.of_this_process()
FAR = WorkerId("another machine", 1, "then")


class Clock:
    seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def timed(path: Path, clock: Clock) -> Iterator[Journal]:
    journal = Journal(path, clock=clock)
    yield journal
    journal.close()


def test_this_process_is_alive_and_another_with_its_number_is_not() -> None:
    assert not ME.has_ended()
    if ME.started:
        assert replace(ME, started="long ago").has_ended()
    assert not replace(ME, machine="another boot", started="long ago").has_ended()


def test_a_process_that_ended_is_known_to_have() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        pid = process.pid
    assert WorkerId(ME.machine, pid, "").has_ended()


def test_a_process_that_ended_without_anybody_asking_how_is_known_to_have() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        worker = replace(ME, pid=process.pid, started=_started(process.pid))
        assert not worker.has_ended()
        process.kill()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert worker.has_ended() == bool(worker.started)


def test_what_a_dead_worker_had_in_hand_waits_again(journal: Journal) -> None:
    running, cancelling, paused = (running_job(journal, 2) for _ in range(3))
    for job_id in (running, cancelling, paused):
        journal.lease(job_id, 1)
    journal.move(cancelling, JobState.CANCELLING)
    journal.move(paused, JobState.PAUSED)
    journal.enter(ME)
    states = [job.state for job in journal.jobs()]
    assert states == [JobState.WAITING, JobState.CANCELLING, JobState.PAUSED]
    for job_id in (running, cancelling, paused):
        views = journal.items(job_id)
        assert [view.state for view in views] == [ItemState.WAITING, ItemState.WAITING]
        assert [view.attempts for view in views] == [1, 0]


def test_a_worker_that_may_be_alive_keeps_others_out(timed: Journal, clock: Clock) -> None:
    job_id = running_job(timed, 1)
    timed.enter(FAR)
    timed.move(job_id, JobState.RUNNING)
    clock.seconds += 29
    with pytest.raises(WorkerAlive):
        timed.enter(ME)
    assert timed.job(job_id).state is JobState.RUNNING
    timed.beat(FAR)
    clock.seconds += 29
    with pytest.raises(WorkerAlive):
        timed.enter(ME)
    clock.seconds += 2
    timed.enter(ME)
    assert timed.job(job_id).state is JobState.WAITING


def test_a_clock_that_was_set_back_locks_nobody_out(timed: Journal, clock: Clock) -> None:
    timed.enter(FAR)
    clock.seconds -= 900
    timed.enter(ME)


def test_a_worker_that_ended_for_certain_keeps_nobody_out(journal: Journal) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        pid = process.pid
    journal.enter(WorkerId(ME.machine, pid, ""))
    journal.enter(ME)


def test_a_worker_notices_that_another_has_taken_over(timed: Journal, clock: Clock) -> None:
    timed.enter(FAR)
    clock.seconds += 60
    timed.enter(ME)
    with pytest.raises(WorkerAlive, match="Another worker"):
        timed.beat(FAR)
    timed.leave(FAR)
    timed.beat(ME)


def test_who_has_left_keeps_nobody_out(timed: Journal) -> None:
    timed.enter(FAR)
    timed.leave(FAR)
    timed.enter(ME)
    timed.enter(ME)
    assert ME.pid == os.getpid()
