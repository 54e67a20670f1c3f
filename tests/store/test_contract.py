"""What holds on every server: list, stat, read, put, parts, delete, buckets."""

from __future__ import annotations

import hashlib
import io
import os
import secrets
from collections.abc import Callable
from contextlib import closing

import pytest
from minio import Minio

from jos_tui.core.background import CancelToken
from jos_tui.core.entry import NO_SIZE, Kind
from jos_tui.core.errors import (
    ChangedMeanwhile,
    Conflict,
    NoSuchBucket,
    NotFound,
    StoreError,
)
from jos_tui.core.location import Location
from jos_tui.store.capabilities import Ability
from jos_tui.store.depth import Depth
from jos_tui.store.store import Store
from tests.store.support import all_keys, all_pages, content, put_all

PART = 5 << 20


def upload(store: Store, bucket: str, key: str, parts: list[bytes], cancel: CancelToken) -> str:
    upload_id = store.start_upload(bucket, key, cancel, content_type="text/csv")
    etags = [
        store.put_part(bucket, key, upload_id, number, part, cancel)
        for number, part in enumerate(parts, 1)
    ]
    size = sum(map(len, parts))
    found = store.complete_upload(bucket, key, upload_id, etags, size, cancel)
    assert (found.key, found.size) == (key, size)
    return upload_id


def test_what_was_put_is_read_back_and_described(
    any_store: Store, any_bucket: str, cancel: CancelToken
) -> None:
    etag = any_store.put(any_bucket, "a/b.csv", b"hello", cancel, content_type="text/csv")
    found = any_store.stat(any_bucket, "a/b.csv", cancel)
    assert etag == found.etag == hashlib.md5(b"hello").hexdigest()
    assert (found.key, found.size, found.content_type) == ("a/b.csv", 5, "text/csv")
    assert found.modified_ms > 1_700_000_000_000
    assert content(any_store, any_bucket, "a/b.csv") == b"hello"


def test_an_empty_object_is_an_object(
    any_store: Store, any_bucket: str, cancel: CancelToken
) -> None:
    any_store.put(any_bucket, "empty", b"", cancel)
    assert any_store.stat(any_bucket, "empty", cancel).size == 0
    assert content(any_store, any_bucket, "empty") == b""
    assert content(any_store, any_bucket, "empty", length=10) == b""


def test_a_body_may_be_a_view_of_a_larger_buffer(
    any_store: Store, any_bucket: str, cancel: CancelToken
) -> None:
    body = memoryview(b"..the middle..")[2:-2]
    any_store.put(any_bucket, "view", body, cancel)
    assert content(any_store, any_bucket, "view") == b"the middle"


@pytest.mark.parametrize(
    ("offset", "length", "expected"),
    [
        (0, None, slice(0, None)),
        (0, 1, slice(0, 1)),
        (999_999, 3, slice(999_999, 1_000_002)),
        (2_999_999, None, slice(2_999_999, None)),
        (2_999_990, 1000, slice(2_999_990, None)),
        (3_000_000, 5, slice(0, 0)),
        (9_000_000, None, slice(0, 0)),
        (7, 0, slice(0, 0)),
    ],
)
def test_any_span_of_an_object_can_be_read(
    any_store: Store,
    any_bucket: str,
    cancel: CancelToken,
    offset: int,
    length: int | None,
    expected: slice,
) -> None:
    body = os.urandom(3_000_000)
    any_store.put(any_bucket, "big", body, cancel)
    assert content(any_store, any_bucket, "big", offset=offset, length=length) == body[expected]


def test_chunks_have_the_size_asked_for(
    any_store: Store, any_bucket: str, cancel: CancelToken
) -> None:
    any_store.put(any_bucket, "big", b"x" * 250_000, cancel)
    chunks = list(any_store.read(any_bucket, "big", cancel, chunk_size=100_000))
    assert [len(chunk) for chunk in chunks] == [100_000, 100_000, 50_000]


def test_reading_another_version_than_expected_is_refused(
    any_store: Store, any_bucket: str, cancel: CancelToken
) -> None:
    etag = any_store.put(any_bucket, "x", b"first", cancel)
    assert content(any_store, any_bucket, "x", if_match=etag) == b"first"
    any_store.put(any_bucket, "x", b"second", cancel)
    with pytest.raises(ChangedMeanwhile):
        content(any_store, any_bucket, "x", if_match=etag)


