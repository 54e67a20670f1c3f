"""Stores behind a proxy that fails on demand."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import closing

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.store.store import Store, connect
from tests.store.support import QUICK
from tests.support.faultproxy import FaultProxy
from tests.support.servers import S3Server


@pytest.fixture
def cancel() -> CancelToken:
    """A token that nobody sets."""
    return CancelToken()


@pytest.fixture
def proxy(server: S3Server) -> Iterator[FaultProxy]:
    """A proxy in front of ``server``, without faults yet."""
    with FaultProxy(server.endpoint) as proxy:
        yield proxy


@pytest.fixture
def faulty(server: S3Server, proxy: FaultProxy) -> Iterator[Store]:
    """A connection to ``server`` by way of ``proxy``, with short pauses between tries."""
    profile = server.profile(endpoints=(proxy.endpoint,))
    with closing(connect(profile, QUICK)) as store:
        yield store


@pytest.fixture
def rclone_store(rclone_server: S3Server) -> Iterator[Store]:
    """A connection to the rude one."""
    with closing(connect(rclone_server.profile(), QUICK)) as store:
        yield store


@pytest.fixture
def rclone_bucket(rclone_store: Store) -> str:
    """A new empty bucket of the rude one."""
    name = f"jos-test-{secrets.token_hex(6)}"
    rclone_store.make_bucket(name, CancelToken())
    return name
