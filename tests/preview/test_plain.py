"""The beginning of any object can be looked at: few bytes are read, and none steers a terminal."""

from __future__ import annotations

import gzip
import os
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import ChangedMeanwhile, NotFound
from jos_tui.core.text import printable
from jos_tui.preview.plain import (
    FIRST_BYTES,
    Encoding,
    Subject,
    encoding_of,
    hex_lines,
    read_beginning,
    text_lines,
)
from jos_tui.store.store import Store
from tests.support.hostile_names import every_name, is_kept

NOW = CancelToken()


def test_only_the_beginning_is_read(any_store: Store, any_bucket: str) -> None:
    body = os.urandom(FIRST_BYTES + 1000)
    any_store.put(any_bucket, "k", body, NOW)
    for size in (len(body), -1):
        found = read_beginning(any_store, Subject(any_bucket, "k", size), NOW)
        assert found.data == body[:FIRST_BYTES]
        assert (found.read, found.size, found.is_whole) == (FIRST_BYTES, len(body), False)


def test_it_is_that_of_the_object_of_exactly_this_name(
    any_store: Store, any_bucket: str, request: pytest.FixtureRequest
) -> None:
    kind = request.node.callspec.params["any_server"]
    keys = [f"{number}/{name}" for number, name in enumerate(every_name())]
    for key in filter(partial(is_kept, kind), keys):
        any_store.put(any_bucket, key, key.encode(), NOW)
        found = read_beginning(any_store, Subject(any_bucket, key), NOW)
        assert found.data == key.encode()


def test_a_small_object_is_whole_and_an_empty_one_too(any_store: Store, any_bucket: str) -> None:
    any_store.put(any_bucket, "k", b"text", NOW)
    any_store.put(any_bucket, "empty", b"", NOW)
    assert read_beginning(any_store, Subject(any_bucket, "k"), NOW).is_whole
    empty = read_beginning(any_store, Subject(any_bucket, "empty"), NOW)
    assert (empty.data, empty.is_whole) == (b"", True)


def test_what_was_listed_is_shown_or_nothing(store: Store, bucket: str) -> None:
    etag = store.put(bucket, "k", b"before", NOW)
    store.put(bucket, "k", b"after!", NOW)
    with pytest.raises(ChangedMeanwhile):
        read_beginning(store, Subject(bucket, "k", 6, etag), NOW)
    with pytest.raises(NotFound):
        read_beginning(store, Subject(bucket, "missing", 6, etag), NOW)


def test_what_gzip_has_packed_is_unpacked_and_no_more_than_fits(store: Store, bucket: str) -> None:
    packed = gzip.compress(bytes(100_000_000))
    assert len(packed) > FIRST_BYTES
    store.put(bucket, "bomb.gz", packed, NOW)
    store.put(bucket, "text.gz", gzip.compress(b"some text"), NOW)
    store.put(bucket, "torn.gz", b"\x1f\x8b\x08 no more of it", NOW)
    bomb = read_beginning(store, Subject(bucket, "bomb.gz"), NOW)
    assert bomb.is_unpacked
    assert FIRST_BYTES < len(bomb.data) < 1_000_000
    assert read_beginning(store, Subject(bucket, "text.gz"), NOW).data == b"some text"
    torn = read_beginning(store, Subject(bucket, "torn.gz"), NOW)
    assert (torn.data, torn.is_unpacked) == (b"\x1f\x8b\x08 no more of it", False)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"plain\n", Encoding.UTF_8),
        ("Grüße, 气温".encode(), Encoding.UTF_8),
        ("Grüße, 气温".encode()[:-1], Encoding.UTF_8),
        ("Grüße".encode("latin-1"), Encoding.LATIN_1),
        ("气温".encode("utf-16"), Encoding.UTF_16),
        (b"\x1b[31mred\x1b[0m", Encoding.UTF_8),
        (b"CDF\x01\0\0", Encoding.NONE),
        (b"\x89HDF\r\n\x1a\n", Encoding.NONE),
        (bytes(range(256)), Encoding.NONE),
        (b"\x01\x02\x03\x04", Encoding.NONE),
        (b"", Encoding.UTF_8),
    ],
)
def test_text_is_told_from_what_is_none(data: bytes, encoding: Encoding) -> None:
    assert encoding_of(data) is encoding


def test_lines_are_those_of_the_text() -> None:
    text = b"one\r\ntwo\n\n\tthree\rfour\n"
    assert text_lines(text, Encoding.UTF_8) == ["one", "two", "", "        three␍four"]


def test_bytes_are_shown_in_rows_of_sixteen() -> None:
    first, last = hex_lines(bytes(range(0x3A, 0x4B)))
    assert first == "00000000  3a 3b 3c 3d 3e 3f 40 41  42 43 44 45 46 47 48 49  :;<=>?@ABCDEFGHI"
    assert last == f"00000010  {'4a':<48}  J"


@given(st.binary(max_size=300))
def test_nothing_that_is_shown_steers_a_terminal(data: bytes) -> None:
    for encoding in (Encoding.NONE, Encoding.LATIN_1, Encoding.UTF_8, encoding_of(data)):
        lines = text_lines(data, encoding)
        assert all(line == printable(line) for line in lines)
    dump = hex_lines(data)
    assert all(line.isascii() and line.isprintable() for line in dump)
    assert bytes.fromhex("".join(line[10:58] for line in dump)) == data
