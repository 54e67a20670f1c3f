"""The fixtures of the tests of the journal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jos_tui.jobs.journal.journal import Journal


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the journal is, in a folder that is not there yet."""
    return tmp_path / "state" / "jos-tui" / "jobs-here.sqlite3"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    """A journal without jobs."""
    opened = Journal(path)
    yield opened
    opened.close()
