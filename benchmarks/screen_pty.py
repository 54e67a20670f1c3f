"""A program on a pty: how long it takes to answer, and with how many bytes."""

from __future__ import annotations

import fcntl
import os
import pty
import selectors
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from benchmarks.scenarios import Failed

LINES, COLUMNS = 40, 120
_ROOT = Path(__file__).resolve().parent.parent
_ON_TERMINAL = 'tty=$1; shift; exec "$@" <>"$tty" >&0 2>&1'
_LONGEST = 60.0
_CPUCLOCK_SCHED = 2
"""What clock_getcpuclockid(3) makes of the number of a process, which Python does not have."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a key press brought: seconds to the first byte, None if there was none, and bytes."""

    seconds: float | None
    size: int


class Pty:
    """Runs a program on a pty of 120 × 40 as long as the block lasts; kills it at the end."""

    def __init__(self, argv: Sequence[str], env: Mapping[str, str]) -> None:
        self._argv = list(argv)
        self._env = {"TERM": "xterm-256color", "COLORTERM": "truecolor", **env}
        self._tail = b""

    def __enter__(self) -> Self:
        self._master, slave = pty.openpty()
        size = struct.pack("HHHH", LINES, COLUMNS, 0, 0)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, size)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._master, selectors.EVENT_READ)
        self.begun = time.perf_counter()
        self._process = subprocess.Popen(
            ["/bin/sh", "-c", _ON_TERMINAL, "sh", os.ttyname(slave), *self._argv],
            env=self._env,
            cwd=_ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._selector.close()
        os.close(self._master)

    def wait_for(self, text: str) -> float:
        """Read until a text came; return the seconds since the start. Raises Failed."""
        while text.encode() not in self._tail:
            if not self._read(_LONGEST):
                raise Failed(f"{text!r} is not on screen")
        return time.perf_counter() - self.begun

    def processor_seconds(self) -> float:
        """Return how long the processor has worked for the program, in all its threads. Linux."""
        return time.clock_gettime(~self._process.pid << 3 | _CPUCLOCK_SCHED)

    def settle(self, quiet: float) -> int:
        """Read until nothing comes for so many seconds; return the number of bytes."""
        size = 0
        while new := self._read(quiet):
            size += new
        return size

    def read_for(self, seconds: float) -> int:
        """Read for so long, whatever comes; return the number of bytes."""
        end, size = time.perf_counter() + seconds, 0
        while (left := end - time.perf_counter()) > 0:
            size += self._read(left)
        return size

    def press(self, key: str, quiet: float, longest: float = 1.0) -> Answer:
        """Send a key and read until nothing comes for ``quiet`` seconds.

        The first byte is waited for a second; what follows until ``longest`` seconds are over.
        """
        begun = time.perf_counter()
        os.write(self._master, key.encode())
        size = self._read(1.0)
        first = time.perf_counter() - begun if size else None
        while new := self._read(quiet):
            size += new
            if time.perf_counter() - begun > longest:
                break
        return Answer(first, size)

    def shows(self, text: str) -> bool:
        """Whether a text is among the last that came."""
        return text.encode() in self._tail

    def forget(self) -> None:
        """Let :meth:`shows` and :meth:`wait_for` begin anew."""
        self._tail = b""

    def _read(self, seconds: float) -> int:
        if not self._selector.select(max(0.0, seconds)):
            return 0
        try:
            data = os.read(self._master, 1 << 16)
        except OSError as exc:  # how Linux reports that the program has ended
            raise Failed("the program has ended") from exc
        self._tail = (self._tail + data)[-(1 << 17) :]
        return len(data)
