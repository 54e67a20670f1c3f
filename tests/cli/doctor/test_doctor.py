"""The command itself: its exit code, its two forms, and what it keeps to itself."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from jos_tui import __version__
from jos_tui.cli.doctor.finding import Level
from jos_tui.cli.doctor.jobs import journal_finding, worker_finding
from jos_tui.cli.doctor.report import Veil
from jos_tui.jobs.worker.messages import Greeting
from jos_tui.jobs.worker.paths import MeetingPoint, StateHome
from jos_tui.jobs.worker.spawn import start_worker
from jos_tui.profiles.profile import Profile
from jos_tui.profiles.secret import Secret
from tests.cli.shell import Shell, run_plain
from tests.jobs.worker.handling import worker_pid
from tests.support.process import free_port
from tests.support.servers import S3Server

SECTIONS = ["Versions", "Connections", "Clock", "Files", "Jobs", "Terminal"]


def test_where_all_is_well_the_code_is_0_and_every_section_is_there(shell: Shell) -> None:
    done = shell.run("doctor")
    assert done.code == 0, done.out
    assert [line for line in done.lines if not line.startswith(" ")][:-1] == SECTIONS
    assert done.lines[-1] == "All is well."
    assert f"jos-tui {__version__}" in done.out
    assert done.err == ""


def test_a_problem_is_code_1_and_says_what_to_do() -> None:
    done = run_plain("doctor", "--endpoint", f"127.0.0.1:{free_port()}", "--anonymous")
    assert done.code == 1
    problem = next(i for i, line in enumerate(done.lines) if line.startswith("  problem"))
    assert done.lines[problem + 1].strip().startswith("To do: ")
    assert done.lines[-1] == "1 problem, 0 warnings."


def test_json_is_one_object_a_line(shell: Shell) -> None:
    done = shell.run("doctor", "--json")
    assert done.code == 0
    assert {record["section"] for record in done.records} == {s.lower() for s in SECTIONS}
    assert {record["level"] for record in done.records} == {"ok"}
    assert all({"section", "level", "what", "to_do"} == set(record) for record in done.records)


def test_nothing_found_and_unusable_options_are_problems_and_no_crash() -> None:
    assert run_plain("doctor").code == 1
    done = run_plain("doctor", "--credentials", "/no/such/file")
    assert done.code == 1
    assert "/no/such/file cannot be read" in done.out


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_keys_and_home_are_not_shown(server: S3Server, form: list[str]) -> None:
    home = Path.home()
    file = server.credentials_json(home / ".credentials" / "jos-credentials.json")
    file.chmod(0o644)
    done = run_plain("doctor", *form)
    assert done.code == 0
    assert "chmod 600 ~/.credentials/jos-credentials.json" in done.out
    for hidden in (server.secret_key, server.access_key, str(home)):
        assert hidden not in done.out + done.err
    assert server.access_key[:4] in done.out


def test_nothing_is_left_behind_and_no_worker_is_started(shell: Shell) -> None:
    assert shell.run("doctor").code == 0
    assert list(Path.home().rglob("*")) == []
    assert worker_pid(StateHome.of_user()) == 0


def test_secrets_in_what_a_server_says_are_taken_out() -> None:
    profile = Profile(
        "p", (), access_key="AKIDEXAMPLE", secret_key=Secret("se/cret"), session_token=Secret("tok")
    )
    veil = Veil.over([profile], Path("/home/me"))
    said = "Key AKIDEXAMPLE with se/cret in /home/me/.s3cfg, not /home/meg/x\x1b[2J"
    assert veil.on(said) == "Key AKID… with [secret] in ~/.s3cfg, not /home/meg/x␛[2J"


def test_a_home_at_the_root_is_no_reason_to_change_every_path() -> None:
    assert Veil.over([], Path("/")).on("/etc/hosts") == "/etc/hosts"


def test_a_worker_that_runs_is_told() -> None:
    home = StateHome.of_user()
    assert "No worker runs" in worker_finding(home.meeting_point).what
    start_worker(home)
    finding = worker_finding(home.meeting_point)
    assert finding.level is Level.OK
    assert f"process {worker_pid(home)}, version {__version__}" in finding.what


def test_a_worker_of_another_version_is_a_warning(tmp_path: Path) -> None:
    point = MeetingPoint(tmp_path, "old")
    with _worker_that_says(point, Greeting("0.0.1", os.getpid()).line):
        finding = worker_finding(point)
    assert finding.level is Level.WARNING
    assert "version 0.0.1" in finding.what


def test_a_folder_of_others_where_the_worker_is_met_is_a_problem(tmp_path: Path) -> None:
    point = MeetingPoint(tmp_path, "open")
    point.prepare()
    point.folder.chmod(0o777)
    finding = worker_finding(point)
    assert finding.level is Level.PROBLEM
    assert f"chmod 700 {point.folder}" in finding.advice


def test_jobs_are_counted(shell: Shell) -> None:
    file = shell.file("data.bin")
    assert shell.run("mb", "doctors-jobs").code == 0
    assert shell.run("put", str(file), "s3://doctors-jobs/").code == 0
    finding = journal_finding(StateHome.of_user())
    assert (finding.level, finding.what) == (Level.OK, "1 job written down")


def test_a_list_of_jobs_that_cannot_be_read_is_a_problem() -> None:
    home = StateHome.of_user()
    home.prepare()
    home.journal.write_bytes(b"no database at all, however long it is" * 100)
    finding = journal_finding(home)
    assert finding.level is Level.PROBLEM


def test_it_can_be_read_in_ascii() -> None:
    assert run_plain("doctor", "--json").out.isascii()
    json.loads(run_plain("doctor", "--json").lines[0])


@contextmanager
def _worker_that_says(point: MeetingPoint, line: bytes) -> Iterator[None]:
    """Listen where clients look for a worker, and greet the first one."""
    point.prepare()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(point.socket))
        listener.listen()

        def greet() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.sendall(line + b"\n")

        greeting = Thread(target=greet, daemon=True)
        greeting.start()
        try:
            yield
        finally:
            greeting.join()
            point.socket.unlink()