def test_bytes_are_read_as_stored_even_if_they_claim_to_be_compressed(
    store: Store, bucket: str, cancel: CancelToken
) -> None:
    host = store.profile.endpoint.host
    assert store.profile.secret_key is not None
    minio = Minio(
        host,
        store.profile.access_key,
        store.profile.secret_key.reveal(),
        secure=store.profile.endpoint.secure,
        region="us-east-1",
    )
    body = b"this is not gzip"
    minio.put_object(
        bucket,
        "x.gz",
        io.BytesIO(body),
        len(body),
        metadata={"Content-Encoding": "gzip", "x-amz-meta-Units": "K"},
    )
    found = store.stat(bucket, "x.gz", cancel)
    assert (found.content_encoding, found.size) == ("gzip", len(body))
    assert found.metadata == {"units": "K"}
    assert content(store, bucket, "x.gz") == body


def test_parts_become_one_object(any_store: Store, any_bucket: str, cancel: CancelToken) -> None:
    parts = [os.urandom(PART), os.urandom(PART), b"the end"]
    upload(any_store, any_bucket, "dir/big.bin", parts, cancel)
    assert content(any_store, any_bucket, "dir/big.bin") == b"".join(parts)
    assert all_keys(any_store, Location(any_bucket)) == ["dir/big.bin"]


def test_an_upload_can_be_dropped_more_than_once(
    any_store: Store, any_bucket: str, cancel: CancelToken
) -> None:
    upload_id = any_store.start_upload(any_bucket, "x", cancel)
    any_store.put_part(any_bucket, "x", upload_id, 1, b"data", cancel)
    any_store.abort_upload(any_bucket, "x", upload_id)
    any_store.abort_upload(any_bucket, "x", upload_id)
    assert all_keys(any_store, Location(any_bucket)) == []


def test_a_level_has_its_keys_and_prefixes_in_one_order(
    any_store: Store, any_bucket: str, cancel: CancelToken
) -> None:
    put_all(any_store, any_bucket, ["b", "a/1", "a/2/x", "c/1", "ab", "é"], b"four")
    (page,) = all_pages(any_store, Location(any_bucket), Depth.LEVEL)
    assert page.keys == ["a/", "ab", "b", "c/", "é"]
    assert list(page.sizes) == [NO_SIZE, 4, 4, NO_SIZE, 4]
    assert page.etags[1] == hashlib.md5(b"four").hexdigest()
    assert page.modified_ms[0] == 0
    assert page.modified_ms[1] > 1_700_000_000_000
    assert page.is_last
    assert all_keys(any_store, Location(any_bucket, "a/"), Depth.LEVEL) == ["a/1", "a/2/"]


def test_a_tree_has_every_key_below(any_store: Store, any_bucket: str, cancel: CancelToken) -> None:
    put_all(any_store, any_bucket, ["b", "a/1", "a/2/x", "abc/1"])
    assert all_keys(any_store, Location(any_bucket)) == ["a/1", "a/2/x", "abc/1", "b"]
    assert all_keys(any_store, Location(any_bucket, "a")) == ["a/1", "a/2/x", "abc/1"]
    assert all_keys(any_store, Location(any_bucket), start_after="a/2/x") == ["abc/1", "b"]


def test_a_listing_goes_on_beyond_its_pages(
    any_store: Store, any_bucket: str, cancel: CancelToken
) -> None:
    keys = [f"k{number:02d}" for number in range(23)]
    put_all(any_store, any_bucket, keys)
    pages = all_pages(any_store, Location(any_bucket), page_size=10)
    assert [len(page) for page in pages] == [10, 10, 3]
    assert [page.is_last for page in pages] == [False, False, True]
    assert [key for page in pages for key in page.keys] == keys


def test_deleting_removes_and_does_not_mind_what_is_gone(
    any_store: Store, any_bucket: str, cancel: CancelToken
) -> None:
    put_all(any_store, any_bucket, ["a", "b"])
    any_store.delete(any_bucket, "a", cancel)
    any_store.delete(any_bucket, "a", cancel)
    assert all_keys(any_store, Location(any_bucket)) == ["b"]


