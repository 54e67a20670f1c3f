"""The fixtures of the tests of commands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from jos_tui.jobs.worker.paths import StateHome
from tests.cli.shell import Shell
from tests.jobs.worker.handling import end_worker
from tests.support.faultproxy import FaultProxy
from tests.support.servers import S3Server


@pytest.fixture(autouse=True)
def _worker_of_the_test(_clean_environment: None) -> Iterator[None]:
    """Each test has a worker of its own, below its own home, which does not outlive it."""
    home = StateHome.of_user()
    yield
    end_worker(home)


@pytest.fixture
def shell(tmp_path: Path, server: S3Server) -> Shell:
    """A shell on the server for tests that need only one."""
    return Shell(tmp_path, server)


@pytest.fixture
def any_shell(tmp_path: Path, any_server: S3Server) -> Shell:
    """A shell on each server in turn."""
    return Shell(tmp_path, any_server)


@pytest.fixture
def proxy(server: S3Server) -> Iterator[FaultProxy]:
    with FaultProxy(server.endpoint) as proxy:
        yield proxy


@pytest.fixture
def shaky_shell(tmp_path: Path, server: S3Server, proxy: FaultProxy) -> Shell:
    """A shell whose way to the server leads through ``proxy``."""
    return Shell(tmp_path, replace(server, endpoint=proxy.endpoint))
