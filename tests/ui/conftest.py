"""A bucket with something in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.jobs.worker.paths import StateHome
from jos_tui.store.store import Store
from tests.jobs.worker.handling import end_worker
from tests.store.versioned import keep_versions
from tests.support.faultproxy import FaultProxy
from tests.support.servers import S3Server
from tests.ui.versioned_bucket import put


@pytest.fixture
def filled(store: Store, bucket: str) -> str:
    """A bucket with files, folders and names that would like to be something else."""
    keys = [
        "README.txt",
        "[red]markup",
        "[@click=app.quit]quit",
        "a/one.nc",
        "a/two.nc",
        "a/deep/three.nc",
        "b//double.nc",
        "data/tas.nc",
        "esc\x1b[2J\x1b]0;pwned\x07.txt",
        "rtl\u202egnp.exe",
        "z-last.csv",
    ]
    for key in keys:
        store.put(bucket, key, f"content of {key}".encode(), CancelToken())
    return bucket


@pytest.fixture
def kept(store: Store, bucket: str) -> str:
    """A bucket that keeps versions of ``k``, and has another key that begins like it."""
    keep_versions(store, bucket)
    put(store, bucket, "k.txt", b"first", b"second!", b"the third")
    put(store, bucket, "k.txt.bak", b"another")
    return bucket


@pytest.fixture(autouse=True)
def home(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[StateHome]:
    """A state folder of the test's own; its worker is gone afterwards."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
    home = StateHome.of_user()
    yield home
    end_worker(home)


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in a folder of the test's own: what a wrong key saves must not land in the checkout."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def proxy(server: S3Server) -> Iterator[FaultProxy]:
    """A proxy in front of ``server``, without faults yet."""
    with FaultProxy(server.endpoint) as proxy:
        yield proxy