def test_many_are_deleted_and_the_others_stay(
    any_store: Store, any_bucket: str, cancel: CancelToken
) -> None:
    keys = [f"d/{number:03d} &<>'\"+%.nc" for number in range(120)]
    put_all(any_store, any_bucket, [*keys, "d/z", "missing"])
    any_store.delete(any_bucket, "missing", cancel)
    assert any_store.delete_many(any_bucket, [*keys, "missing"], cancel) == []
    assert all_keys(any_store, Location(any_bucket)) == ["d/z"]
    assert not any_store.capabilities.lacks(Ability.BATCHES)
    assert any_store.delete_many(any_bucket, [], cancel) == []


def test_buckets_come_and_go(any_store: Store, cancel: CancelToken) -> None:
    name = f"jos-test-{secrets.token_hex(6)}"
    any_store.make_bucket(name, cancel)
    entries = {entry.key: entry for entry in any_store.buckets(cancel)}
    assert (entries[name].kind, entries[name].size) == (Kind.BUCKET, NO_SIZE)
    any_store.remove_bucket(name, cancel)
    assert name not in {entry.key for entry in any_store.buckets(cancel)}
    with pytest.raises(NoSuchBucket):
        any_store.remove_bucket(name, cancel)


def test_a_bucket_with_something_in_it_stays(
    any_store: Store, any_bucket: str, cancel: CancelToken
) -> None:
    any_store.put(any_bucket, "x", b"x", cancel)
    with pytest.raises(Conflict) as caught:
        any_store.remove_bucket(any_bucket, cancel)
    assert "not empty" in caught.value.title
    assert all_keys(any_store, Location(any_bucket)) == ["x"]


@pytest.mark.parametrize("name", ["", "ab", "Upper", "under_score", "a..b", "-a-", "192.168.0.1"])
def test_a_new_bucket_with_an_impossible_name_is_refused_with_the_rule(
    store: Store, cancel: CancelToken, name: str
) -> None:
    with pytest.raises(Conflict) as caught:
        store.make_bucket(name, cancel)
    assert "A bucket's name has" in caught.value.reason


@pytest.mark.parametrize("name", ["", "a/b", "a?delete", "..", ".", "a b", "a#b", "a%2Fb"])
def test_what_cannot_be_a_bucket_never_reaches_the_store(
    faulty: Store, cancel: CancelToken, name: str
) -> None:
    calls: list[Callable[[], object]] = [
        lambda: faulty.remove_bucket(name, cancel),
        lambda: faulty.delete(name, "key", cancel),
        lambda: faulty.delete_many(name, ["key"], cancel),
        lambda: faulty.put(name, "key", b"", cancel),
        lambda: all_pages(faulty, Location(name)),
    ]
    for call in calls:
        with pytest.raises(NoSuchBucket):
            call()


def test_an_empty_key_does_not_turn_into_its_bucket(
    any_store: Store, any_bucket: str, cancel: CancelToken
) -> None:
    calls: list[Callable[[], object]] = [
        lambda: any_store.delete(any_bucket, "", cancel),
        lambda: any_store.put(any_bucket, "", b"x", cancel),
        lambda: any_store.stat(any_bucket, "", cancel),
        lambda: content(any_store, any_bucket, ""),
    ]
    for call in calls:
        with pytest.raises(StoreError):
            call()
    failures = any_store.delete_many(any_bucket, [""], cancel)
    assert [failure.key for failure in failures] == [""]
    assert all_keys(any_store, Location(any_bucket)) == []


def test_what_is_missing_is_not_found(
    any_store: Store, any_bucket: str, cancel: CancelToken
) -> None:
    with pytest.raises(NotFound):
        any_store.stat(any_bucket, "missing", cancel)
    with pytest.raises(NotFound):
        content(any_store, any_bucket, "missing")
    for location in (Location("no-such-bucket-here"), Location("no-such-bucket-here", "a/")):
        with pytest.raises(NoSuchBucket) as caught:
            all_pages(any_store, location)
        assert "no-such-bucket-here" in caught.value.title


def test_a_closed_store_answers_nothing_any_more(
    any_store: Store, any_bucket: str, cancel: CancelToken
) -> None:
    any_store.put(any_bucket, "x", b"x", cancel)
    with closing(any_store):
        pass
    with pytest.raises(StoreError, match="closed"):
        any_store.buckets(cancel)
