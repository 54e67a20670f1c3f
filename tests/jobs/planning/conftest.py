"""The fixtures of the tests of planning."""

from __future__ import annotations

from pathlib import Path

import pytest

from jos_tui.store.store import Store
from tests.jobs.planning.desk import Desk


@pytest.fixture
def desk(store: Store, bucket: str, tmp_path: Path) -> Desk:
    """A bucket and a folder, for tests that need only one server."""
    return Desk(store, bucket, tmp_path)


@pytest.fixture
def any_desk(any_store: Store, any_bucket: str, tmp_path: Path) -> Desk:
    """A bucket and a folder, on each server in turn."""
    return Desk(any_store, any_bucket, tmp_path)
