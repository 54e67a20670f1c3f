"""Threads and open files of this process, before and after."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.patience import LONG_ENOUGH


@contextmanager
def no_leaks() -> Iterator[None]:
    """Check that threads and open files are no more than before, once all threads have ended."""
    threads, files = set(threading.enumerate()), _open_files()
    yield
    deadline = time.monotonic() + LONG_ENOUGH
    for thread in set(threading.enumerate()) - threads:
        thread.join(max(0.0, deadline - time.monotonic()))
        assert not thread.is_alive(), thread
    assert _open_files() <= files


def _open_files() -> int:
    return sum(1 for _ in Path("/dev/fd").iterdir())
