"""A real terminal for end-to-end tests: a pty, and the screen that its output paints."""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import re
import selectors
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Self

import pyte

from tests.support.patience import LONG_ENOUGH
from tests.support.process import end_group

# Opening the terminal makes it the controlling one, as the shell leads a session of its own.
_ON_TERMINAL = 'tty=$1; shift; exec "$@" <>"$tty" >&0 2>&1'

# Sequences that pyte would print, or take for another one: CSI with < = >, CSI ? other than modes
# and reports, and DCS, SOS, PM and APC strings.
_FOREIGN = re.compile(
    r"\x1b\[[<=>][0-?]*[ -/]*[@-~]"
    r"|\x1b\[\?[0-9;:]*[ -/]*(?![hlnc])[@-~]"
    r"|\x1b[PX^_].*?\x1b\\",
    re.DOTALL,
)
_UNFINISHED = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|[PX^_](?:(?!\x1b\\).)*)?\Z", re.DOTALL)

_LOOK_SECONDS = 0.05

Awaited = str | Callable[["Terminal"], bool]


class _Screen(pyte.Screen):
    """A pyte screen whose answers to queries go back to the program."""

    def __init__(self, columns: int, rows: int, answer: Callable[[str], None]) -> None:
        self._answer = answer
        super().__init__(columns, rows)

    def write_process_input(self, data: str) -> None:
        self._answer(data)


class Terminal:
    """Runs a command on a pty while the ``with`` block lasts; kills its process group at the end.

    ``env`` is added to the environment of the tests.
    """

    def __init__(
        self,
        argv: Sequence[str],
        rows: int = 24,
        columns: int = 80,
        env: Mapping[str, str] | None = None,
    ) -> None:
        self._argv = list(argv)
        self._env = {**os.environ, "TERM": "xterm-256color", **(env or {})}
        self._screen = _Screen(columns, rows, self.send)
        self._stream = pyte.Stream(self._screen)
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._unfinished = ""
        self._received = bytearray()
        self._ended = False

    def __enter__(self) -> Self:
        self._master, slave = pty.openpty()
        self._tell_size()
        self._process = subprocess.Popen(
            ["/bin/sh", "-c", _ON_TERMINAL, "sh", os.ttyname(slave), *self._argv],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=slave,
            env=self._env,
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
        if error is not None:
            error.add_note(f"the screen at that time:\n{self.screen_text()}")
        self.close()

    @property
    def raw(self) -> bytes:
        """Everything the program has written so far, as far as it was read."""
        return bytes(self._received)

    def screen_text(self) -> str:
        """Return the lines on the screen, without their trailing spaces."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def send(self, keys: str | bytes) -> None:
        """Type: text as UTF-8, or bytes as they are."""
        data = keys.encode() if isinstance(keys, str) else keys
        while data:
            data = data[os.write(self._master, data) :]

    def scribble(self, text: str) -> None:
        """Write on the screen at its fifth line, as another program on this terminal would."""
        self._paint(f"\x1b[5;1H{text}")

    def resize(self, rows: int, columns: int) -> None:
        """Give the terminal another size and tell the program."""
        self._screen.resize(rows, columns)
        self._tell_size()

    def wait_for(self, awaited: Awaited, seconds: float = LONG_ENOUGH) -> None:
        """Read output until the screen shows a text, or until ``awaited(terminal)`` is true.

        A function is asked again and again, as it may look at more than the screen. Fails, with
        the screen in the message, when the time is up or the program has ended.
        """
        deadline = time.monotonic() + seconds
        while not self._shows(awaited):
            look = deadline if isinstance(awaited, str) else time.monotonic() + _LOOK_SECONDS
            if self._read(min(look, deadline)):
                continue
            if self._ended or time.monotonic() >= deadline:
                what = "ended" if self._ended else f"has not shown it in {seconds} s"
                raise AssertionError(f"waited for {awaited!r}, but the program {what}")

    def wait_exit(self, seconds: float = LONG_ENOUGH) -> int:
        """Read output until the program has ended and return its exit code."""
        deadline = time.monotonic() + seconds
        while self._read(deadline):
            pass
        return self._process.wait(max(0.0, deadline - time.monotonic()))

    def close(self) -> None:
        """Kill the program and all it has started in its session. Twice is fine."""
        if self._process.poll() is None:
            end_group(self._process.pid)
            self._process.wait()
        if self._master >= 0:
            os.close(self._master)
            self._master = -1

    def _shows(self, awaited: Awaited) -> bool:
        if isinstance(awaited, str):
            return awaited in self.screen_text()
        return awaited(self)

    def _read(self, deadline: float) -> bool:
        """Feed the next output to the screen; False if there is none before the deadline."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._master, selectors.EVENT_READ)
            if self._ended or not selector.select(max(0.0, deadline - time.monotonic())):
                return False
        try:
            data = os.read(self._master, 1 << 16)
        except OSError:  # how Linux reports that nobody has the terminal open any more
            data = b""
        self._received += data
        self._ended = not data
        self._paint(self._decoder.decode(data))
        return bool(data)

    def _paint(self, text: str) -> None:
        text = _FOREIGN.sub("", self._unfinished + text)
        rest = _UNFINISHED.search(text)
        cut = rest.start() if rest else len(text)
        self._unfinished = text[cut:]
        self._stream.feed(text[:cut])

    def _tell_size(self) -> None:
        size = struct.pack("HHHH", self._screen.lines, self._screen.columns, 0, 0)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, size)
