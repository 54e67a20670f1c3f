"""A store that keeps nothing: it throws bodies away, makes others up, and counts.

Parts of up to 1 MiB it compares with their signed SHA-256 first. Optionally it answers each request
later, and moves bodies at a limited rate per connection.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from benchmarks.null_answers import Reply, reply_to
from benchmarks.stock import content

_PROCESSES = 2
_BUFFER = 1 << 18
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_COMPARED_UP_TO = 1 << 20
_PART = re.compile(rb"PUT [^ ]*[?&]partNumber=")
_CONTINUE = re.compile(rb"\r\nexpect: *100-continue", re.IGNORECASE)
_END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Link:
    """What the line is like: seconds before each answer, and bytes per second, 0 for no limit."""

    latency: float = 0.0
    rate: float = 0.0


@dataclass(frozen=True, slots=True)
class NullServer:
    """A running null server."""

    port: int
    _counts: Any

    @property
    def received(self) -> int:
        """Bytes of PUT bodies so far."""
        return sum(self._counts[0::2])

    @property
    def deleted(self) -> int:
        """Objects deleted so far."""
        return sum(self._counts[1::2])


@contextmanager
def null_server(link: Link) -> Iterator[NullServer]:
    """Run it, in processes of its own, on a free port of this machine."""
    processes = multiprocessing.get_context("fork")
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listener:
        counts = processes.RawArray("q", 2 * _PROCESSES)
        servers = [
            processes.Process(target=_serve, args=(listener, link, counts, number), daemon=True)
            for number in range(_PROCESSES)
        ]
        for server in servers:
            server.start()
        try:
            yield NullServer(listener.getsockname()[1], counts)
        finally:
            for server in servers:
                server.terminate()
                server.join()


def _serve(listener: socket.socket, link: Link, counts: Any, number: int) -> None:
    async def serve() -> None:
        loop = asyncio.get_running_loop()
        tally = _Tally(counts, 2 * number)
        server = await loop.create_server(lambda: _Connection(link, tally), sock=listener)
        await server.serve_forever()

    asyncio.run(serve())


@dataclass(slots=True)
class _Tally:
    counts: Any
    place: int

    def add(self, received: int, deleted: int) -> None:
        self.counts[self.place] += received
        self.counts[self.place + 1] += deleted


class _Connection(asyncio.BufferedProtocol):
    """Reads one request after the other; ``_left`` bytes of a body are missing, -1 is a head."""

    def __init__(self, link: Link, tally: _Tally) -> None:
        self._link = link
        self._tally = tally
        self._loop = asyncio.get_running_loop()
        self._buffer = bytearray(_BUFFER)
        self._view = memoryview(self._buffer)
        self._filled = 0
        self._left = -1
        self._head = b""
        self._body = bytearray()
        self._keeps = False
        self._due = 0.0
        self._writable = asyncio.Event()
        self._writable.set()
        self._sending: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        # asyncio does so only where the listening socket was made with the number of TCP.
        line = transport.get_extra_info("socket")
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        if self._sending is not None:
            self._sending.cancel()

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002
        if self._left < 0:
            return self._view[self._filled :]
        return self._view[: min(self._left, _BUFFER)]

    def buffer_updated(self, nbytes: int) -> None:
        if self._left < 0:
            self._filled += nbytes
            self._read_head()
        else:
            self._take(self._view[:nbytes])

    def _read_head(self) -> None:
        end = self._buffer.find(_END, 0, self._filled)
        if end < 0:
            return
        self._head = bytes(self._view[:end])
        length = _LENGTH.search(self._head)
        self._left = int(length[1]) if length else 0
        self._keeps = self._head.startswith(b"POST") or (
            self._left <= _COMPARED_UP_TO and _PART.match(self._head) is not None
        )
        if self._left and _CONTINUE.search(self._head):
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        begun, self._filled = self._view[end + len(_END) : self._filled], 0
        if begun or not self._left:
            self._take(begun)

    def _take(self, piece: memoryview) -> None:
        self._left -= len(piece)
        if self._keeps:
            self._body += piece
        wait = self._pace(len(piece))
        if self._left == 0:
            self._left = -1
            wait += self._link.latency
            if wait:
                self._loop.call_later(wait, self._answer)
            else:
                self._answer()
        elif wait > 0:
            self._transport.pause_reading()
            self._loop.call_later(wait, self._transport.resume_reading)

    def _pace(self, size: int) -> float:
        """Return how long the line is busy with so many bytes more."""
        if not (self._link.rate and size):
            return 0.0
        now = self._loop.time()
        self._due = max(self._due, now) + size / self._link.rate
        return self._due - now

    def _answer(self) -> None:
        length = _LENGTH.search(self._head)
        sent = int(length[1]) if length else 0
        method, target, _ = self._head.split(b" ", 2)
        body, self._body = bytes(self._body), bytearray()
        reply = reply_to(method.decode(), target.decode(), self._head, body, sent)
        self._tally.add(sent if method == b"PUT" and not reply.refused else 0, reply.deleted)
        if reply.end - reply.start > 1 << 16 or self._link.rate:
            self._sending = self._loop.create_task(self._send(reply))
        else:
            self._transport.write(reply.text + b"".join(content(reply.start, reply.end)))

    async def _send(self, reply: Reply) -> None:
        self._transport.write(reply.text)
        for block in content(reply.start, reply.end):
            for start in range(0, len(block), _BUFFER):
                piece = block[start : start + _BUFFER]
                self._transport.write(piece)
                await self._writable.wait()
                wait = self._pace(len(piece))
                if wait > 0:
                    await asyncio.sleep(wait)
