"""One demo server for the tests of this room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.demo.sample import quick
from jos_tui.demo.server import DemoServer
from jos_tui.store.store import Store, connect


@pytest.fixture(scope="session")
def demo() -> Iterator[DemoServer]:
    """A demo server that holds what is there before the screen opens."""
    with DemoServer() as server:
        store = connect(server.profile)
        quick(store, CancelToken())
        store.close()
        yield server


@pytest.fixture
def demo_store(demo: DemoServer) -> Iterator[Store]:
    """A connection to it, as ``--demo`` makes it."""
    store = connect(demo.profile)
    yield store
    store.close()
