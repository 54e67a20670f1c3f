"""The worker keeps to what is configured, whoever asks it and whatever they say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from jos_tui.core.errors import Protected, ReadOnly
from jos_tui.jobs.model import JobState
from jos_tui.jobs.request import Options
from jos_tui.jobs.worker.client import JobsClient
from jos_tui.jobs.worker.credentials import Credentials
from jos_tui.jobs.worker.hub import Turns
from jos_tui.jobs.worker.messages import Begin, Beginning, Do, Done, Hello, Keys, Order, Refused
from jos_tui.jobs.worker.paths import StateHome
from jos_tui.jobs.worker.service import ClientSession, Service
from jos_tui.jobs.worker.store_ref import ref_of
from jos_tui.profiles.discovery import from_file
from jos_tui.profiles.profile import Profile, Rights, Verification
from jos_tui.profiles.wanted import brakes_of
from jos_tui.store.store import connect
from tests.jobs.engine.engine_bench import EngineBench
from tests.profiles.support import write
from tests.support.servers import S3Server


@pytest.fixture
def credentials() -> Iterator[Credentials]:
    made = Credentials(lambda: brakes_of({}, Path.home(), Path("/")))
    yield made
    made.close()


@pytest.fixture
def profile() -> Profile:
    """Keys in a file of another tool."""
    keys = {"token": "ACCESS", "secret": "S", "endpoint_url": "https://store.example"}
    path = write(Path.home() / ".credentials" / "keys.json", json.dumps(keys))
    return from_file(path, {}, Path.home()).profiles[0]


def configure(text: str) -> None:
    write(Path.home() / ".config" / "jos-tui" / "config.toml", text)


EVERYTHING = """
[profiles."store.example"]
read_only = true
protected = ["prod-*"]
ca_file = "/ca.pem"
verify = false
"""


@pytest.mark.parametrize("is_told", [True, False])
def test_what_is_configured_holds_for_keys_of_clients_and_of_files(
    credentials: Credentials, profile: Profile, is_told: bool
) -> None:
    configure(EVERYTHING)
    if is_told:
        credentials.learn(ref_of(profile), profile)
    used = credentials.store_for(ref_of(profile)).profile
    assert used.rights is Rights.READ
    assert used.protected == ("prod-*",)
    assert (used.ca_file, used.verification) == ("/ca.pem", Verification.NONE)


def test_a_file_that_cannot_be_understood_lets_the_worker_change_nothing(
    credentials: Credentials, profile: Profile
) -> None:
    configure("[profiles")
    assert credentials.store_for(ref_of(profile)).profile.rights is Rights.READ


def test_what_a_client_has_configured_elsewhere_holds_too(credentials: Credentials) -> None:
    profile = replace(Profile("x", (), "ACCESS"), protected=("prod-*",), ca_file="/ca.pem")
    keys = Keys.of(replace(profile, verification=Verification.NONE))
    assert keys.profile.protected == ("prod-*",)
    assert (keys.profile.ca_file, keys.profile.verification) == ("/ca.pem", Verification.NONE)


def test_a_job_on_a_store_to_be_read_only_stops_rather_than_fail_item_by_item(
    bench: EngineBench,
) -> None:
    sources = [bench.file(f"{number}", b"x") for number in range(20)]
    with closing(connect(replace(bench.profile, rights=Rights.READ))) as reading:
        bench.stores._stores = [reading]
        job_id = bench.start(bench.put(*sources))
        snapshot = bench.until(job_id, lambda job: job.problem is not None)
        assert isinstance(snapshot.problem, ReadOnly)
        assert bench.outcome(job_id).failures == ()
    assert bench.keys() == []


# -- what is protected -----------------------------------------------------------------------------


@pytest.fixture
def session(bench: EngineBench) -> ClientSession:
    """A session of somebody for whom the bucket is protected."""
    session = ClientSession(Service(bench.engine, bench.journal, Credentials(), Turns()))
    protected = replace(bench.profile, protected=(bench.bucket,))
    assert session.answer(Hello(bench.ref, Keys.of(protected))) == Done()
    bench.fill({"run/x": b"1", "y": b"2"})
    return session


def is_refused(told: object) -> bool:
    return isinstance(told, Refused) and isinstance(told.error, Protected)


@pytest.mark.parametrize("typed", ["", "yes", "run"])
def test_nothing_protected_goes_without_its_name(
    bench: EngineBench, session: ClientSession, typed: str
) -> None:
    request = bench.delete(bench.everything())
    assert is_refused(session.answer(Begin(request, Options(), Beginning.RUN, typed)))
    draft = session.answer(Begin(request, Options(), Beginning.DRAFT))
    assert isinstance(draft, Done)
    bench.outcome(draft.value)
    assert is_refused(session.answer(Do(Order.CONFIRM, draft.value, typed)))
    assert bench.snapshot(draft.value).state is JobState.DRAFT
    assert bench.keys() == ["run/x", "y"]


def test_it_goes_by_its_name(bench: EngineBench, session: ClientSession) -> None:
    request = bench.delete(bench.everything())
    draft = session.answer(Begin(request, Options(), Beginning.DRAFT))
    assert isinstance(draft, Done)
    bench.outcome(draft.value)
    assert session.answer(Do(Order.CONFIRM, draft.value, bench.bucket)) == Done()
    assert bench.outcome(draft.value).state is JobState.DONE
    assert bench.keys() == []


def test_what_was_begun_before_it_was_protected_is_paused_and_goes_by_its_name(
    bench: EngineBench, session: ClientSession
) -> None:
    job_id = bench.add(bench.delete(bench.everything()))
    protected = replace(bench.profile, protected=(bench.bucket,))
    with closing(connect(protected)) as store:
        bench.stores._stores = [store]
        bench.engine.run(job_id)
        bench.outcome(job_id)
        assert isinstance(bench.snapshot(job_id).problem, Protected)
        assert is_refused(session.answer(Do(Order.RESUME, job_id)))
        assert (bench.snapshot(job_id).state, len(bench.keys())) == (JobState.PAUSED, 2)
        assert session.answer(Do(Order.RESUME, job_id, bench.bucket)) == Done()
        assert bench.outcome(job_id).state is JobState.DONE
    assert bench.keys() == []
    assert bench.journal.job(job_id).options.typed == bench.bucket


def test_downloads_and_uploads_need_no_name(bench: EngineBench, session: ClientSession) -> None:
    for request in (bench.get(bench.everything()), bench.put(bench.file("z", b"3"))):
        begun = session.answer(Begin(request, Options(), Beginning.RUN))
        assert isinstance(begun, Done)
        assert bench.outcome(begun.value).state is JobState.DONE


def test_a_worker_that_runs_reads_what_is_configured(
    server: S3Server, home: StateHome, bench: EngineBench
) -> None:
    """In a process of its own, from a client that says nothing of it."""
    configure(f'[profiles.test]\nprotected = ["{bench.bucket}/run/*"]\n')
    bench.fill({"run/x": b"1", "y": b"2"})
    with closing(JobsClient(server.profile(name="test"), home=home)) as client:
        with pytest.raises(Protected):
            client.start(bench.delete(bench.everything()))
        job_id = client.start(bench.delete(bench.everything()), typed=bench.bucket)
        assert client.wait(job_id, 60)
        assert client.snapshot(job_id).state is JobState.DONE
    assert bench.keys() == []
