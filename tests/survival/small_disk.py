"""A program that downloads a prefix to a disk it fills, makes space, and goes on.

Takes a credentials file, a bucket and the disk's folder. Prints two lines of JSON: how the job was
when the disk was full, and how it ended.
"""

from __future__ import annotations

import json
import sys
from contextlib import closing
from pathlib import Path

from jos_tui.jobs.request import GetRequest
from jos_tui.jobs.worker.client import JobsClient
from jos_tui.jobs.worker.paths import StateHome
from tests.jobs.worker.handling import end_worker
from tests.survival.rig import MIB, below, digests_below, profile_in

SECONDS = 60.0
PREFIX = "d/"


def main(credentials: Path, bucket: str, disk: Path) -> None:
    home = StateHome.of_user()
    ballast = disk / "ballast"
    ballast.write_bytes(bytes(30 * MIB))
    saved = disk / "saved"
    request = GetRequest(below(bucket, PREFIX), str(saved))
    try:
        with closing(JobsClient(profile_in(credentials), home=home)) as client:
            job_id = client.start(request)
            tell(client, job_id, saved)
            ballast.unlink()
            client.resume(job_id)
            tell(client, job_id, saved)
    finally:
        end_worker(home)


def tell(client: JobsClient, job_id: int, saved: Path) -> None:
    client.wait(job_id, SECONDS)
    shown = client.snapshot(job_id)
    told = {
        "state": shown.state.value,
        "problem": type(shown.problem).__name__,
        "done": shown.items_done,
        "failed": shown.items_failed,
        "files": digests_below(saved),
    }
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
