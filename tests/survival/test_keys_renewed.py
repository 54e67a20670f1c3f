"""Keys that are revoked in the middle of a job, and others that take their place."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from jos_tui.core.errors import BadCredentials
from jos_tui.core.location import Location
from jos_tui.jobs.model import JobState
from jos_tui.jobs.request import GetRequest, PutRequest
from jos_tui.jobs.request import Request as JobRequest
from jos_tui.jobs.worker.client import JobsClient
from jos_tui.jobs.worker.paths import StateHome
from tests.support.patience import LONG_ENOUGH
from tests.support.renewing import Renewing
from tests.survival.line import Gate, is_get, is_put
from tests.survival.rig import (
    MIB,
    below,
    digests,
    digests_below,
    digests_served,
    profile_in,
    write_tree,
)
from tests.survival.stand_in import OPTIONS

BUCKET = "bucket"
FILES = {f"{number}": os.urandom(number) for number in range(40)}
LARGE = {"large": os.urandom(17 * MIB)}
UP = {f"up/{name}": body for name, body in (FILES | LARGE).items()}
DOWN = {f"down/{name}": body for name, body in (FILES | LARGE).items()}


@pytest.fixture
def renewing(tmp_path: Path) -> Iterator[Renewing]:
    folder = tmp_path / "store"
    write_tree(folder / BUCKET, DOWN)
    with closing(Renewing(folder, tmp_path / "credentials.json")) as store, store.proxy:
        store.hand_out()
        yield store


def request_for(tmp_path: Path, *, upload: bool) -> JobRequest:
    if upload:
        source = write_tree(tmp_path / "up", FILES | LARGE)
        return PutRequest((str(source),), Location(BUCKET))
    return GetRequest(below(BUCKET, "down/"), str(tmp_path / "here"))


def check(renewing: Renewing, tmp_path: Path, *, upload: bool) -> None:
    if upload:
        assert digests_served(renewing.folder / BUCKET) == digests({**UP, **DOWN})
    else:
        assert digests_below(tmp_path / "here") == digests(DOWN)


@pytest.mark.parametrize("upload", [True, False])
def test_a_job_waits_for_other_keys_and_then_goes_on(
    home: StateHome, renewing: Renewing, tmp_path: Path, upload: bool
) -> None:
    with (
        Gate(renewing.proxy, is_put if upload else is_get, 10) as gate,
        closing(JobsClient(profile_in(renewing.credentials), home=home)) as client,
    ):
        job_id = client.start(request_for(tmp_path, upload=upload), OPTIONS)
        gate.wait()
        renewing.revoke()
        gate.open()
        assert client.wait(job_id, LONG_ENOUGH)
        shown = client.snapshot(job_id)
        assert shown.state is JobState.PAUSED, client.report(job_id)
        assert isinstance(shown.problem, BadCredentials)
        assert shown.problem.next_step
        assert shown.items_failed == 0
        renewing.hand_out()
        client.resume(job_id)
        assert client.wait(job_id, LONG_ENOUGH)
        report = client.report(job_id)
        assert (report.state, report.failures, report.done) == (JobState.DONE, (), 41)
    check(renewing, tmp_path, upload=upload)


@pytest.mark.parametrize("upload", [True, False])
def test_keys_that_were_renewed_in_their_file_are_taken_from_there(
    home: StateHome, renewing: Renewing, tmp_path: Path, upload: bool
) -> None:
    with (
        Gate(renewing.proxy, is_put if upload else is_get, 10) as gate,
        closing(JobsClient(profile_in(renewing.credentials), home=home)) as client,
    ):
        job_id = client.start(request_for(tmp_path, upload=upload), OPTIONS)
        gate.wait()
        renewing.revoke()
        renewing.hand_out()
        gate.open()
        assert client.wait(job_id, LONG_ENOUGH)
        report = client.report(job_id)
        assert (report.state, report.failures, report.done) == (JobState.DONE, (), 41)
    check(renewing, tmp_path, upload=upload)


def test_a_client_with_other_keys_lets_a_paused_job_go_on(
    home: StateHome, renewing: Renewing, tmp_path: Path
) -> None:
    with closing(JobsClient(profile_in(renewing.credentials), home=home)) as client:
        renewing.revoke()
        job_id = client.start(request_for(tmp_path, upload=False))
        assert client.wait(job_id, LONG_ENOUGH)
        assert client.snapshot(job_id).state is JobState.PAUSED
    keys = renewing.server.profile()
    typed_in = replace(
        profile_in(renewing.credentials), access_key=keys.access_key, secret_key=keys.secret_key
    )
    with closing(JobsClient(typed_in, home=home)) as other:
        other.resume(job_id)
        assert other.wait(job_id, LONG_ENOUGH)
        assert other.snapshot(job_id).state is JobState.DONE
    check(renewing, tmp_path, upload=False)


def test_keys_that_a_client_takes_are_those_of_its_paused_job(
    home: StateHome, renewing: Renewing, tmp_path: Path
) -> None:
    old = profile_in(renewing.credentials)
    typed_in = replace(old, source="typed in")
    with closing(JobsClient(typed_in, home=home)) as client:
        renewing.revoke()
        job_id = client.start(request_for(tmp_path, upload=False))
        assert client.wait(job_id, LONG_ENOUGH)
        assert client.snapshot(job_id).state is JobState.PAUSED
        keys = renewing.server.profile()
        client.take_keys(replace(typed_in, access_key=keys.access_key, secret_key=keys.secret_key))
        client.resume(job_id)
        assert client.wait(job_id, LONG_ENOUGH)
        assert client.snapshot(job_id).state is JobState.DONE
    check(renewing, tmp_path, upload=False)
