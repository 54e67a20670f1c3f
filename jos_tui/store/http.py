"""Requests as they go out, exchanges that can be stopped at any moment, answers that refuse."""

from __future__ import annotations

import re
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from urllib3 import PoolManager

from jos_tui.core.background import CancelToken
from jos_tui.core.urls import exact_url
from jos_tui.store.answers import Answering, receive
from jos_tui.store.connections import IdleConnections, Patience, StoppableConnection
from jos_tui.store.request import Body

_ERROR_BODY_LIMIT = 1 << 16
_TARGET = re.compile(r"/[!-~]*")
_ALWAYS_WITH_BODY = {"PUT", "POST"}

# Guards which exchange a connection belongs to: a connection may already serve the next exchange
# when the last one is stopped.
_ownership = threading.Lock()
_carried = threading.local()


class Refused(Exception):
    """The store answered with another status than success; ``body`` may be cut at 64 KiB."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        super().__init__(status)
        self.status = status
        self.headers = headers
        self.body = body


class NotXml(Exception):
    """A success whose body is not the XML that was asked for; ``body`` is its beginning."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(status)
        self.status = status
        self.body = body


class Exchange:
    """One request and its answer, until ``finish()``; each of the tokens stops it.

    ``damaged`` is sent instead of the body that was signed.
    """

    def __init__(self, patience: Patience, *stops: CancelToken) -> None:
        self.patience = patience
        self.response: Answering | None = None
        self.damaged: Body | None = None
        self._connection: StoppableConnection | None = None
        self._socket: socket.socket | None = None
        self._stopped = False
        self._forget = [token.on_cancel(self.stop) for token in stops]

    def uses(self, connection: StoppableConnection) -> None:
        """Note which connection, and which socket of it, the exchange runs on now."""
        with _ownership:
            connection.owner = self
            self._connection, self._socket = connection, connection.sock
            if self._stopped:
                self._shut()

    def stop(self) -> None:
        """Wake the thread that sends or reads; what it gets from now on is worth nothing."""
        with _ownership:
            self._stopped = True
            self._shut()

    def _shut(self) -> None:
        if self._socket and self._connection and self._connection.owner is self:
            with suppress(OSError):
                # The plain socket's: that of a TLS socket makes it hand out ciphertext as data.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def finish(self, idle: IdleConnections) -> None:
        """Give the connection back if the answer was read to its end, otherwise close it."""
        for forget in self._forget:
            forget()
        with _ownership:
            connection, self._connection, self._socket = self._connection, None, None
            stopped = self._stopped
        if connection is None:
            return
        if self.response is None or stopped or connection.cut or not self.response.is_over:
            connection.close()
        else:
            idle.give_back(connection)


class HttpClient(PoolManager):
    """A pool manager that never retries, redirects or decodes by itself. Any thread.

    Answers other than 200, 204 and 206 are raised as Refused. ``.`` and ``..`` segments of a path
    go out as ``%2E``: they are names here, and urllib3 would walk along them to another key.

    With ``tls`` it speaks https. Of urllib3 there is connecting, TLS and what is raised. Requests
    are written and plain answers are read here: that is most of what a small object costs.
    """

    def __init__(self, tls: ssl.SSLContext | None) -> None:
        super().__init__(num_pools=1)
        self._idle = IdleConnections(tls)

    def clear(self) -> None:
        """Close the connections, those in use as soon as they are done."""
        self._idle.close()

    @contextmanager
    def carry(self, exchange: Exchange) -> Iterator[None]:
        """Let the requests that this thread sends meanwhile be part of an exchange."""
        _carried.exchange = exchange
        try:
            yield
        finally:
            del _carried.exchange

    def finish(self, exchange: Exchange) -> None:
        """End an exchange, so that its connection can serve the next one."""
        exchange.finish(self._idle)

    def urlopen(  # type: ignore[override]
        self,
        method: str,
        url: str,
        *,
        body: Body | None,
        headers: Mapping[str, str],
        preload_content: bool,
    ) -> Answering:
        """Send one request of the carried exchange and return its answer, not yet read."""
        del preload_content
        exchange: Exchange = _carried.exchange
        netloc, target = _split(exact_url(url))
        head = request_head(method, target, headers, body)
        connection = self._idle.take(netloc)
        exchange.uses(connection)
        if connection.sock is None:
            connection.connect_for(exchange)
        sent = body if exchange.damaged is None else exchange.damaged
        connection.send_all(head, sent or b"", exchange.patience.silence)
        response = exchange.response = receive(method, connection.sock)
        if response.status in {200, 204, 206}:
            return response
        text = response.read(_ERROR_BODY_LIMIT, decode_content=True)
        raise Refused(response.status, response.headers, text)


def _split(url: str) -> tuple[str, str]:
    """Return the part of a URL that says where to connect, and the part that is asked for."""
    netloc, slash, rest = url.partition("://")[2].partition("/")
    return netloc, slash + rest


def request_head(method: str, target: str, headers: Mapping[str, str], body: Body | None) -> bytes:
    """Return the bytes before the body. Raises ValueError for what would not stay in its line."""
    if not _TARGET.fullmatch(target):
        raise ValueError(f"No path of a URL: {target!r}")
    lines = [f"{method} {target} HTTP/1.1", "Accept-Encoding: identity"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if "Content-Length" not in headers and (body is not None or method in _ALWAYS_WITH_BODY):
        lines.append(f"Content-Length: {len(body or b'')}")
    breaks = len(lines) - 1
    text = "\r\n".join(lines)
    if text.count("\r") != breaks or text.count("\n") != breaks or "\0" in text:
        raise ValueError("A header holds a line break")
    return f"{text}\r\n\r\n".encode("latin-1")
