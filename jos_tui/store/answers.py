"""Answers on a connection: read by ourselves where they are plain, else by http.client."""

from __future__ import annotations

import http.client
import io
import re
import socket
import ssl
from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol, cast

from urllib3 import HTTPHeaderDict, HTTPResponse
from urllib3.exceptions import ProtocolError, ReadTimeoutError, SSLError

from jos_tui.store.response_head import Head, may_become_plain, read_head

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer
    from urllib3.connectionpool import ConnectionPool

_RECEIVE = 1 << 16
_BROKEN = "The answer broke off before"  # what came then is lost: going on would leave a hole
_FOLD = re.compile(r"[ \t]*\r?\n[ \t]+")


class Answering(Protocol):
    """An answer whose head has come, and whose body can be read."""

    status: int
    headers: Mapping[str, str]

    def read(self, size: int, *, decode_content: bool) -> bytes:
        """Return ``size`` bytes, fewer only at the end. Raises urllib3's exceptions."""

    @property
    def is_over(self) -> bool:
        """Whether all of it was read, and the connection can serve another request."""


class PlainAnswer:
    """An answer of a declared length, as it was sent; ``begun`` is what has come of its body."""

    def __init__(self, head: Head, method: str, sock: socket.socket, begun: bytes) -> None:
        self.status = head.status
        self.headers: Mapping[str, str] = head.fields
        self._left = head.length(method) or 0
        # More than there should be: the two sides disagree on what was asked.
        self._followed = head.may_be_followed(method) and len(begun) <= self._left
        self._begun = begun[: self._left]
        self._socket = sock
        # One call for all of it, which may return less, as after the longest silence in all.
        self._together = () if isinstance(sock, ssl.SSLSocket) else (socket.MSG_WAITALL,)
        self._broken = False

    @property
    def is_over(self) -> bool:
        """Whether all of it was read, and the connection can serve another request."""
        return self._followed and self._left == 0 and not self._broken

    def read(self, size: int, *, decode_content: bool) -> bytes:  # noqa: ARG002
        """Return ``size`` bytes, fewer only at the end. Raises urllib3's exceptions."""
        if self._broken:
            raise ProtocolError(_BROKEN)
        size = min(size, self._left)
        data, self._begun = self._begun[:size], self._begun[size:]
        if len(data) < size:
            self._broken = True
            data = self._receive(data, size)
            self._broken = False
        self._left -= size
        return data

    def _receive(self, begun: bytes, size: int) -> bytes:
        pieces, missing = [begun] if begun else [], size - len(begun)
        while missing:
            try:
                piece = self._socket.recv(missing, *self._together)
            except OSError as exc:
                raise reading_failed(exc) from exc
            if not piece:
                cut = http.client.IncompleteRead(b"", self._left - size + missing)
                raise ProtocolError("The answer broke off", cut)
            pieces.append(piece)
            missing -= len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)


class UsualAnswer:
    """Any other answer, as http.client and urllib3 understand it."""

    def __init__(self, head: Head | None, method: str, sock: socket.socket, begun: bytes) -> None:
        self._reader = _Reader(_Source(begun, sock))
        self._parsed = http.client.HTTPResponse(cast("socket.socket", self._reader), method=method)
        self._parsed.begin()
        self._response = HTTPResponse(
            body=self._parsed,
            headers=HTTPHeaderDict(
                (name, _FOLD.sub(" ", value)) for name, value in self._parsed.msg.items()
            ),
            status=self._parsed.status,
            version=self._parsed.version,
            preload_content=False,
            original_response=self._parsed,
            request_method=method,
        )
        self.status = self._parsed.status
        self.headers: Mapping[str, str] = self._response.headers
        self._followed = head is not None and head.may_be_followed(method)
        self._broken = False

    @property
    def is_over(self) -> bool:
        """Whether all of it was read, and the connection can serve another request."""
        if self._broken or not self._followed:
            return False
        return self._parsed.isclosed() and not self._reader.left_over

    def read(self, size: int, *, decode_content: bool) -> bytes:
        """Return ``size`` bytes, fewer only at the end. Raises urllib3's exceptions."""
        if self._broken:
            raise ProtocolError(_BROKEN)
        self._broken = True
        data = self._response.read(size, decode_content=decode_content)
        self._broken = False
        return data


class _Source(io.RawIOBase):
    """What has come already, then what the socket has."""

    def __init__(self, begun: bytes, sock: socket.socket) -> None:
        self._begun = begun
        self._socket: socket.socket | None = sock

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        if not self._begun:
            return self._receive_into(view)
        piece, self._begun = self._begun[: len(view)], self._begun[len(view) :]
        view[: len(piece)] = piece
        return len(piece)

    def _receive_into(self, view: memoryview) -> int:
        try:
            return self._socket.recv_into(view) if self._socket else 0
        except BlockingIOError as exc:  # which urllib3 would take for a connection that broke
            raise TimeoutError("timed out") from exc

    def let_go(self) -> None:
        self._socket = None


class _Reader(io.BufferedReader):
    """What http.client reads from as if it were a file made of the socket."""

    left_over = False

    def __init__(self, source: _Source) -> None:
        super().__init__(source)
        self._source = source

    def makefile(self, mode: str) -> _Reader:
        del mode
        return self

    def close(self) -> None:
        """Note whether more has come than was read; the socket stays open."""
        if not self.closed:
            self._source.let_go()
            self.left_over = bool(self.peek())
        super().close()


def receive(method: str, sock: socket.socket) -> PlainAnswer | UsualAnswer:
    """Return the next answer that comes. Raises urllib3's exceptions."""
    try:
        data = sock.recv(_RECEIVE)
        head = read_head(data)
        while head is None and may_become_plain(data):
            more = sock.recv(_RECEIVE)
            if not more:
                break
            data += more
            head = read_head(data)
        if head is not None and head.length(method) is not None:
            return PlainAnswer(head, method, sock, data[head.size :])
        return UsualAnswer(head, method, sock, data)
    except OSError as exc:
        raise reading_failed(exc) from exc
    except http.client.HTTPException as exc:
        raise ProtocolError("Connection aborted.", exc) from exc


def reading_failed(failure: OSError) -> Exception:
    """Return the exception of urllib3 for a failure while an answer is read."""
    if isinstance(failure, (TimeoutError, BlockingIOError)):  # the one of TLS, the other of plain
        return ReadTimeoutError(cast("ConnectionPool", None), None, "Read timed out.")
    if isinstance(failure, ssl.SSLError):
        return SSLError(failure)
    return ProtocolError("Connection broken.", failure)
