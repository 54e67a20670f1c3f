"""A store that is gone for a while costs nothing but that while."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from jos_tui.core.errors import Unreachable
from jos_tui.core.location import Location
from jos_tui.jobs.model import JobSnapshot, JobState
from jos_tui.jobs.request import GetRequest, PutRequest
from jos_tui.jobs.request import Request as JobRequest
from jos_tui.jobs.worker.client import JobsClient
from jos_tui.jobs.worker.paths import StateHome
from jos_tui.store.store import Store
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind
from tests.support.patience import LONG_ENOUGH
from tests.survival.line import Gate, is_get, is_put
from tests.survival.rig import (
    MIB,
    NOW,
    below,
    digests,
    digests_below,
    digests_in,
    profile_in,
    write_tree,
)
from tests.survival.stand_in import OPTIONS

FILES = {f"{number}": os.urandom(number) for number in range(40)} | {"large": os.urandom(17 * MIB)}


class Watch:
    """Waits for what clients are told."""

    def __init__(self) -> None:
        self.suffering = threading.Event()

    def __call__(self, jobs: Sequence[JobSnapshot]) -> None:
        if any(isinstance(job.problem, Unreachable) for job in jobs):
            self.suffering.set()


@pytest.mark.parametrize("upload", [True, False])
def test_a_job_goes_on_by_itself_when_the_store_is_back(
    home: StateHome,
    store: Store,
    bucket: str,
    proxy: FaultProxy,
    credentials: Path,
    tmp_path: Path,
    upload: bool,
) -> None:
    request: JobRequest
    if upload:
        request = PutRequest((str(write_tree(tmp_path / "up", FILES)),), Location(bucket))
    else:
        for name, body in FILES.items():
            store.put(bucket, f"up/{name}", body, NOW)
        request = GetRequest(below(bucket, "up/"), str(tmp_path / "here"))
    watch = Watch()
    with (
        Gate(proxy, is_put if upload else is_get, 10) as gate,
        closing(JobsClient(profile_in(credentials), on_snapshots=watch, home=home)) as client,
    ):
        job_id = client.start(request, OPTIONS)
        gate.wait()
        gate.open()
        away = proxy.inject(Fault(FaultKind.END_RESPONSE, "", None))
        assert watch.suffering.wait(LONG_ENOUGH)
        shown = client.snapshot(job_id)
        assert (shown.state, shown.items_failed) == (JobState.RUNNING, 0)
        assert proxy.struck(away)
        proxy.heal()
        assert client.wait(job_id, LONG_ENOUGH)
        shown = client.snapshot(job_id)
        assert (shown.state, shown.problem) == (JobState.DONE, None)
        assert client.report(job_id).failures == ()
    whole = digests({f"up/{name}": body for name, body in FILES.items()})
    assert digests_in(store, bucket) == whole
    assert upload or digests_below(tmp_path / "here") == whole
