"""A disk that is full pauses a job; with space made it goes on."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from jos_tui.core.location import Location
from jos_tui.jobs.codec import dumps
from jos_tui.jobs.request import GetRequest, PutRequest, Request
from jos_tui.store.store import Store
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind
from tests.support.patience import LONG_ENOUGH
from tests.survival.rig import MIB, NOW, ROOT, below, digests, digests_in, unfinished, write_tree
from tests.survival.small_disk import SAVED

OWN_MOUNTS = ("unshare", "--user", "--map-root-user", "--mount")
SMALL = {f"d/a{number:02}": os.urandom(1000) for number in range(30)}
LARGE = {"d/b": os.urandom(3 * MIB), "d/c": os.urandom(33 * MIB), "d/d": os.urandom(3 * MIB)}
MANY = {f"{number:04}": os.urandom(100) for number in range(2000)} | {"large": os.urandom(23 * MIB)}


def may_mount() -> bool:
    if shutil.which(OWN_MOUNTS[0]) is None:
        return False
    return subprocess.run([*OWN_MOUNTS, "true"], capture_output=True, check=False).returncode == 0


pytestmark = pytest.mark.skipif(not may_mount(), reason="no small disk can be mounted here")


def told_of(
    request: Request,
    credentials: Path,
    disk: Path,
    proxy: FaultProxy,
    *,
    size: int,
    taken: int,
    state: Path,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return how a job is while a disk of ``size`` MiB is full, and how it ends; see small_disk.

    What the proxy holds back it lets go once the disk is as full as it is to be.
    """
    mount = f"mount -t tmpfs -o size={size}m tmpfs '{disk}' && exec \"$@\""
    program = [sys.executable, "-m", "tests.survival.small_disk"]
    arguments = [str(credentials), dumps(request), str(disk), str(taken)]
    with subprocess.Popen(
        [*OWN_MOUNTS, "sh", "-c", mount, "sh", *program, *arguments],
        cwd=ROOT,
        env={**os.environ, "XDG_STATE_HOME": str(state)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        proxy.heal()
        try:
            told, said = process.communicate(timeout=LONG_ENOUGH)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    assert process.returncode == 0, said
    full, ended = (json.loads(line) for line in told.splitlines())
    return full, ended


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    """Where a small disk is mounted, for those who see it."""
    folder = tmp_path / "disk"
    folder.mkdir()
    return folder


def test_a_full_disk_pauses_a_download_until_there_is_space(
    store: Store, bucket: str, credentials: Path, proxy: FaultProxy, tmp_path: Path, disk: Path
) -> None:
    objects = SMALL | LARGE
    for key, body in objects.items():
        store.put(bucket, key, body, NOW)
    request = GetRequest(below(bucket, "d/"), str(disk / SAVED))
    state = tmp_path / "state"
    full, ended = told_of(request, credentials, disk, proxy, size=60, taken=30, state=state)
    assert (full["state"], full["problem"], full["failed"]) == ("paused", "DiskFull", 0)
    named = {name: body for name, body in full["saved"].items() if name in objects}
    assert named.items() <= digests(objects).items()
    assert "d/c" not in named
    assert (ended["state"], ended["problem"]) == ("done", "NoneType")
    assert ended["saved"] == digests(objects)


def test_a_full_disk_of_the_journal_pauses_an_upload_until_there_is_space(
    store: Store, bucket: str, credentials: Path, proxy: FaultProxy, tmp_path: Path, disk: Path
) -> None:
    proxy.inject(Fault(FaultKind.HOLD, "/up/1", times=None))  # half of them is still to be done
    request = PutRequest((str(write_tree(tmp_path / "up", MANY)),), Location(bucket))
    full, ended = told_of(request, credentials, disk, proxy, size=20, taken=0, state=disk)
    assert (full["state"], full["problem"], full["failed"]) == ("paused", "DiskFull", 0)
    assert full["title"] == "No space is left for the list of jobs"
    assert full["done"] < len(MANY)
    assert (ended["state"], ended["problem"]) == ("done", "NoneType")
    assert (ended["done"], ended["failed"]) == (len(MANY), 0)
    stored = digests({f"up/{name}": body for name, body in MANY.items()})
    assert digests_in(store, bucket) == stored
    assert unfinished(store, bucket) == []
