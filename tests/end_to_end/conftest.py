"""The fixtures of the end-to-end tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jos_tui.jobs.worker.paths import StateHome
from tests.end_to_end.program import Machine
from tests.end_to_end.servers import FolderServer
from tests.jobs.worker.handling import end_worker


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    """A home, folders for temporary files, work and jobs, each of its own; no worker stays."""
    folders = Machine(*(tmp_path / name for name in ("home", "temporary", "work", "state")))
    for folder in (folders.home, folders.temporary, folders.work, folders.state):
        folder.mkdir()
    monkeypatch.setenv("XDG_STATE_HOME", str(folders.state))
    monkeypatch.setenv("HOME", str(folders.home))
    monkeypatch.setenv("TMPDIR", str(folders.temporary))
    monkeypatch.chdir(folders.work)
    yield folders
    end_worker(StateHome.of_user())


@pytest.fixture
def folder_server(tmp_path: Path) -> FolderServer:
    """A server of the test's own; it is not running yet and has no buckets."""
    folders = FolderServer(tmp_path / "buckets", tmp_path / "rclone")
    folders.folder.mkdir()
    folders.scratch.mkdir()
    return folders


@pytest.fixture
def credentials(
    machine: Machine, folder_server: FolderServer, stored: Path, tmp_path: Path
) -> Iterator[str]:
    """The credentials file for a server that shows what the test has ``stored``."""
    with folder_server.running():
        yield str(folder_server.server.credentials_json(tmp_path / "keys" / "credentials.json"))
