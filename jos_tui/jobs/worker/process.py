"""The worker itself: a process that does the jobs of one user on one host."""

from __future__ import annotations

import importlib
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from jos_tui import __version__
from jos_tui.core.core_files import forbid_core_files
from jos_tui.core.errors import JosError, LocalError
from jos_tui.core.tracebacks import TracebackFormatter
from jos_tui.jobs.engine.engine import Engine
from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.journal.worker_id import WorkerId
from jos_tui.jobs.journal.workers import WorkerAlive
from jos_tui.jobs.worker.arguments import NONE, Arguments
from jos_tui.jobs.worker.credentials import Credentials
from jos_tui.jobs.worker.hub import Hub
from jos_tui.jobs.worker.link import connect
from jos_tui.jobs.worker.lock import WorkerLock, holder
from jos_tui.jobs.worker.log import BoundedLog
from jos_tui.jobs.worker.messages import Greeting
from jos_tui.jobs.worker.paths import IDLE_SECONDS, Lifetime, MeetingPoint, StateHome
from jos_tui.jobs.worker.peer import Peer
from jos_tui.jobs.worker.readiness import Readiness
from jos_tui.jobs.worker.server import Cause, Door, Watch
from jos_tui.jobs.worker.service import ClientSession, Service
from jos_tui.jobs.worker.telling import Telling
from jos_tui.profiles.config import Brakes
from jos_tui.profiles.wanted import brakes_of

_log = logging.getLogger(__name__)

_PATIENCE_SECONDS = 15.0
_LOOK_SECONDS = 0.1
_UNDO_SECONDS = 2.0
_KEPT_MS = 30 * 24 * 3600 * 1000


def main(words: Sequence[str]) -> None:
    """Be the worker that a client has started, and end this process."""
    forbid_core_files()
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    arguments = Arguments.from_words(words)
    sys.stdout = sys.stderr = BoundedLog(sys.stderr.fileno())
    _write_faults_to_log()
    tie = None if arguments.tie == NONE else arguments.tie
    lifetime = Lifetime.OF_ITS_OWN if tie is None else Lifetime.TIED
    home = StateHome(arguments.folder, lifetime, arguments.idle_seconds)
    readiness = Readiness(arguments.ready)
    try:
        run(home, readiness, tie)
    except JosError as error:
        _log.error("%s", error)
        readiness.refused(error)
        sys.exit(1)


def _write_faults_to_log() -> None:
    """Let nothing into the log that could hold keys: also not by Python's own words of a fault."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(TracebackFormatter("%(asctime)s %(message)s"))
    logging.basicConfig(handlers=[handler])
    sys.excepthook = lambda _, error, __: _log.error("A fault", exc_info=error)
    threading.excepthook = lambda fault: _log.error("A fault", exc_info=fault.exc_value)


def run_in_foreground() -> None:
    """Be the worker of this user until a signal or another version ends it.

    Blocks. Main thread only. Raises LocalError if there is one already.
    """
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    home = StateHome(StateHome.of_user().folder, idle_seconds=float("inf"))
    home.prepare()
    home.meeting_point.prepare()
    if not run(home, Readiness(), None):
        raise LocalError(
            "A worker is running already",
            f"It is process {holder(home.meeting_point.lock)}",
            f"End it with: kill {holder(home.meeting_point.lock)}",
        )


def run(home: StateHome, readiness: Readiness, tie: int | None) -> bool:
    """Work until it is time to end; False if another worker is there. Raises JosError."""
    point = home.meeting_point
    lock = _take_or_find(point)
    if lock is None:
        readiness.busy()
        return False
    try:
        with ExitStack() as stack:
            _Worker(home, lock, stack).work(readiness, tie)
    finally:
        lock.release()
    return True


def _take_or_find(point: MeetingPoint) -> WorkerLock | None:
    """Return the lock, or None when a worker answers; one that is just ending is waited for."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    try:
        while (lock := WorkerLock.take(point.lock)) is None:
            found = connect(point)
            if found is not None:
                found[0].close()
                return None
            if time.monotonic() > deadline:
                raise LocalError(
                    "Another worker holds the jobs, but does not answer",
                    f"It is process {holder(point.lock)}",
                    f"If it hangs, end it with: kill {holder(point.lock)}",
                )
            time.sleep(_LOOK_SECONDS)
    except OSError as exc:
        raise LocalError(f"{point.lock} cannot be used", exc.strerror or "") from exc
    return lock


