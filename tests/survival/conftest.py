"""The fixtures of the survival tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.jobs.engine.conftest import engine_bench
from tests.jobs.worker.conftest import client, home
from tests.support.faultproxy import FaultProxy
from tests.support.servers import S3Server

__all__ = ["client", "engine_bench", "home"]


@pytest.fixture
def proxy(server: S3Server) -> Iterator[FaultProxy]:
    """A proxy in front of ``server``."""
    with FaultProxy(server.endpoint) as running:
        yield running


@pytest.fixture
def any_proxy(any_server: S3Server) -> Iterator[FaultProxy]:
    """A proxy in front of each server in turn."""
    with FaultProxy(any_server.endpoint) as running:
        yield running


@pytest.fixture
def credentials(server: S3Server, proxy: FaultProxy, tmp_path: Path) -> Path:
    """A credentials file for ``server`` by way of the proxy."""
    return credentials_by_way_of(proxy, server, tmp_path)


@pytest.fixture
def any_credentials(any_server: S3Server, any_proxy: FaultProxy, tmp_path: Path) -> Path:
    """The same for each server in turn."""
    return credentials_by_way_of(any_proxy, any_server, tmp_path)


def credentials_by_way_of(proxy: FaultProxy, server: S3Server, folder: Path) -> Path:
    return replace(server, endpoint=proxy.endpoint).credentials_json(folder / "credentials.json")
