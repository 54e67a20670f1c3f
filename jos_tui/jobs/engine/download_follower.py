"""What follows behind the streams of a large download: adding up its bytes, securing its parts."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Collection

from jos_tui.core.errors import JosError, LocalError
from jos_tui.jobs.engine.download_object import CHUNK
from jos_tui.jobs.engine.part_file import PartFile
from jos_tui.jobs.engine.parts import MIB
from jos_tui.jobs.engine.verify import Digest
from jos_tui.jobs.model import Check

_SYNC_BYTES = 256 * MIB
_MOST_AHEAD = 16 * MIB
"""How many bytes wait in memory for being added up; beyond that they are read back later."""

Secured = Callable[[Collection[int]], None]


class Follower:
    """A thread of its own for one file, so that neither hashing nor the disk holds up a stream.

    It hands the bytes to the digest in their order: those that come in order straight from
    memory, the others from the file once all before them are there. Parts that were fetched are
    brought to the disk every ``sync_seconds`` or 256 MiB, and then told to ``secured``, from 1. All
    methods may be called from any thread. Ends with :meth:`finish` or :meth:`stop`.
    """

    def __init__(
        self,
        part: PartFile,
        size: int,
        part_size: int,
        fetched: Collection[int],
        digest: Digest,
        secured: Secured,
        sync_seconds: float,
    ) -> None:
        self._part, self._size, self._part_size = part, size, part_size
        self.digest, self._secured, self._sync_seconds = digest, secured, sync_seconds
        self._state = threading.Condition()
        self._fetched = set(fetched)
        self._through = 0  # bytes from the start without a gap
        self._added_up = size if digest.check is Check.SIZE else 0
        self._waiting: deque[bytes] = deque()
        self._waiting_bytes = 0
        self._unsafe: set[int] = set()
        self._due: float | None = None
        self._ending = self._stopping = False
        self._failure: OSError | JosError | None = None
        self._move_through()
        self._thread = threading.Thread(target=self._run, name="jos-follow", daemon=True)
        self._thread.start()

    def received(self, offset: int, chunk: bytes) -> None:
        """Take bytes that were written to the file."""
        with self._state:
            in_order = offset == self._added_up + self._waiting_bytes
            if in_order and self._waiting_bytes < _MOST_AHEAD and not self._stopping:
                self._waiting.append(chunk)
                self._waiting_bytes += len(chunk)
                self._state.notify()

    def fetched(self, number: int) -> None:
        """Take note that all bytes of a part, counted from 1, are in the file.

        Raises OSError if the disk has refused some in the meantime.
        """
        with self._state:
            if self._failure is not None:
                raise self._failure
            self._fetched.add(number)
            self._unsafe.add(number)
            if self._due is None:
                self._due = time.monotonic() + self._sync_seconds
            self._move_through()
            self._state.notify()

    def finish(self) -> None:
        """Wait until all is added up and on the disk. Raises OSError."""
        with self._state:
            self._ending = True
            self._state.notify()
        self._thread.join()
        if self._failure is not None:
            raise self._failure
        self._secure()

    def stop(self) -> None:
        """Stop adding up, and secure what was fetched. Raises OSError."""
        with self._state:
            self._stopping = True
            self._state.notify()
        self._thread.join()
        self._secure()

    def _move_through(self) -> None:
        while self._through < self._size and self._through // self._part_size + 1 in self._fetched:
            self._through = min(self._through + self._part_size, self._size)

    def _run(self) -> None:
        try:
            while self._step():
                pass
        except (OSError, JosError) as exc:
            with self._state:
                self._failure = exc

    def _step(self) -> bool:
        """Do what is next; return False when there is nothing more to do."""
        with self._state:
            self._state.wait_for(self._has_work, self._seconds_until_due())
            if self._stopping or (self._ending and self._added_up == self._size):
                return False
            sync = self._is_due()
            chunk = self._waiting[0] if self._waiting else b""
            start, behind = self._added_up, self._through - self._added_up
        if sync:
            self._secure()
        elif chunk:
            self._add_waiting(chunk)
        elif behind > 0:
            self._add_from_file(start, min(CHUNK, behind))
        return True

    def _has_work(self) -> bool:
        return (
            self._stopping
            or self._is_due()
            or bool(self._waiting)
            or self._through > self._added_up
            or (self._ending and self._added_up == self._size)
        )

    def _add_waiting(self, chunk: bytes) -> None:
        self.digest.update(chunk)
        with self._state:
            self._waiting.popleft()
            self._waiting_bytes -= len(chunk)
            self._added_up += len(chunk)

    def _add_from_file(self, start: int, length: int) -> None:
        data = self._part.read_at(start, length)
        if not data:
            raise LocalError("The temporary file was cut short by another program")
        self.digest.update(data)
        with self._state:
            self._waiting.clear()  # from a part that is fetched again
            self._waiting_bytes = 0
            self._added_up += len(data)

    def _is_due(self) -> bool:
        many = len(self._unsafe) * self._part_size >= _SYNC_BYTES
        return many or (self._due is not None and time.monotonic() >= self._due)

    def _seconds_until_due(self) -> float | None:
        return None if self._due is None else max(0.0, self._due - time.monotonic())

    def _secure(self) -> None:
        with self._state:
            parts, self._unsafe, self._due = self._unsafe, set(), None
        if parts:
            self._part.sync()
            self._secured(parts)
