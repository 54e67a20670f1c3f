"""Connections to a store, and those that wait for their next request."""

from __future__ import annotations

import errno
import socket
import ssl
import struct
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, ProtocolError, SSLError
from urllib3.util import parse_url

from jos_tui.store.request import Body

if TYPE_CHECKING:
    from jos_tui.store.http import Exchange

_HTTP_PORT, _HTTPS_PORT = 80, 443
_MOST_IDLE = 64
_SEND_PIECE = 1 << 18
# The store may have hung up because it has answered already.
_HUNG_UP = {errno.EPIPE, errno.ECONNRESET, errno.EPROTOTYPE}


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds connecting may take, and how long the other side may be silent."""

    connect: float
    silence: float


class StoppableConnection(HTTPConnection):
    """A connection that serves one exchange after the other.

    ``cut`` is whether a request could not be sent whole: then it must not serve another one.
    """

    owner: Exchange | None = None
    netloc = ""
    cut = False
    _silence = 0.0

    def connect_for(self, exchange: Exchange) -> None:
        """Connect, within the time for connecting also with TLS. Raises urllib3's exceptions."""
        self.timeout, self._silence = exchange.patience.connect, 0.0
        try:
            self.connect()
        except TimeoutError as exc:  # the TLS handshake; otherwise taken for a slow answer
            raise ConnectTimeoutError(self, f"No TLS with {self.host} in time") from exc
        except (ssl.SSLError, ssl.CertificateError) as exc:
            raise SSLError(exc) from exc
        except OSError as exc:
            raise ProtocolError("Connection aborted.", exc) from exc
        exchange.uses(self)

    def send_all(self, head: bytes, body: Body, silence: float) -> None:
        """Send, as long as the other side takes some bytes before each deadline."""
        self._allow(silence)
        try:
            if len(body) <= _SEND_PIECE:
                self.sock.sendall(b"".join((head, body)))
                return
            self.sock.sendall(head)
            # A socket's timeout is for all of one call: 60 seconds for a part of 200 MiB are few.
            view = memoryview(body)
            for start in range(0, len(view), _SEND_PIECE):
                self.sock.sendall(view[start : start + _SEND_PIECE])
        except ssl.SSLError as exc:
            raise SSLError(exc) from exc
        except BlockingIOError as exc:
            raise ProtocolError("Connection aborted.", TimeoutError("timed out")) from exc
        except OSError as exc:
            if exc.errno not in _HUNG_UP:
                raise ProtocolError("Connection aborted.", exc) from exc
            self.cut = True

    def _allow(self, silence: float) -> None:
        if silence != self._silence:
            limit_waits(self.sock, silence)
            self._silence = silence

    @property
    def is_silent(self) -> bool:
        """Whether it still stands, and nothing came that nobody has asked for."""
        if isinstance(self.sock, ssl.SSLSocket) and self.sock.pending():
            return False
        return self.is_connected


def limit_waits(sock: socket.socket, seconds: float) -> None:
    """Set how long each sending and each receiving on a socket may wait.

    A plain socket leaves that to the kernel, and then raises BlockingIOError: Python would ask it
    before each call whether the socket is ready, and lose its turn to other threads twice. TLS
    raises TimeoutError.
    """
    if isinstance(sock, ssl.SSLSocket):
        sock.settimeout(seconds)
        return
    sock.settimeout(None)
    for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
        sock.setsockopt(socket.SOL_SOCKET, option, _timeval(seconds))


def _timeval(seconds: float) -> bytes:
    """Return a time that is not 0, which would be for ever, as the kernel takes it."""
    return struct.pack("@ll", *divmod(max(1, round(seconds * 1e6)), 1_000_000))


class _TlsConnection(StoppableConnection, HTTPSConnection):
    pass


class IdleConnections:
    """Connections that have answered, the last one first. Any thread; never blocks."""

    def __init__(self, tls: ssl.SSLContext | None) -> None:
        self._tls = tls
        self._lock = threading.Lock()
        self._waiting: list[StoppableConnection] = []
        self._closed = False

    def take(self, netloc: str) -> StoppableConnection:
        """Return a connection that waits, or a new one that is not connected yet."""
        while connection := self._waiting_for(netloc):
            if connection.is_silent:
                return connection
            connection.close()
        return self._new(netloc)

    def _new(self, netloc: str) -> StoppableConnection:
        address = parse_url(f"//{netloc}")
        host = (address.host or "").strip("[]")
        connection: StoppableConnection
        if self._tls is None:
            connection = StoppableConnection(host, address.port or _HTTP_PORT)
        else:
            port = address.port or _HTTPS_PORT
            connection = _TlsConnection(host, port, ssl_context=self._tls)
        connection.netloc = netloc
        return connection

    def _waiting_for(self, netloc: str) -> StoppableConnection | None:
        with self._lock:
            for place in range(len(self._waiting) - 1, -1, -1):
                if self._waiting[place].netloc == netloc:
                    return self._waiting.pop(place)
        return None

    def give_back(self, connection: StoppableConnection) -> None:
        """Keep a connection for the next request; the oldest goes if there are too many."""
        dropped: StoppableConnection | None = connection
        with self._lock:
            if not self._closed:
                self._waiting.append(connection)
                dropped = self._waiting.pop(0) if len(self._waiting) > _MOST_IDLE else None
        if dropped is not None:
            dropped.close()

    def close(self) -> None:
        """Close those that wait, and from now on all that are given back."""
        with self._lock:
            self._closed = True
            waiting, self._waiting = self._waiting, []
        for connection in waiting:
            connection.close()
