"""The worker's side of a helper: its start, its end, and a line to each of its threads."""

from __future__ import annotations

import logging
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from jos_tui.jobs.engine.crew_line import Connection
from jos_tui.jobs.engine.crew_words import Contract, Outcome
from jos_tui.jobs.item import Item

_END_SECONDS = 5.0

# As for the worker: no folder can shadow a module of Python.
_START = (
    "import sys; sys.path.append(sys.argv[1]); "
    "from jos_tui.jobs.engine.crew_member import main; main(sys.argv[2:])"
)

_log = logging.getLogger(__name__)


class Hand:
    """A line to a thread of a helper; for one thread at a time."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def done(self, items: Sequence[Item]) -> Sequence[Outcome] | None:
        """Return what came of the first of these items; None when the helper is gone. Blocks."""
        try:
            self._connection.send(items)
            outcomes: Sequence[Outcome] = self._connection.recv()
        except (EOFError, OSError):
            return None
        return outcomes

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


class Member:
    """A helper that runs. It ends when it is hung up on, or when this process ends."""

    def __init__(
        self, process: subprocess.Popen[bytes], control: Connection, hands: Sequence[Hand]
    ) -> None:
        self.hands = hands
        self._process = process
        self._control = control
        self._lock = threading.Lock()

    @classmethod
    def started(cls, contract: Contract, hands: int) -> Member | None:
        """Start one with so many threads and wait until it is ready; None if it does not come.

        Blocks. Its keys go over the socket alone.
        """
        lines = [socket.socketpair() for _ in range(hands + 1)]
        own = [Connection(mine.detach()) for mine, _ in lines]
        try:
            process = _process([theirs.fileno() for _, theirs in lines])
        except OSError as exc:
            _log.warning("No helper can be started: %s", exc)
            for connection in own:
                connection.close()
            return None
        finally:
            for _, theirs in lines:
                theirs.close()
        member = cls(process, own[0], [Hand(connection) for connection in own[1:]])
        try:
            own[0].send(contract)
            own[0].recv()
        except (EOFError, OSError):
            _log.warning("A helper ended at once")
            member.close()
            return None
        return member

    def hang_up(self) -> None:
        """Let it end at once, whatever it does; its hands have nothing more to say then."""
        with self._lock, suppress(OSError):
            self._control.close()

    def close(self) -> None:
        """Let it end, and wait for that. Called when nobody uses its hands any more."""
        self.hang_up()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for hand in self.hands:
            hand.close()


def _process(descriptors: Sequence[int]) -> subprocess.Popen[bytes]:
    root = Path(__file__).parents[3]
    return subprocess.Popen(  # noqa: S603 - this Python, and a command line of our own
        [sys.executable, "-P", "-c", _START, str(root), *map(str, descriptors)],
        stdin=subprocess.DEVNULL,
        cwd="/",
        pass_fds=descriptors,
    )
