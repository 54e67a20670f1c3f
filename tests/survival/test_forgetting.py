"""Forgetting a job that has left much at a slow store holds nobody up and comes to an end."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from jos_tui.core.errors import JosError
from jos_tui.core.location import Location
from jos_tui.jobs.model import JobState
from jos_tui.jobs.request import PutRequest
from jos_tui.jobs.worker.client import JobsClient
from jos_tui.jobs.worker.paths import StateHome
from jos_tui.store.store import Store
from tests.jobs.worker.handling import wait_until
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, Request, s3_error
from tests.support.patience import LONG_ENOUGH
from tests.survival.line import Gate
from tests.survival.rig import MIB, profile_in, unfinished, worker_of, write_tree
from tests.survival.stand_in import OPTIONS


def is_delete(request: Request) -> bool:
    return request.method == "DELETE"


def leave_three(client: JobsClient, proxy: FaultProxy, bucket: str, folder: Path) -> int:
    """Return a job that has left three unfinished uploads at the store."""
    source = write_tree(folder / "up", {name: bytes(17 * MIB) for name in "abc"})
    denied = s3_error("AccessDenied")
    for match in ("partNumber=2", is_delete):
        proxy.inject(Fault(FaultKind.CANNED, match, None, status=403, body=denied))
    job_id = client.start(PutRequest((str(source),), Location(bucket)), OPTIONS)
    assert client.wait(job_id, LONG_ENOUGH)
    proxy.heal()
    return job_id


@pytest.mark.parametrize("killed", [False, True])
def test_a_client_waits_and_asks_other_things_meanwhile(
    home: StateHome,
    store: Store,
    bucket: str,
    proxy: FaultProxy,
    credentials: Path,
    tmp_path: Path,
    killed: bool,
) -> None:
    with (
        closing(JobsClient(profile_in(credentials), home=home)) as client,
        ThreadPoolExecutor(1) as meanwhile,
    ):
        job_id = leave_three(client, proxy, bucket, tmp_path)
        assert sorted(unfinished(store, bucket)) == ["up/a", "up/b", "up/c"]
        with Gate(proxy, is_delete, 2) as gate:
            forgotten = meanwhile.submit(client.forget, job_id)
            gate.wait()
            assert client.report(job_id).state is JobState.SOME_FAILED
            assert not forgotten.done()
            if killed:
                os.kill(worker_of(home), signal.SIGKILL)
        forgotten.result(LONG_ENOUGH)
        assert client.snapshots() == ()
    assert unfinished(store, bucket) == []


def test_a_worker_that_nobody_waits_for_forgets_to_the_end_before_it_ends_itself(
    home: StateHome,
    store: Store,
    bucket: str,
    proxy: FaultProxy,
    credentials: Path,
    tmp_path: Path,
) -> None:
    short = home._replace(idle_seconds=0.1)
    with (
        closing(JobsClient(profile_in(credentials), home=short)) as client,
        ThreadPoolExecutor(1) as meanwhile,
    ):
        job_id = leave_three(client, proxy, bucket, tmp_path)
        with Gate(proxy, is_delete) as gate:
            proxy.inject(Fault(FaultKind.LATENCY, is_delete, None, seconds=1))
            forgotten = meanwhile.submit(client.forget, job_id)
            gate.wait()
            client.close()
        with pytest.raises(JosError):
            forgotten.result(LONG_ENOUGH)
    wait_until(lambda: worker_of(home) == 0, "the worker does not end")
    assert unfinished(store, bucket) == []