def _enter(journal: Journal, worker: WorkerId) -> None:
    """Take the journal in hand; a worker that was killed may take a moment to be gone."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            journal.enter(worker)
        except WorkerAlive:
            if time.monotonic() > deadline:
                raise
            time.sleep(_LOOK_SECONDS)
        else:
            return


def _brakes_for(lifetime: Lifetime) -> Callable[[], Brakes]:
    """Return what reads the user's settings; none are for the samples of a tied worker."""
    if lifetime is Lifetime.TIED:
        return Brakes
    return lambda: brakes_of(os.environ, Path.home(), Path("/"))


class _Worker:
    """The parts, put together; the stack takes them apart again."""

    def __init__(self, home: StateHome, lock: WorkerLock, stack: ExitStack) -> None:
        self._lock = lock
        self._ousted = False
        self._hub = Hub()
        stack.callback(self._hub.close)  # last: that the line goes dead says that we are gone
        self._id = WorkerId.of_this_process()
        self._journal = Journal(home.journal)
        stack.callback(self._journal.close)
        _enter(self._journal, self._id)
        stack.callback(self._journal.leave, self._id)
        self._credentials = Credentials(_brakes_for(home.lifetime))
        stack.callback(self._credentials.close)
        told = Telling(self._hub, home.change_log())
        self._engine = Engine(self._journal, self._credentials, told)
        stack.callback(self._engine.close)
        self._service = Service(self._engine, self._journal, self._credentials, self._hub.turns)
        stack.callback(self._service.close)
        self._door = Door(home.meeting_point)
        stack.callback(self._door.close)
        self._idle_seconds = home.idle_seconds

    def work(self, readiness: Readiness, tie: int | None) -> None:
        """Serve until it is time to end."""
        watch = Watch(self._door, tie, self._idle_seconds)
        self._watch = watch
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: watch.ask_to_end())
        # Who has hung up cannot end it any more: one in the foreground becomes one like others.
        signal.signal(signal.SIGHUP, lambda *_: watch.end_when_idle(IDLE_SECONDS))
        readiness.ready()
        threading.Thread(target=self._warm_up, name="warm-up", daemon=True).start()
        self._service.take_up()
        cause = watch.run(self, self._welcome)
        if cause is Cause.UNTIED:
            self._give_up()

    def may_go_on(self) -> bool:
        """Whether lock and journal are still this worker's."""
        return not self._ousted and self._lock.is_ours()

    def beat(self) -> None:
        """Show that this worker lives: in the journal only while there is something to do."""
        self._lock.keep_fresh()
        if self._engine.idle():
            return
        try:
            self._journal.beat(self._id)
        except WorkerAlive:
            self._ousted = True
        except LocalError as error:
            _log.warning("%s", error)

    def idle(self) -> bool:
        """Whether there is nothing to do."""
        return not len(self._hub) and self._engine.idle() and not self._service.is_forgetting

    def _welcome(self, connection: socket.socket) -> None:
        peer = Peer(
            connection,
            Greeting(__version__, os.getpid()),
            ClientSession(self._service),
            self._engine.snapshots,
            self._watch.ask_to_end,
            self._hub.remove,
        )
        self._hub.add(peer)
        peer.start()

    def _warm_up(self) -> None:
        importlib.import_module("jos_tui.store.client")
        self._service.prune(int(time.time() * 1000) - _KEPT_MS)

    def _give_up(self) -> None:
        """Cancel what is under way: there is nobody left who could go on with it."""
        deadline = time.monotonic() + _UNDO_SECONDS
        active = [job.id for job in self._engine.snapshots() if job.active]
        for job_id in active:
            self._engine.cancel(job_id)
        for job_id in active:
            self._engine.wait(job_id, max(0.0, deadline - time.monotonic()))
