"""Upload, save, delete, leave: with the keyboard only, on the demo and on a real server."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.journey import DOOMED, NAMES, UPLOADED, Journey, odd_folder, saved
from tests.end_to_end.program import (
    SMALL,
    WIDE,
    Machine,
    Program,
    descendants,
    wait_until_ended,
)
from tests.end_to_end.servers import FolderServer

SIZES = pytest.mark.parametrize("size", [SMALL, WIDE], ids=["80x24", "120x40"])
BUCKET = "climate-data"


def travel(program: Program, machine: Machine) -> Journey:
    """Make the whole journey and check what comes of it, but for how it ends."""
    source = odd_folder(machine.work)
    target = machine.work.parent / "saved-here"
    program.wait_for(BUCKET)
    journey = Journey(program, BUCKET)
    journey.upload()
    journey.read_report()
    journey.save(target)
    journey.delete_bucket()
    expected = {
        f"{UPLOADED}/{after}": (source / before).read_bytes() for before, after in NAMES.items()
    }
    assert saved(target) == expected
    return journey


@SIZES
def test_the_demo_is_travelled_and_leaves_nothing_behind(
    machine: Machine, size: tuple[int, int]
) -> None:
    with Program("--demo", size=size) as program:
        journey = travel(program, machine)
        address = re.search(r"127\.0\.0\.1:(\d+)", program.screen_text())
        assert address is not None
        helpers = descendants(program.pid)
        assert helpers
        program.leave()
        for pid in helpers:
            wait_until_ended(pid)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", int(address[1])), timeout=60)
    assert machine.left_behind == []
    for screen in journey.screens:
        assert all(len(line) <= size[1] for line in screen.split("\n"))
        assert "\x1b" not in screen


@pytest.fixture
def filled_server(folder_server: FolderServer) -> Iterator[FolderServer]:
    """A running server with the two buckets of the journey."""
    for name in (f"{BUCKET}/README.txt", f"{DOOMED}/delete-me.txt", f"{DOOMED}/runs/1/log.txt"):
        file = folder_server.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name)
    with folder_server.running():
        yield folder_server


def test_a_server_is_travelled_with_a_credentials_file(
    machine: Machine, filled_server: FolderServer, tmp_path: Path
) -> None:
    credentials = filled_server.server.credentials_json(tmp_path / "keys" / "credentials.json")
    with Program("--credentials", str(credentials)) as program:
        travel(program, machine)
        program.leave()
        assert filled_server.secret_key.encode() not in program.raw
    assert_travelled(filled_server)
    assert machine.left_behind == []


def test_a_server_is_travelled_with_nothing_said_at_all(
    machine: Machine, filled_server: FolderServer
) -> None:
    credentials = machine.home / ".credentials" / "jos-credentials.json"
    credentials.parent.mkdir()
    content = {
        "token": filled_server.access_key,
        "secret": filled_server.secret_key,
        "store_url": filled_server.server.endpoint.host,
    }
    credentials.write_text(json.dumps(content))
    credentials.chmod(0o600)
    with Program(size=WIDE) as program:
        travel(program, machine)
        program.leave()
        assert filled_server.secret_key.encode() not in program.raw
    assert_travelled(filled_server)
    assert machine.left_behind == [credentials.parent, credentials]


def assert_travelled(server: FolderServer) -> None:
    """Look behind the server: everything is there under its own name, the bucket is not."""
    assert not (server.folder / DOOMED).exists()
    stored = saved(server.folder / BUCKET / UPLOADED)
    assert sorted(stored) == sorted(NAMES)
