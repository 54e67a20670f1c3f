"""Unfinished uploads are found again, with the parts they have."""

from __future__ import annotations

import os
from urllib.parse import quote

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import NotFound, ServerTrouble, StoreError
from jos_tui.store.store import Store
from tests.store.support import XML
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind
from tests.support.hostile_names import HOSTILE

PART = os.urandom(5 << 20)


def test_parts_are_listed_by_number_with_size_and_etag(
    any_store: Store, any_bucket: str, cancel: CancelToken
) -> None:
    upload = any_store.start_upload(any_bucket, "big file", cancel)
    third = any_store.put_part(any_bucket, "big file", upload, 3, b"end", cancel)
    first = any_store.put_part(any_bucket, "big file", upload, 1, PART, cancel)
    found = list(any_store.list_parts(any_bucket, "big file", upload, cancel))
    assert [(part.number, part.size, part.etag) for part in found] == [
        (1, len(PART), first),
        (3, 3, third),
    ]


def test_parts_of_more_than_one_page_are_all_listed(
    store: Store, bucket: str, cancel: CancelToken
) -> None:
    upload = store.start_upload(bucket, "x", cancel)
    for number in range(1, 1003):
        store.put_part(bucket, "x", upload, number, b"p", cancel)
    found = [part.number for part in store.list_parts(bucket, "x", upload, cancel)]
    assert found == list(range(1, 1003))


def test_the_parts_of_a_dropped_upload_are_not_found(
    any_store: Store, any_bucket: str, cancel: CancelToken
) -> None:
    upload = any_store.start_upload(any_bucket, "x", cancel)
    any_store.abort_upload(any_bucket, "x", upload)
    with pytest.raises(NotFound):
        list(any_store.list_parts(any_bucket, "x", upload, cancel))


def test_uploads_are_found_by_the_exact_key(
    any_store: Store, any_bucket: str, cancel: CancelToken
) -> None:
    store, bucket = any_store, any_bucket
    keys = ["a b+c%20é", "a b+c%20é/more", "a/b", "z"]
    ids = {key: store.start_upload(bucket, key, cancel) for key in keys}
    found = list(store.list_uploads(bucket, keys[0], cancel))
    assert {one.key: one.upload_id for one in found} == {key: ids[key] for key in keys[:2]}
    assert all(one.initiated_ms > 0 for one in found)
    assert {one.key for one in store.list_uploads(bucket, "", cancel)} == set(keys)


def test_a_store_that_lists_objects_instead_is_not_believed(
    faulty: Store, proxy: FaultProxy, bucket: str, cancel: CancelToken
) -> None:
    proxy.inject(canned(b"<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>"))
    with pytest.raises(StoreError):
        list(faulty.list_uploads(bucket, "x", cancel))


def page(*rows: tuple[str, str], more: str = "") -> bytes:
    uploads = "".join(
        f"<Upload><Key>{key}</Key><UploadId>{upload_id}</UploadId>"
        "<Initiated>2026-01-02T03:04:05.000Z</Initiated></Upload>"
        for key, upload_id in rows
    )
    truncated = "true" if more else "false"
    root = "ListMultipartUploadsResult"
    return f"<{root}><IsTruncated>{truncated}</IsTruncated>{more}{uploads}</{root}>".encode()


def canned(body: bytes, match: str = "uploads", times: int | None = 1) -> Fault:
    return Fault(FaultKind.CANNED, match, times, status=200, headers=XML, body=body)


def test_a_key_that_comes_encoded_without_saying_so_is_decoded(
    faulty: Store, proxy: FaultProxy, bucket: str, cancel: CancelToken
) -> None:
    key = "dir/inc %20é.bin"
    proxy.inject(canned(page((quote(key), "1"))))
    assert [one.key for one in faulty.list_uploads(bucket, key, cancel)] == [key]
    proxy.inject(canned(page((key, "1"))))
    assert [one.key for one in faulty.list_uploads(bucket, key, cancel)] == [key]


def test_pages_of_uploads_go_on_behind_the_last_without_doubles(
    faulty: Store, proxy: FaultProxy, bucket: str, cancel: CancelToken
) -> None:
    proxy.inject(canned(page(("k", "1"), ("k", "2"), more="<NextKeyMarker></NextKeyMarker>")))
    proxy.inject(canned(page(("k", "2"), ("k", "3"))))
    assert [one.upload_id for one in faulty.list_uploads(bucket, "k", cancel)] == ["1", "2", "3"]
    assert "upload-id-marker=2" in proxy.requests[-1].query


def test_a_list_of_uploads_that_never_ends_is_given_up(
    faulty: Store, proxy: FaultProxy, bucket: str, cancel: CancelToken
) -> None:
    again = page(("k", "1"), more="<NextKeyMarker>k</NextKeyMarker>")
    proxy.inject(canned(again, times=None))
    with pytest.raises(ServerTrouble):
        list(faulty.list_uploads(bucket, "k", cancel))


@pytest.mark.parametrize("kind", HOSTILE)
def test_an_upload_is_found_whatever_its_key(
    store: Store, bucket: str, cancel: CancelToken, kind: str
) -> None:
    keys = [key for key in HOSTILE[kind] if not {".", ".."} & set(key.split("/"))]
    ids = {key: store.start_upload(bucket, key, cancel) for key in keys}
    assert {one.key: one.upload_id for one in store.list_uploads(bucket, "", cancel)} == ids
