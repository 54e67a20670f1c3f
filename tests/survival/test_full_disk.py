"""A disk that is full pauses a download; with space made it goes on."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from jos_tui.store.store import Store
from tests.survival.rig import MIB, NOW, ROOT, digests

OWN_MOUNTS = ("unshare", "--user", "--map-root-user", "--mount")
SMALL = {f"d/a{number:02}": os.urandom(1000) for number in range(30)}
LARGE = {"d/b": os.urandom(3 * MIB), "d/c": os.urandom(33 * MIB), "d/d": os.urandom(3 * MIB)}


def may_mount() -> bool:
    if shutil.which(OWN_MOUNTS[0]) is None:
        return False
    return subprocess.run([*OWN_MOUNTS, "true"], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not may_mount(), reason="no small disk can be mounted here")
def test_a_full_disk_pauses_a_download_until_there_is_space(
    store: Store, bucket: str, credentials: Path, tmp_path: Path
) -> None:
    objects = SMALL | LARGE
    for key, body in objects.items():
        store.put(bucket, key, body, NOW)
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = f"mount -t tmpfs -o size=60m tmpfs '{disk}' && exec \"$@\""
    program = [sys.executable, "-m", "tests.survival.small_disk"]
    arguments = [str(credentials), bucket, str(disk)]
    done = subprocess.run(
        [*OWN_MOUNTS, "sh", "-c", mount, "sh", *program, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    full, ended = (json.loads(line) for line in done.stdout.splitlines())
    assert (full["state"], full["problem"], full["failed"]) == ("paused", "DiskFull", 0)
    named = {name: body for name, body in full["files"].items() if name in objects}
    assert named.items() <= digests(objects).items()
    assert "d/c" not in named
    assert (ended["state"], ended["problem"]) == ("done", "NoneType")
    assert ended["files"] == digests(objects)
