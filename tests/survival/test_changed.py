"""What changes on its way arrives whole, as it is at the end, and that is said."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import pytest

from jos_tui.core.location import Location
from jos_tui.jobs.model import JobState, Report
from jos_tui.jobs.request import DeleteRequest, GetRequest, PutRequest
from jos_tui.jobs.request import Request as JobRequest
from jos_tui.jobs.worker.client import JobsClient
from jos_tui.jobs.worker.paths import StateHome
from jos_tui.store.store import Store
from tests.jobs.worker.handling import kill, wait_until
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, Request
from tests.support.patience import LONG_ENOUGH
from tests.survival.line import Gate, is_get
from tests.survival.rig import (
    MIB,
    NOW,
    below,
    digests,
    digests_below,
    digests_in,
    keys_in,
    profile_in,
    unfinished,
    worker_of,
    write_tree,
)
from tests.survival.stand_in import OPTIONS

LARGE = 34 * MIB


def is_third_part(request: Request) -> bool:
    return "partNumber=3" in request.query


def is_deletion(request: Request) -> bool:
    return request.method == "DELETE" or request.query.startswith("delete")


def ended(client: JobsClient, job_id: int) -> Report:
    assert client.wait(job_id, LONG_ENOUGH), client.snapshot(job_id)
    report = client.report(job_id)
    assert (report.state, report.failures) == (JobState.DONE, ())
    return report


def finished(home: StateHome, credentials: Path, job_id: int) -> Report:
    """Let another client see a job end, which starts another worker if there is none."""
    with closing(JobsClient(profile_in(credentials), home=home)) as client:
        return ended(client, job_id)


@pytest.mark.parametrize(("killed", "grown"), [(False, 0), (True, 3 * MIB)])
def test_a_file_that_changes_while_it_is_sent_is_sent_as_it_is_then(
    home: StateHome,
    any_store: Store,
    any_bucket: str,
    any_proxy: FaultProxy,
    any_credentials: Path,
    tmp_path: Path,
    killed: bool,
    grown: int,
) -> None:
    file = tmp_path / "large"
    file.write_bytes(os.urandom(20 * MIB))
    new = os.urandom(20 * MIB + grown)
    request = PutRequest((str(file),), Location(any_bucket))
    with Gate(any_proxy, is_third_part) as gate:
        job_id = started(home, any_credentials, request)
        gate.wait()
        if killed:
            kill(worker_of(home))
        file.write_bytes(new)
        gate.open()
        report = finished(home, any_credentials, job_id)
    assert digests_in(any_store, any_bucket) == digests({"large": new})
    assert any("changed" in note for note in report.notes), report
    assert unfinished(any_store, any_bucket) == []


def started(home: StateHome, credentials: Path, request: JobRequest) -> int:
    """Have a job begun by somebody who leaves at once."""
    with closing(JobsClient(profile_in(credentials), home=home)) as client:
        return client.start(request, OPTIONS)


@pytest.mark.parametrize(
    ("size", "sent", "killed"),
    [(LARGE, 20 * MIB, False), (LARGE, 20 * MIB, True), (3 * MIB, MIB, False)],
)
def test_an_object_that_is_replaced_while_it_is_fetched_is_never_mixed(
    home: StateHome,
    any_store: Store,
    any_bucket: str,
    any_proxy: FaultProxy,
    any_credentials: Path,
    tmp_path: Path,
    size: int,
    sent: int,
    killed: bool,
) -> None:
    any_store.put(any_bucket, "d/x", os.urandom(size), NOW)
    new = os.urandom(size)
    request = GetRequest(below(any_bucket, "d/"), str(tmp_path / "here"))
    with Gate(any_proxy, AllGetsButTheFirst()) as gate:
        any_proxy.inject(Fault(FaultKind.END_RESPONSE, is_get, 1, sent))
        job_id = started(home, any_credentials, request)
        gate.wait()
        if killed:
            kill(worker_of(home))
        any_store.put(any_bucket, "d/x", new, NOW)
        gate.open()
        report = finished(home, any_credentials, job_id)
    assert digests_below(tmp_path / "here") == digests({"d/x": new})
    assert any("changed meanwhile" in note for note in report.notes), report


class AllGetsButTheFirst:
    """Meets what fetches an object again."""

    def __init__(self) -> None:
        self._seen = 0

    def __call__(self, request: Request) -> bool:
        self._seen += is_get(request)
        return is_get(request) and self._seen > 1


def test_an_object_that_was_written_since_is_not_deleted_by_a_job_that_goes_on(
    home: StateHome, store: Store, bucket: str, proxy: FaultProxy, credentials: Path
) -> None:
    for number in range(5):
        store.put(bucket, f"gone/{number}", b"old", NOW)
    with Gate(proxy, is_deletion) as gate:
        job_id = started(home, credentials, DeleteRequest(below(bucket, "gone/")))
        gate.wait()
        kill(worker_of(home))
        gate.open()  # what is on its way arrives although its sender is dead
        wait_until(lambda: keys_in(store, bucket) == [], "they are still there")
        store.put(bucket, "gone/3", b"new", NOW)
        with closing(JobsClient(profile_in(credentials), home=home)) as client:
            assert client.wait(job_id, LONG_ENOUGH)
            assert client.snapshot(job_id).state.is_end
    assert digests_in(store, bucket) == digests({"gone/3": b"new"})


def test_a_tree_that_changes_while_it_is_sent_is_sent_whole(
    home: StateHome,
    store: Store,
    bucket: str,
    proxy: FaultProxy,
    credentials: Path,
    tmp_path: Path,
) -> None:
    files = {f"{number:02}": b"old" for number in range(40)}
    source = write_tree(tmp_path / "up", files)
    with Gate(proxy, lambda request: request.method == "PUT") as gate:
        job_id = started(home, credentials, PutRequest((str(source),), Location(bucket)))
        gate.wait()
        write_tree(source, {"39": b"newer"})
        gate.open()
        report = finished(home, credentials, job_id)
    expected = digests({f"up/{name}": body for name, body in (files | {"39": b"newer"}).items()})
    assert digests_in(store, bucket) == expected
    assert any("changed" in note for note in report.notes)
