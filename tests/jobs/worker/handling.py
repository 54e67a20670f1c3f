"""Looking at worker processes, and ending them."""

from __future__ import annotations

import fcntl
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from jos_tui.jobs.worker.client import RECONNECTING
from jos_tui.jobs.worker.link import connect, retire
from jos_tui.jobs.worker.paths import StateHome
from tests.support.patience import LONG_ENOUGH

_LOOK_SECONDS = 0.002


def wait_until(holds: Callable[[], bool], what: str) -> None:
    """Wait for something another process does."""
    deadline = time.monotonic() + LONG_ENOUGH
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(_LOOK_SECONDS)  # who only asks takes the processor from whom is waited for


def worker_pid(home: StateHome) -> int:
    """Return the process of the worker that answers, 0 if none does."""
    found = connect(home.meeting_point)
    if found is None:
        return 0
    found[0].close()
    return found[1].pid


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that only waits for its parent to notice does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def kill(pid: int) -> None:
    """Kill a process and wait until it is gone."""
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not is_alive(pid), f"process {pid} is still there")


def end_worker(home: StateHome) -> None:
    """End the worker of a state folder if there is one, and remove what a killed one has left."""
    for thread in threading.enumerate():
        if thread.name == RECONNECTING:  # a client that was closed meanwhile
            thread.join()
    if not home.meeting_point.folder.exists():
        return
    wait_until(lambda: _has_ended(home), "somebody still holds the lock")
    for path in (home.meeting_point.lock, home.meeting_point.socket):
        path.unlink(missing_ok=True)


def _has_ended(home: StateHome) -> bool:
    """End the worker if it answers; one that has just been started may not yet."""
    found = connect(home.meeting_point)
    if found is not None:
        retire(found[0], LONG_ENOUGH)
        wait_until(lambda: not is_alive(found[1].pid), "the worker is still there")
    return _is_free(home.meeting_point.lock)


def _is_free(lock: Path) -> bool:
    with suppress(FileNotFoundError), lock.open("rb") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True
