"""The worker as a process: one, found by all, and gone when it should be."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

import pytest

from jos_tui.core.errors import JosError, LocalError
from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.request import DeleteRequest
from jos_tui.jobs.worker.client import JobsClient
from jos_tui.jobs.worker.connector import Connector
from jos_tui.jobs.worker.paths import Lifetime, StateHome
from jos_tui.jobs.worker.spawn import start_worker
from tests.jobs.journal.samples import waiting_job
from tests.jobs.worker.conftest import ClientMaker
from tests.jobs.worker.handling import is_alive, kill, wait_until, worker_pid
from tests.support.terminal import Terminal


def _sees_five(client: JobsClient) -> bool:
    return len(client.snapshots()) == 5


_START = (
    "from pathlib import Path; "
    "from jos_tui.jobs.worker.paths import *; "
    "from jos_tui.jobs.worker.spawn import start_worker; "
)


def test_no_worker_is_started_by_looking_for_one(home: StateHome, client: ClientMaker) -> None:
    one = client()
    assert not one.attach()
    assert one.snapshots() == ()
    assert not home.folder.exists()


def test_a_worker_that_is_there_is_found(home: StateHome, client: ClientMaker) -> None:
    start_worker(home)
    pid = worker_pid(home)
    assert client().attach()
    start_worker(home)
    assert worker_pid(home) == pid


def test_five_clients_at_once_get_one_worker(
    home: StateHome, client: ClientMaker, hopeless: DeleteRequest
) -> None:
    clients = [client() for _ in range(5)]
    numbers: list[int] = []

    def begin(each: JobsClient) -> None:
        numbers.append(each.start(hopeless))

    threads = [threading.Thread(target=begin, args=(each,)) for each in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == [1, 2, 3, 4, 5]
    for each in clients:
        wait_until(partial(_sees_five, each), "a client does not see all jobs")


def test_it_leads_a_session_of_its_own_and_is_nobodys_child(home: StateHome) -> None:
    start_worker(home)
    pid = worker_pid(home)
    assert os.getsid(pid) != os.getsid(0)
    with pytest.raises(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    assert Path(f"/proc/{pid}/cwd").readlink() == Path("/")


def test_it_inherits_nothing_but_what_it_needs(home: StateHome) -> None:
    ours = os.pipe()
    os.set_inheritable(ours[1], True)
    start_worker(home)
    opened = set[Path]()
    for entry in Path(f"/proc/{worker_pid(home)}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            opened.add(entry.readlink())
    assert opened
    assert Path(f"/proc/self/fd/{ours[1]}").readlink() not in opened
    for end in ours:
        os.close(end)


def test_a_hangup_does_not_end_it(home: StateHome) -> None:
    start_worker(home)
    pid = worker_pid(home)
    os.kill(pid, signal.SIGHUP)
    assert worker_pid(home) == pid


def test_it_survives_the_terminal_it_was_started_from(home: StateHome) -> None:
    program = _START + "start_worker(StateHome.of_user()); print('started'); input()"
    with Terminal([sys.executable, "-c", program]) as terminal:
        terminal.wait_for("started")
        pid = worker_pid(home)
        terminal.send("\x03")
    assert worker_pid(home) == pid


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_and_its_jobs_wait_for_the_next(
    home: StateHome, client: ClientMaker, hopeless: DeleteRequest, number: int
) -> None:
    first = client()
    job = first.start(hopeless)
    first.close()
    pid = worker_pid(home)
    os.kill(pid, number)
    wait_until(lambda: not is_alive(pid), "it does not end")
    assert not home.meeting_point.socket.exists()
    second = client()
    second.report(job)
    assert second.snapshot(job).active


def test_without_work_and_clients_it_ends(home: StateHome) -> None:
    restless = home._replace(idle_seconds=0.2)
    start_worker(restless)
    wait_until(lambda: not home.meeting_point.lock.exists(), "it stays")
    assert worker_pid(home) == 0


def test_it_stays_for_a_client_without_jobs_and_for_a_job_without_clients(
    home: StateHome, hopeless: DeleteRequest, client: ClientMaker
) -> None:
    restless = home._replace(idle_seconds=0.2)
    start_worker(restless)
    quiet = client()
    busy = client()
    job = busy.start(hopeless)
    pid = worker_pid(home)
    busy.close()
    quiet.close()
    last = client()
    assert last.attach()
    assert last.snapshot(job).active
    assert worker_pid(home) == pid


def test_a_socket_and_a_lock_file_left_behind_are_no_hindrance(home: StateHome) -> None:
    point = home.meeting_point
    point.prepare()
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(point.socket))
    point.lock.write_text("123456\n", encoding="ascii")
    start_worker(home)
    assert worker_pid(home) > 0


def test_after_a_kill_the_next_one_takes_its_place(home: StateHome) -> None:
    start_worker(home)
    kill(worker_pid(home))
    assert worker_pid(home) == 0
    start_worker(home)
    assert worker_pid(home) > 0


def test_a_worker_whose_lock_was_taken_away_ends(home: StateHome, client: ClientMaker) -> None:
    start_worker(home._replace(idle_seconds=0.2))
    assert client().attach()  # so that it is not for want of clients
    pid = worker_pid(home)
    home.meeting_point.lock.unlink()
    wait_until(lambda: not is_alive(pid), "it stays")


def test_a_worker_of_another_version_is_asked_to_end(home: StateHome) -> None:
    start_worker(home)
    old = worker_pid(home)
    with pytest.raises(LocalError, match="has taken over"):  # what it starts is ours again
        Connector(home, version="0.0.1").get()
    assert worker_pid(home) not in {0, old}
    assert not is_alive(old)


def test_two_versions_do_not_end_each_other_in_turns(home: StateHome) -> None:
    connector = Connector(home)
    connector.get().close()
    pid = worker_pid(home)
    with pytest.raises(LocalError, match="has taken over"):
        Connector(home, version="0.0.1").get()
    newer = worker_pid(home)
    assert newer != pid
    connector.get().close()
    assert worker_pid(home) == newer


def test_what_keeps_it_from_starting_is_said(home: StateHome) -> None:
    home.folder.mkdir(parents=True)
    home.journal.mkdir()
    with pytest.raises(JosError) as caught:
        start_worker(home)
    assert home.journal.name in str(caught.value)


def test_a_worker_that_finds_a_job_of_a_newer_program_begins_nothing(home: StateHome) -> None:
    journal = Journal(home.journal)
    waiting_job(journal)
    waiting_job(journal)
    journal.close()
    of_jobs = "SELECT * FROM jobs ORDER BY id"
    with closing(sqlite3.connect(home.journal, isolation_level=None)) as beside:
        beside.execute("""UPDATE jobs SET request = '{"type":"TurnRequest"}' WHERE id = 2""")
        before = beside.execute(of_jobs).fetchall()
        with pytest.raises(LocalError, match="newest jos-tui"):
            start_worker(home)
        assert beside.execute(of_jobs).fetchall() == before
    assert not home.meeting_point.lock.exists()


def test_a_worker_that_dies_at_once_is_told_by_its_last_words(
    home: StateHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    with pytest.raises(LocalError, match="does not start") as caught:
        start_worker(home)
    assert caught.value.reason
    assert str(home.log) in caught.value.next_step


def test_a_tied_worker_ends_with_its_client(home: StateHome, hopeless: DeleteRequest) -> None:
    tied = StateHome(home.folder, Lifetime.TIED)
    client = JobsClient(None, home=tied)
    client.warm_up()
    wait_until(lambda: worker_pid(home) > 0, "none was started")
    pid = worker_pid(home)
    client.close()
    wait_until(lambda: not is_alive(pid), "it stays")
    assert not home.meeting_point.socket.exists()
    assert not home.meeting_point.lock.exists()


def test_a_tied_worker_ends_when_its_parent_is_killed(home: StateHome) -> None:
    program = (
        _START + "tie = start_worker(StateHome(StateHome.of_user().folder, Lifetime.TIED)); "
        "print('started', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"started\n"
        pid = worker_pid(home)
        parent.kill()
    wait_until(lambda: not is_alive(pid), "it stays")
    assert not home.meeting_point.lock.exists()


def test_the_log_is_private(home: StateHome) -> None:
    start_worker(home)
    assert home.log.stat().st_mode & 0o777 == 0o600
    assert home.folder.stat().st_mode & 0o777 == 0o700
