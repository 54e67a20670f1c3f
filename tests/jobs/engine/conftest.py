"""The fixtures of the tests of the engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jos_tui.store.store import Store
from tests.jobs.engine.engine_bench import EngineBench, new_bench
from tests.support.faultproxy import FaultProxy
from tests.support.servers import S3Server


@pytest.fixture
def engine_bench(
    server: S3Server, store: Store, bucket: str, tmp_path: Path
) -> Iterator[EngineBench]:
    """A workbench on the server for tests that need only one."""
    with new_bench(server, store, bucket, tmp_path) as made:
        yield made


@pytest.fixture
def any_engine_bench(
    any_server: S3Server, any_store: Store, any_bucket: str, tmp_path: Path
) -> Iterator[EngineBench]:
    """A workbench on each server in turn."""
    with new_bench(any_server, any_store, any_bucket, tmp_path) as made:
        yield made


@pytest.fixture
def proxy(server: S3Server) -> Iterator[FaultProxy]:
    """A fault proxy in front of the server, without faults yet."""
    with FaultProxy(server.endpoint) as running:
        yield running
