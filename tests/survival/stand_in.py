"""A program that has jobs done and looks on, as the screen and the commands do.

Takes a credentials file, or ``-`` for none. Each line of its input is an order: ``start`` and a
request as JSON, with parts of 5 MiB; ``wait`` and the number of a job; ``resume`` and such a
number; ``see`` and how many jobs are to be known. It answers each with a line.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from jos_tui.jobs.codec import loads
from jos_tui.jobs.model import JobSnapshot
from jos_tui.jobs.request import Options, Request
from jos_tui.jobs.worker.client import JobsClient
from jos_tui.profiles.discovery import from_file
from tests.support.patience import LONG_ENOUGH

OPTIONS = Options(part_size=5 << 20)


class StandIn:
    """One client and what it knows."""

    def __init__(self, credentials: str) -> None:
        profile = None
        if credentials != "-":
            [profile] = from_file(Path(credentials), os.environ, Path.home()).profiles
        self._moved = threading.Condition()
        self.client = JobsClient(profile, on_snapshots=self._pushed)

    def obey(self, order: str, what: str) -> str:
        if order == "start":
            return f"job {self.client.start(loads(Request, what), OPTIONS)}"
        if order == "see":
            return self._see(int(what))
        job_id = int(what)
        if order == "resume":
            self.client.resume(job_id)
        if not self.client.wait(job_id, LONG_ENOUGH):
            return f"{job_id} stalls: {self._shown(self.client.snapshot(job_id))}"
        return f"{job_id} {self._shown(self.client.snapshot(job_id))}"

    def _see(self, count: int) -> str:
        self.client.attach()
        with self._moved:
            self._moved.wait_for(lambda: self._ended() >= count, LONG_ENOUGH)
        return f"sees {self._ended()}"

    def _ended(self) -> int:
        return sum(job.state.is_end for job in self.client.snapshots())

    def _shown(self, job: JobSnapshot) -> str:
        return f"{job.state.value}: {type(job.problem).__name__}"

    def _pushed(self, snapshots: Sequence[JobSnapshot]) -> None:
        with self._moved:
            self._moved.notify_all()


def main(credentials: str) -> None:
    """Obey until the input ends."""
    stand_in = StandIn(credentials)
    with closing(stand_in.client):
        for line in sys.stdin:
            order, _, what = line.strip().partition(" ")
            print(stand_in.obey(order, what), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
