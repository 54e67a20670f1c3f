"""Starting a worker that outlives whoever starts it, or one that must not."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from jos_tui.core.errors import JosError, LocalError
from jos_tui.jobs.worker.arguments import Arguments
from jos_tui.jobs.worker.paths import Lifetime, StateHome
from jos_tui.jobs.worker.readiness import BUSY, READY, error_in

_START_SECONDS = 30.0
_MOST_LOG_BYTES = 1 << 18
_MOST_ANSWER = 1 << 16
_PRIVATE = 0o600

# The worker is a child of nobody: the first process ends at once and hands it to init, so that no
# client has to wait for its end. With -P no folder can shadow a module of Python; the package's
# own root comes last for the same reason.
_START = (
    "import os, sys; os.fork() and os._exit(0); sys.path.append(sys.argv[1]); "
    "from jos_tui.jobs.worker.process import main; main(sys.argv[2:])"
)
_KEEPS_SECRETS = ("SECRET", "TOKEN", "PASSWORD", "ACCESS_KEY", "MC_HOST_")


class Tie:
    """What a tied worker hangs on: it ends when this is closed, or when this process ends."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def close(self) -> None:
        """Let the worker end."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)


def start_worker(home: StateHome) -> Tie | None:
    """Start a worker and wait until it can be reached; one that is there already is fine.

    Returns what a tied worker hangs on. Blocks. Raises LocalError, or what the worker said.
    """
    home.prepare()
    home.meeting_point.prepare()
    ready, worker_ready = os.pipe()
    with _closing(ready):
        with _closing(worker_ready):
            tie = _run(home, worker_ready)
        answer = _read(ready)
    if answer in {READY, BUSY}:
        return tie
    if tie is not None:
        tie.close()
    raise error_in(answer) or _no_start(home)


def _run(home: StateHome, ready: int) -> Tie | None:
    if home.lifetime is Lifetime.OF_ITS_OWN:
        _start_process(home, Arguments(home.folder, ready, home.idle_seconds))
        return None
    worker_end, own_end = os.pipe()
    with _closing(worker_end):
        try:
            _start_process(home, Arguments(home.folder, ready, home.idle_seconds, worker_end))
        except JosError:
            os.close(own_end)
            raise
    return Tie(own_end)


def _start_process(home: StateHome, arguments: Arguments) -> None:
    root = Path(__file__).parents[3]
    try:
        with _closing(_open_log(home.log)) as log:
            subprocess.run(  # noqa: S603 - this Python, and a command line of our own
                [sys.executable, "-P", "-c", _START, str(root), *arguments.to_words()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=_environment(),
                pass_fds=arguments.descriptors,
                start_new_session=True,
                check=False,
            )
    except OSError as exc:
        raise LocalError(
            "The worker for the jobs cannot be started",
            f"{exc.strerror}: {exc.filename}" if exc.filename else str(exc.strerror),
        ) from exc


def _environment() -> dict[str, str]:
    """Return what the worker may inherit: its keys come from clients and files alone."""
    return {
        name: value
        for name, value in os.environ.items()
        if not any(word in name.upper() for word in _KEEPS_SECRETS)
    }


def _open_log(path: Path) -> int:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, _PRIVATE)
    if os.fstat(descriptor).st_size > _MOST_LOG_BYTES:
        os.ftruncate(descriptor, 0)
    return descriptor


def _read(ready: int) -> bytes:
    """Return what the worker says about its start: nothing if it has died or takes too long."""
    answer = b""
    while len(answer) < _MOST_ANSWER and select.select([ready], [], [], _START_SECONDS)[0]:
        data = os.read(ready, _MOST_ANSWER)
        if not data:
            break
        answer += data
    return answer


def _no_start(home: StateHome) -> LocalError:
    with suppress(OSError):
        lines = home.log.read_text("utf-8", "replace").strip().splitlines()
        if lines:
            return LocalError(_NO_START, lines[-1], f"See {home.log}")
    return LocalError(_NO_START, "It did not say why")


_NO_START = "The worker for the jobs does not start"


@contextmanager
def _closing(descriptor: int) -> Iterator[int]:
    try:
        yield descriptor
    finally:
        os.close(descriptor)
