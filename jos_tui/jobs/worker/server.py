"""The worker's door and its clock: who comes in, and when it is time to go."""

from __future__ import annotations

import os
import selectors
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from typing import Protocol

from jos_tui.jobs.worker.paths import MeetingPoint
from jos_tui.jobs.worker.wire import is_own_user

BEAT_SECONDS = 10.0
_BACKLOG = 64


class Cause(Enum):
    """Why a worker ends."""

    IDLE = "idle"
    ASKED = "asked"  # by a signal, or by a client that wants another version
    UNTIED = "untied"  # the process it belongs to is gone
    OUSTED = "ousted"  # its lock is no longer its own


class Door:
    """The socket clients connect to. Raises OSError if it cannot be made."""

    def __init__(self, point: MeetingPoint) -> None:
        self._uid = point.uid
        self._path = point.socket
        with suppress(FileNotFoundError):
            self._path.unlink()  # left behind by a worker that was killed: the lock is ours
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(self._path))
        self.listener.listen(_BACKLOG)
        self.listener.setblocking(False)
        self._made = self._path.lstat()

    def accept(self) -> socket.socket | None:
        """Return the next client; None if it is gone again or is somebody else's."""
        try:
            connection, _ = self.listener.accept()
        except OSError:
            return None
        if is_own_user(connection, self._uid):
            connection.setblocking(True)
            return connection
        connection.close()
        return None

    def keep_fresh(self) -> None:
        """Show that it is in use: old files among the temporary ones are cleared away by age."""
        with suppress(OSError):
            os.utime(self._path)

    def close(self) -> None:
        """Let nobody in any more; the name goes away unless another worker has it now."""
        self.listener.close()
        with suppress(FileNotFoundError):
            if os.path.samestat(self._path.lstat(), self._made):
                self._path.unlink()


class Clock(Protocol):
    """What is to be looked after while the worker lives."""

    def may_go_on(self) -> bool:
        """Whether this is still the worker."""

    def beat(self) -> None:
        """Show that the worker lives."""

    def idle(self) -> bool:
        """Whether there is nothing to do."""


class Watch:
    """Waits on the main thread for clients, signals and the time to go."""

    def __init__(self, door: Door, tie: int | None, idle_seconds: float) -> None:
        self._door = door
        self._tie = tie
        self._idle_seconds = idle_seconds
        self._wake, self._woken = socket.socketpair()
        self._woken.setblocking(False)
        self._wake.setblocking(False)
        self._asked = False

    def ask_to_end(self) -> None:
        """Let ``run`` return. Any thread, and handlers of signals."""
        self._asked = True
        with suppress(OSError):
            self._wake.send(b"x")

    def end_when_idle(self, idle_seconds: float) -> None:
        """Let it end for want of work from now on. Handlers of signals."""
        self._idle_seconds = idle_seconds

    def run(self, clock: Clock, on_client: Callable[[socket.socket], None]) -> Cause:
        """Wait until it is time to end, and say why it is."""
        with selectors.DefaultSelector() as selector:
            for source in (self._door.listener, self._woken, self._tie):
                if source is not None:
                    selector.register(source, selectors.EVENT_READ)
            return self._wait(selector, clock, on_client)

    def close(self) -> None:
        """Let go of what it waits with."""
        self._wake.close()
        self._woken.close()

    def _wait(
        self,
        selector: selectors.BaseSelector,
        clock: Clock,
        on_client: Callable[[socket.socket], None],
    ) -> Cause:
        now = time.monotonic()
        next_beat, busy_at = now, now
        while not self._asked:
            now = time.monotonic()
            if now >= next_beat:
                next_beat = now + BEAT_SECONDS
                self._door.keep_fresh()
                clock.beat()
            if not clock.may_go_on():
                return Cause.OUSTED
            if not clock.idle():
                busy_at = now
            elif now - busy_at >= self._idle_seconds:
                return Cause.IDLE
            wait = min(next_beat - now, self._idle_seconds)
            for key, _ in selector.select(max(wait, 0.01)):
                if key.fileobj == self._tie:
                    return Cause.UNTIED
                if key.fileobj is self._door.listener:
                    connection = self._door.accept()
                    if connection is not None:
                        on_client(connection)
        return Cause.ASKED
