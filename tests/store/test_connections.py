"""Requests stay in their lines; connections are used again only while nothing speaks against it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from urllib3.exceptions import ProtocolError, ReadTimeoutError

from jos_tui.core.background import CancelToken
from jos_tui.profiles.profile import Endpoint, Profile
from jos_tui.store.answers import receive
from jos_tui.store.connections import IdleConnections, StoppableConnection
from jos_tui.store.http import request_head
from jos_tui.store.store import Store, connect
from jos_tui.store.wire_errors import is_silence
from tests.store.support import QUICK

FOUND = b'HTTP/1.1 200 OK\r\nContent-Length: 4\r\nETag: "e"\r\nLast-Modified: x\r\n\r\n'


class Server:
    """Answers each request by the next of the words it was given; counts connections."""

    def __init__(self, words: list[bytes]) -> None:
        self._words = words
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._accept)]
        self._open: list[socket.socket] = []
        self.connections = 0

    @contextmanager
    def store(self) -> Iterator[Store]:
        host, port = self._listener.getsockname()
        self._threads[0].start()
        profile = Profile("p", (Endpoint(f"{host}:{port}", secure=False),))
        with closing(connect(profile, QUICK)) as store:
            yield store
        self._listener.shutdown(socket.SHUT_RDWR)
        for thread in list(self._threads):
            thread.join()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            thread = threading.Thread(target=self._answer, args=(line,))
            self._threads.append(thread)
            thread.start()

    def _answer(self, line: socket.socket) -> None:
        with line:
            while line.recv(1 << 16):
                words = self._words.pop(0)
                line.sendall(words)
                if b"Connection: close" in words:
                    return


def stats(store: Store, times: int) -> None:
    for _ in range(times):
        assert store.stat("bucket", "key", CancelToken()).size == 4


def test_one_connection_serves_one_request_after_the_other() -> None:
    server = Server([FOUND] * 5)
    with server.store() as store:
        stats(store, 5)
    assert server.connections == 1


@pytest.mark.parametrize(
    "words",
    [
        FOUND + b"what nobody has asked for",
        FOUND.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"),
        FOUND.replace(b"HTTP/1.1", b"HTTP/1.0"),
        FOUND.replace(b"\r\n\r\n", b"\r\n folded\r\n\r\n"),
    ],
)
def test_a_connection_that_cannot_be_trusted_is_not_used_again(words: bytes) -> None:
    server = Server([words, FOUND])
    with server.store() as store:
        stats(store, 2)
    assert server.connections == 2


def waiting(pool: IdleConnections) -> tuple[StoppableConnection, socket.socket]:
    """Put a connection into a pool; return it and the socket at its other end."""
    near, far = socket.socketpair()
    connection = pool.take("store:80")
    connection.sock = near
    pool.give_back(connection)
    return connection, far


def hang_up(far: socket.socket) -> None:
    far.shutdown(socket.SHUT_WR)


def say_something(far: socket.socket) -> None:
    far.sendall(b"HTTP/1.1 408 Request Timeout\r\n\r\n")


@pytest.mark.parametrize("do", [hang_up, say_something])
def test_a_connection_that_is_over_is_not_used_again(do: Callable[[socket.socket], None]) -> None:
    pool = IdleConnections(None)
    connection, far = waiting(pool)
    with far:
        assert pool.take("store:80") is connection
        pool.give_back(connection)
        do(far)
        assert pool.take("store:80") is not connection
        assert connection.sock is None


def test_each_address_has_its_own_connections() -> None:
    pool = IdleConnections(None)
    connection, far = waiting(pool)
    with far:
        assert pool.take("other:80") is not connection
        assert pool.take("store:80") is connection
    connection.close()


def test_only_so_many_connections_wait() -> None:
    pool = IdleConnections(None)
    made = [pool.take("store:80") for _ in range(72)]
    ends = [socket.socketpair() for _ in made]
    for connection, (near, _) in zip(made, ends, strict=True):
        connection.sock = near
        pool.give_back(connection)
    assert [connection.sock is None for connection in made] == [True] * 8 + [False] * 64
    pool.close()
    assert all(connection.sock is None for connection in made)
    for _, far in ends:
        far.close()


def test_a_closed_pool_keeps_nothing() -> None:
    pool = IdleConnections(None)
    pool.close()
    connection, far = waiting(pool)
    far.close()
    assert connection.sock is None


def test_an_answer_before_all_was_sent_is_heard_and_the_connection_done_with() -> None:
    near, far = socket.socketpair()
    with near, far:
        far.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        far.shutdown(socket.SHUT_RD)
        connection = StoppableConnection("localhost")
        connection.sock = near
        connection.send_all(b"PUT / HTTP/1.1\r\n\r\n", bytes(1 << 20), silence=60)
        assert connection.cut
        assert receive("PUT", near).status == 403


@contextmanager
def line_with_silence(seconds: float) -> Iterator[tuple[StoppableConnection, socket.socket]]:
    """Yield a plain connection that has sent a request, and the other end of its line."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        near = socket.create_connection(listener.getsockname())
        far, _ = listener.accept()
    with near, far:
        connection = StoppableConnection("localhost")
        connection.sock = near
        connection.send_all(b"GET / HTTP/1.1\r\n\r\n", b"", seconds)
        yield connection, far


