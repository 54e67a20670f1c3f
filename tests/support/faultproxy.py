"""An HTTP proxy in front of a real store that fails in the ways a network and a store fail.

It hands each request on as it came, the Host header included, so that signatures still hold.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
import threading
from asyncio import StreamReader, StreamWriter
from collections.abc import Callable
from types import TracebackType
from typing import Self

import trustme

from jos_tui.profiles.profile import Endpoint
from tests.support.certificates import Certificate
from tests.support.faults import DAMAGED, Fault, FaultKind, Heed, Request
from tests.support.faultybody import (
    REQUEST_FAULTS,
    RESPONSE_FAULTS,
    Damaged,
    Ended,
    Reset,
    as_signed,
    faulty,
)
from tests.support.httpwire import (
    HEAD_LIMIT,
    Framing,
    Head,
    read_body,
    read_head,
    request_framing,
    response_framing,
    write_end,
    write_piece,
)
from tests.support.patience import LONG_ENOUGH

_TURNS = 5
"""In so many turns of the loop a connection that was just accepted is made, or one is closed."""


class FaultProxy:
    """Listens on a loopback port while the ``with`` block lasts.

    It is https if given ``tls``: an authority, which issues a good certificate, or a certificate.
    ``heed`` is what it refuses, behind all faults, in the place of a store that does not.

    Its methods and properties may be used from any thread.
    """

    def __init__(
        self,
        upstream: Endpoint,
        tls: trustme.CA | trustme.LeafCert | None = None,
        heed: Heed = Heed.WHAT_IT_DOES,
    ) -> None:
        self.upstream = upstream
        self.heed = heed
        self._certificate = Certificate(tls) if tls else None
        self._state = threading.Condition()
        self._taken: dict[Fault, int] = {}
        self._struck: dict[Fault, int] = {}
        self._requests: list[Request] = []
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._halt: Callable[[], object] = lambda: None
        self._let_go: Callable[[], object] = lambda: None
        self._gate = asyncio.Event()
        self._port = 0

    def __enter__(self) -> Self:
        self._thread.start()
        with self._state:
            assert self._state.wait_for(lambda: self._port, 60), "the proxy does not start"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._halt()
        self._thread.join()

    @property
    def endpoint(self) -> Endpoint:
        """Where clients connect to."""
        return Endpoint(f"127.0.0.1:{self._port}", secure=self._certificate is not None)

    @property
    def requests(self) -> list[Request]:
        """The requests so far, in the order in which their heads came."""
        with self._state:
            return list(self._requests)

    def inject(self, fault: Fault) -> Fault:
        """Let requests from now on meet this fault; the first one added that fits is taken."""
        with self._state:
            self._taken[fault] = 0
        return fault

    def heal(self) -> None:
        """Take all faults away and let go what is held; what was struck stays counted."""
        with self._state:
            self._taken.clear()
            self._let_go()
        if self._certificate is not None:
            self._certificate.restore()

    def struck(self, fault: Fault) -> int:
        """How many requests it has taken effect on: reset, stalled, answered, …"""
        with self._state:
            return self._struck.get(fault, 0)

    def wait_until(self, condition: Callable[[Self], bool], seconds: float = LONG_ENOUGH) -> None:
        """Block until ``condition(proxy)``, asked after each request and each strike."""
        with self._state:
            assert self._state.wait_for(lambda: condition(self), seconds), self._requests

    def note(self, request: Request) -> Fault | None:
        """Log a request and return the fault it meets. For the connections of this proxy."""
        with self._state:
            self._requests.append(request)
            self._state.notify_all()
            for fault, taken in self._taken.items():
                if (fault.times is None or taken < fault.times) and fault.meets(request):
                    self._taken[fault] = taken + 1
                    return fault
        return None

    async def held(self, fault: Fault) -> None:
        """Return when a fault has been taken away. For the connections of this proxy."""
        while self._is_injected(fault):
            await self._gate.wait()

    def _is_injected(self, fault: Fault) -> bool:
        with self._state:
            return fault in self._taken

    @property
    def is_itself(self) -> bool:
        """Whether it shows the certificate it began with."""
        return self._certificate is None or self._certificate.is_own

    def exchange_certificate(self) -> None:
        """Show that of a stranger until it is healed. For the connections of this proxy."""
        assert self._certificate is not None, "over http there is none"
        self._certificate.exchange()

    def _open_gate(self) -> None:
        self._gate.set()
        self._gate = asyncio.Event()

    def strike(self, fault: Fault) -> None:
        """Count that a fault takes effect. For the connections of this proxy."""
        with self._state:
            self._struck[fault] = self._struck.get(fault, 0) + 1
            self._state.notify_all()

    async def _serve(self) -> None:
        loop, stop = asyncio.get_running_loop(), asyncio.Event()
        tasks: set[asyncio.Task[None]] = set()

        def connected(reader: StreamReader, writer: StreamWriter) -> None:
            task = loop.create_task(_Connection(self, reader, writer).run())
            tasks.add(task)
            task.add_done_callback(tasks.discard)

        tls = self._certificate.context if self._certificate else None
        server = await asyncio.start_server(
            connected,
            "127.0.0.1",
            0,
            limit=HEAD_LIMIT,
            ssl=tls,
            ssl_shutdown_timeout=1 if tls else None,
        )
        with self._state:
            self._halt = lambda: loop.call_soon_threadsafe(stop.set)
            self._let_go = lambda: loop.call_soon_threadsafe(self._open_gate)
            self._port = server.sockets[0].getsockname()[1]
            self._state.notify_all()
        await stop.wait()
        with self._state:
            self._let_go = lambda: None
        for listener in server.sockets:
            loop.remove_reader(listener.fileno())
        for _ in range(_TURNS):  # asyncio loses what it has accepted when a server closes before
            await asyncio.sleep(0)
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for _ in range(_TURNS):
            _close_all(loop)
            await asyncio.sleep(0)


def _close_all(loop: asyncio.AbstractEventLoop) -> None:
    """Close every connection of a loop, with what is not sent yet.

    By a private name of asyncio, as nothing else knows one that still shakes hands.
    """
    for transport in list(loop._transports.values()):  # type: ignore[attr-defined]
        transport.abort()


class _Connection:
    """One connection of a client and the one it is handed on to."""

    def __init__(self, proxy: FaultProxy, reader: StreamReader, writer: StreamWriter) -> None:
        self._proxy = proxy
        self._reader = reader
        self._writer = writer
        self._store: tuple[StreamReader, StreamWriter] | None = None
        # So that drain() means "sent". With a limit of 0 a TLS transport would never go on.
        writer.transport.set_write_buffer_limits(high=1, low=0)

    async def run(self) -> None:
        """Serve exchange after exchange until one side or a fault ends it."""
        try:
            while head := await read_head(self._reader):
                await self._exchange(head)
        except Reset:
            self._reset()
        except (Ended, OSError, EOFError):
            pass  # closing the connection is all the client is to see of it
        finally:
            self._writer.close()
            if self._store is not None:
                self._store[1].transport.abort()

    def _reset(self) -> None:
        sock = self._writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()

    async def _exchange(self, head: Head) -> None:
        if not self._proxy.is_itself:
            raise Reset
        method, target, _ = head.start.split(" ", 2)
        request = Request(method, target, {name.lower(): value for name, value in head.fields})
        fault = self._proxy.note(request)
        if fault is not None and fault.kind is FaultKind.CANNED:
            await self._answer_canned(head, fault)
            return
        if fault is not None and fault.kind is FaultKind.RESET_AT_ONCE:
            self._proxy.strike(fault)
            raise Reset
        if fault is not None and fault.kind is FaultKind.OTHER_CERTIFICATE:
            self._proxy.exchange_certificate()
            self._proxy.strike(fault)
            raise Reset
        reader = await self._answering(head, fault)
        answer = await read_head(reader)
        while answer is not None and answer.status < 200:
            answer = await read_head(reader)
        if answer is None:
            raise Ended
        await self._send_response(reader, answer, method, fault)

    async def _answering(self, head: Head, fault: Fault | None) -> StreamReader:
        """Send a request and return where its answer comes from."""
        try:
            await self._send_request(head, fault)
        except Damaged:
            refusing = StreamReader()
            refusing.feed_data(_answer(head, DAMAGED))
            return refusing
        return (await self._connect())[0]

    async def _connect(self) -> tuple[StreamReader, StreamWriter]:
        if self._store is None:
            host, _, port = self._proxy.upstream.host.partition(":")
            secure = self._proxy.upstream.secure
            tls = ssl.create_default_context() if secure else None
            number = int(port) if port else (443 if secure else 80)
            self._store = await asyncio.open_connection(host, number, limit=HEAD_LIMIT, ssl=tls)
        return self._store

    async def _answer_canned(self, head: Head, fault: Fault) -> None:
        async for _ in read_body(self._reader, head, request_framing(head)):
            pass
        self._proxy.strike(fault)
        await write_piece(self._writer, _answer(head, fault), Framing.LENGTH)

    async def _send_request(self, head: Head, fault: Fault | None) -> None:
        _, writer = await self._connect()
        framing = request_framing(head)
        body = read_body(self._reader, head, framing)
        if fault is not None and fault.kind in REQUEST_FAULTS:
            body = faulty(body, fault, self._proxy.strike)
        if self._proxy.heed is Heed.SIGNED_SHA256:
            body = await as_signed(body, head.get("x-amz-content-sha256"))
        writer.write(head.encode())
        async for piece in body:
            await write_piece(writer, piece, framing)
        await write_end(writer, framing)

    async def _send_response(
        self, reader: StreamReader, answer: Head, method: str, fault: Fault | None
    ) -> None:
        framing = response_framing(answer, method)
        body = read_body(reader, answer, framing)
        if fault is not None and fault.kind is FaultKind.LOST_ANSWER:
            async for _ in body:
                pass
            self._proxy.strike(fault)
            raise Ended
        if fault is not None and fault.kind in RESPONSE_FAULTS:
            body = faulty(body, fault, self._proxy.strike)
        answer, framing = await self._changed(answer, framing, fault)
        await write_piece(self._writer, answer.encode(), Framing.LENGTH)
        async for piece in body:
            await write_piece(self._writer, piece, framing)
        await write_end(self._writer, framing)
        if framing is Framing.UNTIL_CLOSE or answer.get("connection").lower() == "close":
            raise Ended

    async def _changed(
        self, answer: Head, framing: Framing, fault: Fault | None
    ) -> tuple[Head, Framing]:
        if fault is not None and fault.kind is FaultKind.LATENCY:
            self._proxy.strike(fault)
            await asyncio.sleep(fault.seconds)
        if fault is not None and fault.kind is FaultKind.HOLD:
            self._proxy.strike(fault)
            await self._proxy.held(fault)
        if fault is not None and fault.kind is FaultKind.OTHER_HEADERS:
            self._proxy.strike(fault)
            answer = answer.plus(fault.headers.items())
        if fault is not None and fault.kind is FaultKind.TRUNCATE:
            bare = answer.without("content-length", "transfer-encoding")
            return bare.plus([("Connection", "close")]), Framing.UNTIL_CLOSE
        return answer, framing


def _answer(head: Head, fault: Fault) -> bytes:
    start = f"HTTP/1.1 {fault.status} Fault"
    answer = Head(start, (*fault.headers.items(), ("Content-Length", str(len(fault.body)))))
    return answer.encode() + (b"" if head.start.startswith("HEAD ") else fault.body)
