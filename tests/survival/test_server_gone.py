"""A server that is killed is waited for, longer than a minute, and nothing is lost by it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from jos_tui.core.errors import Unreachable
from jos_tui.core.location import Location
from jos_tui.jobs.model import JobSnapshot, JobState
from jos_tui.jobs.request import GetRequest, Options, PutRequest
from jos_tui.jobs.worker.client import JobsClient
from jos_tui.jobs.worker.paths import StateHome
from tests.end_to_end.servers import FolderServer
from tests.support.patience import LONG_ENOUGH
from tests.support.process import kept_free
from tests.survival.rig import (
    MIB,
    below,
    digests,
    digests_below,
    digests_served,
    profile_in,
    write_tree,
)

AWAY_SECONDS = 61.0
FILES = {f"{number:03}": os.urandom(number * 997) for number in range(60)}
FILES |= {f"large {number}": os.urandom(21 * MIB) for number in range(2)}
SLOWLY = Options(in_flight=3, part_size=5 * MIB, bandwidth=6 * MIB)
RUNNING, DONE = JobState.RUNNING, JobState.DONE


class Watch:
    """Waits for what clients are told."""

    def __init__(self) -> None:
        self._moved = threading.Condition()
        self._jobs: Sequence[JobSnapshot] = ()

    def __call__(self, jobs: Sequence[JobSnapshot]) -> None:
        with self._moved:
            self._jobs = jobs
            self._moved.notify_all()

    def until(self, seen: Callable[[Sequence[JobSnapshot]], bool], seconds: float) -> bool:
        with self._moved:
            return self._moved.wait_for(lambda: seen(self._jobs), seconds)


def in_the_middle(jobs: Sequence[JobSnapshot]) -> bool:
    moved = [job.bytes_done for job in jobs]
    under_way = all(0 < job.bytes_done < job.bytes_total for job in jobs)
    return len(jobs) == 2 and under_way and sum(moved) > 10 * MIB


def both_wait(jobs: Sequence[JobSnapshot]) -> bool:
    return all((job.state, type(job.problem)) == (RUNNING, Unreachable) for job in jobs)


def test_jobs_wait_for_a_server_that_was_killed_and_is_back_after_a_minute(
    home: StateHome, tmp_path: Path
) -> None:
    data, here = tmp_path / "data", tmp_path / "here"
    write_tree(data / "bucket" / "down", FILES)
    upload = PutRequest((str(write_tree(tmp_path / "up", FILES)),), Location("bucket"))
    download = GetRequest(below("bucket", "down/"), str(here))
    watch = Watch()
    server = FolderServer(data, tmp_path)
    with server.running():
        profile = profile_in(server.server.credentials_json(tmp_path / "credentials.json"))
        client = JobsClient(profile, on_snapshots=watch, home=home)
        jobs = [client.start(request, SLOWLY) for request in (upload, download)]
        assert watch.until(in_the_middle, LONG_ENOUGH), client.snapshots()
    with closing(client), kept_free(server.port):
        back_at = time.monotonic() + AWAY_SECONDS
        assert watch.until(both_wait, LONG_ENOUGH), client.snapshots()
        given_up = watch.until(lambda jobs: not both_wait(jobs), back_at - time.monotonic())
        assert not given_up, client.snapshots()
        with server.running():
            for job_id in jobs:
                assert client.wait(job_id, LONG_ENOUGH)
                shown = client.snapshot(job_id)
                assert (shown.state, shown.problem, shown.items_done) == (DONE, None, len(FILES))
                assert client.report(job_id).failures == ()
    assert digests_served(data / "bucket") == digests(
        {f"{tree}/{name}": body for tree in ("up", "down") for name, body in FILES.items()}
    )
    assert digests_below(here) == digests({f"down/{name}": body for name, body in FILES.items()})
