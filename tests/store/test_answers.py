"""Answers are read to exactly their end, and a connection goes on only where that is certain."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import BadStatusLine, IncompleteRead, RemoteDisconnected

import pytest
from hypothesis import given
from hypothesis import strategies as st
from urllib3.exceptions import HTTPError, ProtocolError, ReadTimeoutError

from jos_tui.store.answers import PlainAnswer, UsualAnswer, receive
from jos_tui.store.connections import limit_waits

OK = b"HTTP/1.1 200 OK\r\n"
BODIES = st.binary(max_size=3000)
Limit = Callable[[socket.socket, float], None]
CUTS = st.lists(st.integers(1, 2000), max_size=6)


def sized(body: bytes) -> bytes:
    return OK + b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def chunked(body: bytes, sizes: list[int]) -> bytes:
    pieces, rest = [], body
    for size in [*sizes, len(body) or 1]:
        if piece := rest[:size]:
            pieces.append(b"%x\r\n%s\r\n" % (len(piece), piece))
        rest = rest[size:]
    return OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"".join(pieces) + b"0\r\n\r\n"


@contextmanager
def saying(data: bytes, cuts: list[int] | None = None) -> Iterator[socket.socket]:
    """A socket at whose other end all this is said, in these pieces, and then nothing more."""
    near, far = socket.socketpair()

    def say() -> None:
        rest = data
        for size in cuts or []:
            far.sendall(rest[:size])
            rest = rest[size:]
        far.sendall(rest)
        far.shutdown(socket.SHUT_WR)

    thread = threading.Thread(target=say)
    with near, far:
        thread.start()
        near.settimeout(60)
        yield near
        thread.join()


def read_all(answer: PlainAnswer | UsualAnswer, size: int, *, decode: bool = False) -> bytes:
    body = b""
    while piece := answer.read(size, decode_content=decode):
        body += piece
    return body


@given(BODIES, CUTS, st.integers(1, 4000))
def test_a_declared_length_is_kept_to(body: bytes, cuts: list[int], size: int) -> None:
    with saying(sized(body), cuts) as near:
        answer = receive("GET", near)
        assert isinstance(answer, PlainAnswer)
        assert answer.is_over is (body == b"")
        assert read_all(answer, size) == body
        assert answer.is_over


@given(BODIES, CUTS, CUTS, st.integers(1, 4000))
def test_chunks_are_put_together(body: bytes, sizes: list[int], cuts: list[int], size: int) -> None:
    with saying(chunked(body, sizes), cuts) as near:
        answer = receive("GET", near)
        assert read_all(answer, size) == body
        assert answer.is_over


@given(BODIES, CUTS)
def test_without_a_length_the_end_is_the_end_of_the_connection(
    body: bytes, cuts: list[int]
) -> None:
    with saying(OK + b"\r\n" + body, cuts) as near:
        answer = receive("GET", near)
        assert read_all(answer, 1000) == body
        assert not answer.is_over


@given(st.binary(min_size=1, max_size=500), st.data())
def test_a_body_that_is_cut_short_is_a_failure(body: bytes, data: st.DataObject) -> None:
    missing = data.draw(st.integers(1, len(body)))
    with saying(sized(body)[:-missing]) as near:
        answer = receive("GET", near)
        with pytest.raises(ProtocolError) as caught:
            read_all(answer, 1000)
        assert any(isinstance(arg, IncompleteRead) for arg in caught.value.args)
        assert not answer.is_over


@pytest.mark.parametrize("whole", [sized(b"body"), chunked(b"body", [2])])
def test_a_connection_on_which_more_has_come_does_not_go_on(whole: bytes) -> None:
    with saying(whole + b"HTTP/1.1 200 OK\r\n") as near:
        answer = receive("GET", near)
        assert read_all(answer, 1000) == b"body"
        assert not answer.is_over


@pytest.mark.parametrize(
    ("method", "data", "goes_on"),
    [
        ("HEAD", OK + b"Content-Length: 5\r\n\r\n", True),
        ("HEAD", OK + b"Transfer-Encoding: chunked\r\n\r\n", True),
        ("HEAD", OK + b"Content-Encoding: gzip\r\nContent-Length: 9\r\n\r\n", True),
        ("DELETE", b"HTTP/1.1 204 No Content\r\n\r\n", True),
        ("DELETE", b"HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\n", False),
        ("GET", b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", True),
        ("HEAD", b"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\n", False),
        ("HEAD", OK + b"Content-Length: 5\r\n\r\nhello", False),
    ],
)
def test_an_answer_without_a_body(method: str, data: bytes, goes_on: bool) -> None:
    with saying(data) as near:
        answer = receive(method, near)
        assert answer.read(1000, decode_content=False) == b""
        assert answer.is_over is goes_on


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 100 Continue\r\n\r\n" + OK + b"Content-Length: 4\r\n\r\n",
        b"HTTP/1.0 200 OK\r\nContent-Length: 4\r\n\r\n",
        OK + b"Content-Length: 4\r\nConnection: close\r\n\r\n",
        OK + b"Content-Length: 4\r\nContent-Length: 4\r\n\r\n",
        OK + b"Content-Length: 4\r\nX-Folded: a\r\n b\r\n\r\n",
        b"HTTP/1.1 200 OK\nContent-Length: 4\n\n",
    ],
)
def test_an_odd_answer_is_read_but_nothing_after_it(head: bytes) -> None:
    with saying(head + b"body") as near:
        answer = receive("GET", near)
        assert answer.status == 200
        assert answer.read(4, decode_content=False) == b"body"
        assert not answer.is_over


def test_a_folded_header_is_one_line() -> None:
    with saying(OK + b"Content-Length: 0\r\nX-Folded: a\r\n\t b\r\n\r\n") as near:
        assert receive("GET", near).headers["x-folded"] == "a b"


@pytest.mark.parametrize(
    ("decode", "expected"), [(True, b"body"), (False, gzip.compress(b"body", mtime=0))]
)
def test_an_encoded_body_is_decoded_if_asked_for(decode: bool, expected: bytes) -> None:
    body = gzip.compress(b"body", mtime=0)
    head = OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body)
    with saying(head + body) as near:
        answer = receive("GET", near)
        assert read_all(answer, 1000, decode=decode) == expected
        assert answer.is_over


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"", RemoteDisconnected),
        (b"SSH-2.0-OpenSSH_9.2\r\n", BadStatusLine),
        (b"\x15\x03\x03\x00\x02\x02\x0a", BadStatusLine),
    ],
)
def test_what_is_no_answer_says_why(data: bytes, cause: type[Exception]) -> None:
    with saying(data) as near, pytest.raises(ProtocolError) as caught:
        receive("GET", near)
    assert any(isinstance(arg, cause) for arg in caught.value.args)


def limited_by_python(sock: socket.socket, seconds: float) -> None:
    sock.settimeout(seconds)


LIMITS = pytest.mark.parametrize("limit", [limit_waits, limited_by_python])


@LIMITS
@pytest.mark.parametrize("begun", [b"", OK, OK + b"\r\n"[:1]])
def test_silence_before_the_head_is_a_time_out(begun: bytes, limit: Limit) -> None:
    near, far = socket.socketpair()
    with near, far:
        limit(near, 0.01)
        far.sendall(begun)
        with pytest.raises(ReadTimeoutError):
            receive("GET", near)


@LIMITS
@pytest.mark.parametrize("begun", [sized(b"body")[:-1], chunked(b"body", [])[:-8]])
def test_silence_within_a_body_is_a_time_out(begun: bytes, limit: Limit) -> None:
    near, far = socket.socketpair()
    with near, far:
        limit(near, 0.01)
        far.sendall(begun)
        answer = receive("GET", near)
        with pytest.raises(ReadTimeoutError):
            read_all(answer, 1000)
        assert not answer.is_over
        with pytest.raises(HTTPError):
            answer.read(1000, decode_content=False)
