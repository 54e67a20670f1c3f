"""Our own folders, and the files with keys."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

import pytest

from jos_tui.cli.doctor.credentials import credentials_findings
from jos_tui.cli.doctor.finding import Finding, Level
from jos_tui.cli.doctor.folders import Folder, folder_findings, own_folders, to_type
from jos_tui.profiles.discovery import discover
from jos_tui.profiles.found import Found
from jos_tui.profiles.profile import Profile

NETWORK = "1 0 0:1 / / rw - nfs4 server:/ rw"


def look(folder: Path, mountinfo: str = "") -> list[Finding]:
    return folder_findings(Folder("Jobs", folder, "XDG_STATE_HOME"), mountinfo, folder.parent)


def test_a_folder_that_is_there_is_tried_and_left_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "jos-tui"
    folder.mkdir(mode=0o700)
    (finding,) = look(folder)
    assert finding.level is Level.OK
    assert str(folder) in finding.what
    assert "can be written to" in finding.what
    assert list(folder.iterdir()) == []


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    (finding,) = look(tmp_path / "not" / "yet")
    assert finding.level is Level.OK
    assert "not made yet" in finding.what
    assert list(tmp_path.iterdir()) == []


def test_a_network_disk_is_named(tmp_path: Path) -> None:
    (finding,) = look(tmp_path / "folder", NETWORK)
    assert "a network disk (nfs4)" in finding.what


@pytest.mark.parametrize("below", ["", "deeper"])
def test_a_file_in_the_place_of_a_folder_is_a_problem(tmp_path: Path, below: str) -> None:
    (tmp_path / "file").write_text("")
    (finding,) = look(tmp_path / "file" / below)
    assert finding.level is Level.PROBLEM
    assert "XDG_STATE_HOME" in finding.advice


@pytest.mark.skipif(os.getuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_to_is_a_problem(tmp_path: Path) -> None:
    folder = tmp_path / "jos-tui"
    folder.mkdir(mode=0o500)
    (finding,) = look(folder)
    assert finding.level is Level.PROBLEM


@pytest.mark.skipif(not Path("/proc/version").exists(), reason="/proc takes no files")
def test_a_disk_that_takes_no_files_is_a_problem() -> None:
    (finding,) = look(Path("/proc/jos-tui"))
    assert finding.level is Level.PROBLEM
    assert "XDG_STATE_HOME" in finding.advice


def test_what_others_may_read_is_told_and_the_advice_helps(tmp_path: Path) -> None:
    folder = tmp_path / "a b"
    folder.mkdir(mode=0o755)
    for name, mode in (("jobs.sqlite3", 0o644), ("private", 0o600)):
        (folder / name).write_text("")
        (folder / name).chmod(mode)
    _, finding = look(folder)
    assert finding.level is Level.WARNING
    assert "jobs.sqlite3" in finding.what
    assert "private" not in finding.what
    command = finding.advice.removeprefix("Type: ")
    env = {"HOME": str(tmp_path), "PATH": os.environ["PATH"]}
    subprocess.run(["/bin/sh", "-c", command], env=env, check=True)
    assert len(look(folder)) == 1


def test_files_that_others_cannot_get_at_are_no_matter(tmp_path: Path) -> None:
    folder = tmp_path / "jos-tui"
    folder.mkdir(mode=0o700)
    (folder / "open").write_text("")
    (folder / "open").chmod(0o644)
    assert len(look(folder)) == 1


def test_the_folders_are_those_of_the_environment(tmp_path: Path) -> None:
    variables = {f"XDG_{name}_HOME": str(tmp_path / name) for name in ("STATE", "CONFIG", "CACHE")}
    folders = own_folders(variables, Path("/home/me"))
    assert {folder.variable for folder in folders} == set(variables)
    assert all(folder.path.is_relative_to(variables[folder.variable]) for folder in folders)
    assert own_folders({}, Path("/home/me"))[1].path == Path("/home/me/.config/jos-tui")


@pytest.mark.parametrize("name", ["plain", "with space", "it's", "$(rm)", "-r"])
def test_a_path_can_be_typed(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("")
    typed = to_type(tmp_path / name, tmp_path)
    assert typed.startswith("~/")
    shell = ["/bin/sh", "-c", f"test -f {typed}"]
    assert subprocess.run(shell, env={"HOME": str(tmp_path)}, check=False).returncode == 0
    assert shlex.split(to_type(tmp_path / name, Path("/elsewhere"))) == [str(tmp_path / name)]


def keys_file(home: Path, mode: int) -> Path:
    file = home / ".credentials" / "jos-credentials.json"
    file.parent.mkdir()
    file.write_text('{"token": "T0KEN", "secret": "s3cr3t", "endpoint_url": "http://127.0.0.1:1"}')
    file.chmod(mode)
    return file


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o620, 0o604])
def test_keys_that_others_can_use_are_told_once(tmp_path: Path, mode: int) -> None:
    file = keys_file(tmp_path, mode)
    (finding,) = credentials_findings(discover({}, tmp_path, tmp_path / "cwd"), tmp_path)
    assert finding.level is Level.WARNING
    assert str(file) in finding.what
    assert "chmod 600 ~/.credentials/jos-credentials.json" in finding.advice


def test_keys_for_the_user_alone_are_fine(tmp_path: Path) -> None:
    keys_file(tmp_path, 0o600)
    (finding,) = credentials_findings(discover({}, tmp_path, tmp_path / "cwd"), tmp_path)
    assert finding.level is Level.OK


def test_a_file_that_went_meanwhile_is_a_problem(tmp_path: Path) -> None:
    gone = Found((Profile("gone", (), source="~/gone.json", also_in=("environment",)),))
    (finding,) = credentials_findings(gone, tmp_path)
    assert finding.level is Level.PROBLEM


def test_what_the_readers_noticed_is_told() -> None:
    (finding,) = credentials_findings(Found(notes=("Something is skipped",)), Path("/home/me"))
    assert (finding.level, finding.what) == (Level.WARNING, "Something is skipped")
