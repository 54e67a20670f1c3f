"""The fixtures every room's tests share; ``tests/conftest.py`` brings them into scope."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.core.location import Location
from jos_tui.profiles.profile import Profile
from jos_tui.store.depth import Depth
from jos_tui.store.store import Store, connect
from tests.support.servers import S3Server, external_server, run_ministack, run_rclone

_EXTERNAL = external_server()
_ANY = ["external"] if _EXTERNAL else ["ministack", "rclone"]


@pytest.fixture(scope="session")
def ministack() -> Iterator[S3Server]:
    """A ministack of this worker: complete S3, any key of up to 1,024 bytes, no signatures."""
    with run_ministack() as server:
        yield server


@pytest.fixture(scope="session")
def rclone_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """An rclone of this worker: checks signatures, keys must be paths, ignores sub-resources."""
    with run_rclone(tmp_path_factory.mktemp("rclone")) as server:
        yield server


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> S3Server:
    """The server for tests that need only one: ministack, or the one JOS_TEST_ENDPOINT names."""
    return _EXTERNAL or _named(request, "ministack")


@pytest.fixture(scope="session", params=_ANY)
def any_server(request: pytest.FixtureRequest) -> S3Server:
    """Each server in turn: ministack and rclone, or only the one JOS_TEST_ENDPOINT names."""
    if _EXTERNAL:
        return _EXTERNAL
    return _named(request, "ministack" if request.param == "ministack" else "rclone_server")


def _named(request: pytest.FixtureRequest, fixture: str) -> S3Server:
    found = request.getfixturevalue(fixture)
    assert isinstance(found, S3Server)
    return found


@pytest.fixture
def store(server: S3Server) -> Iterator[Store]:
    """A connection to ``server``."""
    yield from _connected(server.profile())


@pytest.fixture
def any_store(any_server: S3Server) -> Iterator[Store]:
    """A connection to each server in turn."""
    yield from _connected(any_server.profile())


@pytest.fixture
def bucket(store: Store) -> Iterator[str]:
    """A new empty bucket of ``store``."""
    yield from _fresh_bucket(store)


@pytest.fixture
def any_bucket(any_store: Store) -> Iterator[str]:
    """A new empty bucket of ``any_store``."""
    yield from _fresh_bucket(any_store)


def _connected(profile: Profile) -> Iterator[Store]:
    store = connect(profile)
    try:
        yield store
    finally:
        store.close()


def _fresh_bucket(store: Store) -> Iterator[str]:
    name = f"jos-test-{secrets.token_hex(6)}"
    store.make_bucket(name, CancelToken())
    yield name
    if _EXTERNAL:  # our own servers forget everything anyway
        _remove(store, name)


def _remove(store: Store, bucket: str) -> None:
    cancel = CancelToken()
    for page in store.pages(Location(bucket), Depth.TREE, cancel):
        for key in page.keys:
            store.delete(bucket, key, cancel)
    store.remove_bucket(bucket, cancel)
