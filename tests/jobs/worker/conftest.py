"""Workers of a test's own: none outlives it, and nothing of them stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jos_tui.core.entry import Entry, Kind
from jos_tui.core.location import Location
from jos_tui.jobs.model import Selection
from jos_tui.jobs.request import DeleteRequest
from jos_tui.jobs.worker.client import JobsClient
from jos_tui.jobs.worker.paths import StateHome
from jos_tui.profiles.profile import Endpoint, Profile
from jos_tui.profiles.secret import Secret
from jos_tui.store.store import Store
from tests.jobs.engine.engine_bench import EngineBench, new_bench
from tests.jobs.worker.handling import end_worker
from tests.support.servers import S3Server

ClientMaker = Callable[..., JobsClient]

NOWHERE = Profile(
    name="nowhere",
    endpoints=(Endpoint("127.0.0.1:9", secure=False),),
    access_key="ACCESS",
    secret_key=Secret("hush-hush-9f3b"),
    source="typed in",
)


@pytest.fixture
def home() -> Iterator[StateHome]:
    """The state folder of this test; its worker is gone afterwards."""
    home = StateHome.of_user()
    yield home
    end_worker(home)
    point = home.meeting_point
    assert not point.socket.exists()
    assert not point.lock.exists()


@pytest.fixture
def client(home: StateHome) -> Iterator[ClientMaker]:
    """Makes clients of the worker, by default with keys for a store that is not there."""
    made: list[JobsClient] = []

    def make(profile: Profile | None = NOWHERE, **more: object) -> JobsClient:
        made.append(JobsClient(profile, home=home, **more))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def hopeless() -> DeleteRequest:
    """A request that stays at work: its store does not answer."""
    entries = (Entry("prefix/", Kind.PREFIX),)
    return DeleteRequest(Selection(Location("bucket"), entries))


@pytest.fixture
def bench(server: S3Server, store: Store, bucket: str, tmp_path: Path) -> Iterator[EngineBench]:
    """An engine and a journal, without a worker."""
    with new_bench(server, store, bucket, tmp_path) as made:
        yield made
