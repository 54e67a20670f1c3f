"""A program that has a job done while a disk is full, makes space, and goes on.

Takes a credentials file, a request as JSON, the disk's folder and how many MiB there are taken
before the job begins; with 0 all that is left is taken once something of it is done. Prints a line
when that much is taken, then two lines of JSON: how the job was when the disk was full, and how it
ended.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path

from jos_tui.jobs.codec import loads
from jos_tui.jobs.model import JobSnapshot
from jos_tui.jobs.request import Options, Request
from jos_tui.jobs.worker.client import JobsClient
from jos_tui.jobs.worker.paths import StateHome
from tests.jobs.worker.handling import end_worker
from tests.support.patience import LONG_ENOUGH
from tests.survival.rig import MIB, digests_below, profile_in

OPTIONS = Options(part_size=5 * MIB)
SAVED = "saved"


class Begun:
    """Waits until something of a job is done."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def __call__(self, jobs: Sequence[JobSnapshot]) -> None:
        if any(job.items_done for job in jobs):
            self._event.set()

    def wait(self) -> None:
        assert self._event.wait(LONG_ENOUGH)


def main(credentials: Path, request: Request, disk: Path, taken: int) -> None:
    home, begun = StateHome.of_user(), Begun()
    ballast = disk / "ballast"
    ballast.write_bytes(bytes(taken * MIB))
    profile = profile_in(credentials)
    try:
        with closing(JobsClient(profile, on_snapshots=begun, home=home)) as client:
            job_id = client.start(request, OPTIONS)
            if not taken:
                begun.wait()
                fill(ballast)
            print("taken", flush=True)
            tell(client, job_id, disk)
            ballast.unlink()
            client.resume(job_id)
            tell(client, job_id, disk)
    finally:
        end_worker(home)


def fill(ballast: Path) -> None:
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while file.write(bytes(4096)):
            pass


def tell(client: JobsClient, job_id: int, disk: Path) -> None:
    client.wait(job_id, LONG_ENOUGH)
    shown = client.snapshot(job_id)
    told = {
        "state": shown.state.value,
        "problem": type(shown.problem).__name__,
        "title": shown.problem.title if shown.problem else "",
        "done": shown.items_done,
        "failed": shown.items_failed,
        "saved": digests_below(disk / SAVED),
    }
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), loads(Request, sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
