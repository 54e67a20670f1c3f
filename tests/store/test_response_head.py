"""A head counts as plain only where http.client reads the same in it."""

from __future__ import annotations

import http.client
import io
from typing import cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jos_tui.store.response_head import LONGEST_HEAD, Head, may_become_plain, read_head

TOKEN = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
NAMES = st.text(TOKEN, min_size=1, max_size=20) | st.sampled_from(
    ["Content-Length", "content-length", "Transfer-Encoding", "Connection", "ETag", "From"]
)
LETTERS = st.characters(max_codepoint=255, exclude_characters="\r\n\0")
VALUES = st.text(LETTERS, max_size=30) | st.sampled_from(["0", "12", "chunked", "close"])
FIELDS = st.lists(st.tuples(NAMES, VALUES), max_size=12)
STATUS = st.integers(200, 599)


def written(status: int, fields: list[tuple[str, str]]) -> bytes:
    lines = [f"HTTP/1.1 {status} Some Reason", *(f"{name}:{value}" for name, value in fields)]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def expected(fields: list[tuple[str, str]]) -> dict[str, str]:
    values: dict[str, list[str]] = {}
    for name, value in fields:
        values.setdefault(name.lower(), []).append(value.strip(" \t"))
    return {name: ", ".join(each) for name, each in values.items()}


class File:
    """What http.client takes for a socket."""

    def __init__(self, data: bytes) -> None:
        self.file = io.BytesIO(data)

    def makefile(self, mode: str) -> io.BytesIO:
        return self.file


def by_http_client(data: bytes) -> tuple[int, dict[str, str], int]:
    """Return status, fields, and where the body begins."""
    source = File(data)
    response = http.client.HTTPResponse(source, method="POST")  # type: ignore[arg-type]
    response.fp = cast("io.BufferedReader", source.file)
    status = response._read_status()  # type: ignore[attr-defined]
    message = http.client.parse_headers(source.file)
    return status[1], expected(message.items()), source.file.tell()


def head_of(*lines: str) -> Head:
    head = read_head("\r\n".join([*lines, "", ""]).encode("latin-1"))
    assert head is not None
    return head


@given(STATUS, FIELDS, st.binary(max_size=40))
def test_a_plain_head_is_read(status: int, fields: list[tuple[str, str]], body: bytes) -> None:
    data = written(status, fields)
    head = read_head(data + body)
    assert head is not None
    assert (head.status, dict(head.fields), head.size) == (status, expected(fields), len(data))


@given(STATUS, FIELDS, st.data())
def test_a_head_that_is_not_all_there_is_waited_for(
    status: int, fields: list[tuple[str, str]], data: st.DataObject
) -> None:
    whole = written(status, fields)
    begun = whole[: data.draw(st.integers(1, len(whole) - 1))]
    assert read_head(begun) is None
    assert may_become_plain(begun)


@given(STATUS, FIELDS, st.data())
def test_whatever_is_changed_http_client_agrees_or_is_asked(
    status: int, fields: list[tuple[str, str]], data: st.DataObject
) -> None:
    whole = bytearray(written(status, fields))
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(whole)))
        wrong = data.draw(
            st.binary(max_size=3) | st.sampled_from([b"\r", b"\n", b" ", b"\r\n", b":"])
        )
        whole[place : place + data.draw(st.integers(0, 2))] = wrong
    head = read_head(whole)
    if head is not None:
        assert (head.status, dict(head.fields), head.size) == by_http_client(bytes(whole))


@given(st.binary())
@example(b"HTTP/1.1 200 OK\r\n\r\n")
@example(b"\r\n\r\n")
def test_any_bytes_are_read_or_not(data: bytes) -> None:
    head = read_head(data)
    assert head is None or head.size <= len(data)


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nA: b\r\n folded\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nA : b\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n: b\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        b"HTTP/1.1 200 OK\nA: b\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nA: b\rc: d\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nA: \0\r\n\r\n",
        b"HTTP/1.1 2000 OK\r\n\r\n",
        b"HTTP/1.1  200 OK\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
    ],
)
def test_what_is_odd_is_not_plain(data: bytes) -> None:
    assert read_head(data) is None


@pytest.mark.parametrize(
    "data", [b"", b"SSH-2", b"HTTP/1.0 200", b"HTTP/1.1 200 OK\nA: b\n\n", b"\x15\x03\x03"]
)
def test_what_cannot_become_plain_is_not_waited_for(data: bytes) -> None:
    assert not may_become_plain(data)


def test_a_head_without_an_end_is_given_up() -> None:
    endless = b"HTTP/1.1 200 OK\r\nA: " + b"a" * LONGEST_HEAD
    assert not may_become_plain(endless)
    assert read_head(endless + b"\r\n\r\n") is None


def test_names_ignore_case() -> None:
    fields = head_of("HTTP/1.1 200 OK", "ETag: e", "X-Twice: 1", "x-twice: 2").fields
    assert fields["etag"] == fields.get("ETAG") == "e"
    assert "Etag" in fields
    assert fields["X-TWICE"] == "1, 2"
    assert fields.get("missing", "") == ""
    assert len(fields) == 2


@pytest.mark.parametrize(
    ("method", "lines", "length", "followed"),
    [
        ("GET", ["HTTP/1.1 200 OK", "Content-Length: 5"], 5, True),
        ("GET", ["HTTP/1.1 200", "Content-Length: 5", "Connection: keep-alive"], 5, True),
        ("GET", ["HTTP/1.1 200 OK", "Content-Length: 5", "Connection: Close"], 5, False),
        ("GET", ["HTTP/1.1 200 OK", "Content-Length: 5", "Connection: x, close"], 5, False),
        ("GET", ["HTTP/1.1 200 OK"], None, False),
        ("GET", ["HTTP/1.1 200 OK", "Content-Length: 5", "Content-Length: 5"], None, False),
        ("GET", ["HTTP/1.1 200 OK", "Content-Length: +5"], None, False),
        ("GET", ["HTTP/1.1 200 OK", "Content-Length: ²"], None, False),
        ("GET", ["HTTP/1.1 200 OK", "Content-Length: -5"], None, False),
        ("GET", ["HTTP/1.1 200 OK", f"Content-Length: {10**30}"], None, False),
        ("GET", ["HTTP/1.1 200 OK", "Transfer-Encoding: chunked"], None, True),
        ("GET", ["HTTP/1.1 200 OK", "Transfer-Encoding: gzip, chunked"], None, False),
        ("GET", ["HTTP/1.1 200", "Transfer-Encoding: chunked", "Content-Length: 5"], None, False),
        ("GET", ["HTTP/1.1 200 OK", "Content-Encoding: gzip", "Content-Length: 5"], None, True),
        ("HEAD", ["HTTP/1.1 200 OK", "Content-Length: 5"], 0, True),
        ("HEAD", ["HTTP/1.1 404 Not Found"], 0, True),
        ("DELETE", ["HTTP/1.1 204 No Content"], 0, True),
        ("DELETE", ["HTTP/1.1 204 No Content", "Content-Length: 0"], 0, True),
        ("DELETE", ["HTTP/1.1 204 No Content", "Content-Length: 5"], 0, False),
        ("DELETE", ["HTTP/1.1 204 No Content", "Transfer-Encoding: chunked"], 0, False),
        ("GET", ["HTTP/1.1 304 Not Modified", "Content-Length: 5"], 0, True),
    ],
)
def test_where_the_body_ends(
    method: str, lines: list[str], length: int | None, followed: bool
) -> None:
    head = head_of(*lines)
    assert head.length(method) == length
    assert head.may_be_followed(method) is followed
