"""Getting hold of a worker: the one that is there, or a new one."""

from __future__ import annotations

import threading
import time

from jos_tui import __version__
from jos_tui.core.errors import LocalError
from jos_tui.jobs.worker.link import connect, retire
from jos_tui.jobs.worker.paths import StateHome
from jos_tui.jobs.worker.spawn import Tie, start_worker
from jos_tui.jobs.worker.wire import Wire

_MOST_STARTS = 5
_PAUSE_SECONDS = 0.1
_RETIRE_SECONDS = 15.0


class Connector:
    """Finds or starts the worker of a state folder. Thread-safe; its methods block."""

    def __init__(self, home: StateHome, version: str = __version__) -> None:
        self._home = home
        self._version = version
        self._lock = threading.Lock()
        self._tie: Tie | None = None
        self._closed = False
        self._has_met_one = False

    def find(self) -> Wire | None:
        """Connect to the worker if there is one of our version. Raises LocalError."""
        with self._lock:
            found = connect(self._home.meeting_point)
            if found is None:
                return None
            wire, greeting = found
            if greeting.version == self._version:
                self._has_met_one = True
                return wire
            wire.close()
            return None

    def get(self) -> Wire:
        """Connect to the worker, starting one if need be. Raises JosError.

        A worker of another version is asked to end, unless there was one of ours before or it is
        what was just started: then another jos-tui has been installed or has taken over, and the
        two must not do so in turns.
        """
        with self._lock:
            for attempt in range(_MOST_STARTS):
                wire = self._current(may_retire=attempt == 0 and not self._has_met_one)
                if wire is not None:
                    self._has_met_one = True
                    return wire
                if attempt:
                    time.sleep(_PAUSE_SECONDS)  # it ended in the very moment
                self._start()
            raise LocalError(
                "The worker for the jobs cannot be reached",
                "It was started, but does not answer",
                f"See {self._home.log}",
            )

    def close(self) -> None:
        """Let a tied worker end. Does not block."""
        self._closed = True
        if self._tie is not None:
            self._tie.close()

    def _start(self) -> None:
        tie = start_worker(self._home)
        if tie is not None:
            if self._tie is not None:
                self._tie.close()
            self._tie = tie
            if self._closed:
                tie.close()

    def _current(self, *, may_retire: bool) -> Wire | None:
        found = connect(self._home.meeting_point)
        if found is None:
            return None
        wire, greeting = found
        if greeting.version == self._version:
            return wire
        if not may_retire:
            wire.close()
            raise LocalError(
                f"jos-tui {greeting.version} has taken over the jobs",
                f"This is version {self._version}",
                "Leave and start jos-tui again to go on with them.",
            )
        retire(wire, _RETIRE_SECONDS)
        return None