def test_a_store_that_says_nothing_is_given_up_after_the_silence() -> None:
    with line_with_silence(0.01) as (connection, _), pytest.raises(ReadTimeoutError):
        receive("GET", connection.sock)


def test_a_store_that_stops_within_an_answer_is_given_up_after_the_silence() -> None:
    with line_with_silence(0.01) as (connection, far):
        far.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nbegun")
        answer = receive("GET", connection.sock)
        with pytest.raises(ReadTimeoutError):
            answer.read(99, decode_content=False)
        assert not answer.is_over


def test_a_store_that_takes_nothing_is_given_up_after_the_silence() -> None:
    with line_with_silence(0.01) as (connection, _), pytest.raises(ProtocolError) as caught:
        connection.send_all(b"PUT / HTTP/1.1\r\n\r\n", bytes(64 << 20), 0.01)
    assert is_silence(caught.value)


def test_an_answer_may_take_longer_than_the_longest_silence() -> None:
    drips = 240  # of 12.5 ms: three seconds, with a silence of two
    stop = threading.Event()

    def drip() -> None:
        far.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % drips)
        for _ in range(drips):
            stop.wait(0.0125)
            far.sendall(b"x")

    with line_with_silence(2) as (connection, far):
        dripping = threading.Thread(target=drip)
        dripping.start()
        answer = receive("GET", connection.sock)
        assert answer.read(drips, decode_content=False) == b"x" * drips
        assert answer.is_over
        dripping.join()


HEADERS = st.dictionaries(
    st.sampled_from(["Host", "x-amz-meta-a", "Content-Type", "Range"]), st.text(max_size=20)
)


@given(HEADERS, st.none() | st.binary(max_size=10), st.sampled_from(["GET", "PUT", "DELETE"]))
def test_a_value_cannot_leave_its_line(
    headers: dict[str, str], body: bytes | None, method: str
) -> None:
    try:
        head = request_head(method, "/bucket/key?a=b", headers, body)
    except ValueError:
        text = "".join(headers.values())
        assert any(letter in "\r\n\0" or ord(letter) > 255 for letter in text)
        return
    lines = head.decode("latin-1").split("\r\n")
    length = [f"Content-Length: {len(body or b'')}"] if body is not None or method == "PUT" else []
    given = [f"{name}: {value}" for name, value in headers.items()]
    first = [f"{method} /bucket/key?a=b HTTP/1.1", "Accept-Encoding: identity"]
    assert lines == [*first, *given, *length, "", ""]


@pytest.mark.parametrize("target", ["", "key", "/a b", "/a\r\nX: y", "/é", "/\x7f"])
def test_what_is_no_path_is_not_sent(target: str) -> None:
    with pytest.raises(ValueError, match="path"):
        request_head("GET", target, {}, None)
