"""Messages over a socket: one line of JSON each."""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import suppress
from typing import TypeVar

from jos_tui.core.errors import LocalError
from jos_tui.jobs.codec import dumps, loads

MOST_BYTES = 64 << 20
_CHUNK = 1 << 16
_Message = TypeVar("_Message")


class Garbled(Exception):
    """The other side sent what is no message; nothing more is to be read from it."""


class Wire:
    """One end of a connection. One thread may receive while others send.

    ``receive_line`` and ``send`` block; ``close`` wakes those that do. An OSError means that the
    other side is gone.
    """

    def __init__(self, connection: socket.socket, most_bytes: int = MOST_BYTES) -> None:
        self._socket = connection
        self._most = most_bytes
        self._received = bytearray()
        self._sending = threading.Lock()

    def send(self, message: object) -> None:
        """Send a message. Raises OSError, and LocalError if it is larger than any may be."""
        line = dumps(message).encode("ascii") + b"\n"
        if len(line) > self._most:
            raise LocalError(
                "This is too much at once",
                "What was chosen is too long a list for one job",
                "Choose the prefix or folder that holds it all, or do it in several steps.",
            )
        self.send_line(line)

    def send_line(self, line: bytes) -> None:
        """Send a line, with the end it may lack. Raises OSError."""
        with self._sending:
            self._socket.sendall(line if line.endswith(b"\n") else line + b"\n")

    def set_timeout(self, seconds: float | None) -> None:
        """Let every wait end after this time, with a TimeoutError."""
        self._socket.settimeout(seconds)

    def limit_sending(self, seconds: int) -> None:
        """Let ``send`` raise an OSError when the other side reads nothing for this time."""
        limit = struct.pack("ll", seconds, 0)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)

    def close(self) -> None:
        """Close the connection. Twice is fine."""
        with suppress(OSError):  # the other side has closed it
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def receive_line(self) -> bytes:
        """Return the next line without its end, b"" at the end. Raises Garbled and OSError."""
        searched = 0
        while (end := self._received.find(b"\n", searched)) < 0:
            searched = len(self._received)
            if searched > self._most:
                raise Garbled
            data = self._socket.recv(_CHUNK)
            if not data:
                return b""
            self._received += data
        line = bytes(self._received[:end])
        del self._received[: end + 1]
        return line


def parse(kind: type[_Message], line: bytes) -> _Message:
    """Read a message. Raises Garbled."""
    try:
        return loads(kind, line)
    except (ValueError, RecursionError):
        pass
    raise Garbled  # out here: what is wrong with a message may have its secrets in it


def is_own_user(connection: socket.socket, uid: int) -> bool:
    """Whether a process of this user is at the other end, as far as the system can tell."""
    option = getattr(socket, "SO_PEERCRED", None)
    if option is None:
        return True  # the folder of the socket lets nobody else in
    layout = struct.Struct("3i")
    credentials = connection.getsockopt(socket.SOL_SOCKET, option, layout.size)
    return bool(layout.unpack(credentials)[1] == uid)
