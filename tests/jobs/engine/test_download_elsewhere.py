"""Downloads of a process that is killed, and of one whose disk is full."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from jos_tui.jobs.engine.parts import MIB
from jos_tui.jobs.item import ItemState
from jos_tui.store.store import Store
from tests.jobs.engine.download_bench import DownloadBench
from tests.support.patience import LONG_ENOUGH
from tests.support.servers import S3Server

BODY = os.urandom(8 * MIB + 777)
OWN_MOUNTS = ("unshare", "--user", "--map-root-user", "--mount")
REPOSITORY = Path(__file__).parents[3]


@pytest.fixture
def bench(server: S3Server, store: Store, bucket: str, tmp_path: Path) -> DownloadBench:
    bench = DownloadBench(server, store, bucket, tmp_path / "here")
    bench.fill({"x": BODY})
    bench.here.mkdir()
    return bench


def started(bench: DownloadBench, mode: str, *before: str) -> subprocess.Popen[str]:
    keys = {"JOS_ACCESS_KEY": bench.server.access_key, "JOS_SECRET_KEY": bench.server.secret_key}
    program = [sys.executable, "-m", "tests.jobs.engine.download_elsewhere"]
    return subprocess.Popen(
        [*before, *program, bench.server.endpoint.url, bench.bucket, str(bench.here), mode],
        env={**os.environ, **keys},
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("pieces", [1, 4, 8])
def test_after_a_kill_it_goes_on_from_what_was_recorded(bench: DownloadBench, pieces: int) -> None:
    with started(bench, "step") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("\n" * pieces)
        process.stdin.flush()
        told = json.loads(process.stdout.readline())
        while len(told["pieces"]) < pieces:
            told = json.loads(process.stdout.readline())
        process.kill()
    assert list(bench.saved()) == [".x.jos-part"]
    item = replace(
        bench.item(),
        attempts=1,
        upload_id=told["upload_id"],
        part_size=told["part_size"],
        begun_etag=told["begun_etag"],
    )
    record = bench.one(item, pieces=dict.fromkeys(told["pieces"], ""))
    assert record.state is ItemState.DONE
    assert record.bytes == len(BODY) - sum(
        min(MIB, len(BODY) - (number - 1) * MIB) for number in told["pieces"]
    )
    assert bench.saved() == {"x": BODY}


def may_mount() -> bool:
    if shutil.which(OWN_MOUNTS[0]) is None:
        return False
    return subprocess.run([*OWN_MOUNTS, "true"], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not may_mount(), reason="no small disk can be mounted here")
def test_on_a_full_disk_what_is_there_waits_for_more_space(bench: DownloadBench) -> None:
    mount = f"mount -t tmpfs -o size=5m tmpfs '{bench.here}' && exec \"$@\""
    with started(bench, "run", *OWN_MOUNTS, "sh", "-c", mount, "sh") as process:
        output, _ = process.communicate(timeout=LONG_ENOUGH)
    *_, told, files, after_undo = map(json.loads, output.splitlines())
    assert (told["state"], told["error"]) == ("failed", "DiskFull")
    assert told["pieces"] == [1, 2, 3, 4]
    assert files == [".x.jos-part"]
    assert after_undo == []
