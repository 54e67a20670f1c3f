"""Answers as stores were measured to give them, which the servers of these tests do not give.

The stand-in answers in place of the store; what it answers depends on what it is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from urllib.parse import parse_qs, quote

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.core.location import Location
from jos_tui.store.checksums import multipart_etag
from jos_tui.store.depth import Depth
from jos_tui.store.store import Store
from tests.store.support import XML, all_keys, content
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, Request

Query = Mapping[str, str]
UPLOADS = "ListMultipartUploadsResult"
PART = b"x" * (5 << 20)


def query_of(request: Request) -> Query:
    query = parse_qs(request.query, keep_blank_values=True, errors="surrogateescape")
    return {name: value for name, [value] in query.items()}


def answer(
    proxy: FaultProxy, what: str, body: str, when: Callable[[Query], bool] = lambda _: True
) -> None:
    """Answer so to each question for ``what`` that fits and that nothing before it fits."""

    def is_meant(request: Request) -> bool:
        query = query_of(request)
        return request.method == "GET" and what in query and when(query)

    sent = body.encode(errors="surrogateescape")
    proxy.inject(Fault(FaultKind.CANNED, is_meant, None, 0, 200, XML, sent))


def upload(key: str, upload_id: str) -> str:
    return (
        f"<Upload><Key>{key}</Key><UploadId>{upload_id}</UploadId>"
        "<Initiated>2026-01-02T03:04:05.000Z</Initiated></Upload>"
    )


def uploads(*rows: str, more: str = "") -> str:
    truncated = str(bool(more)).lower()
    return f"<{UPLOADS}><IsTruncated>{truncated}</IsTruncated>{more}{''.join(rows)}</{UPLOADS}>"


def test_ceph_encodes_the_keys_of_uploads_unasked_also_where_the_next_page_begins(
    faulty: Store, proxy: FaultProxy, cancel: CancelToken
) -> None:
    keys = ["dir/inc é%20.bin", "dir/z +?", "dir/zz"]
    first, second, third = map(quote, keys)
    more = f"<NextKeyMarker>{second}</NextKeyMarker><NextUploadIdMarker>2</NextUploadIdMarker>"
    nothing = uploads()
    answer(proxy, "uploads", nothing, lambda query: "%" in query.get("prefix", ""))
    answer(proxy, "uploads", uploads(upload(third, "3")), lambda query: "key-marker" in query)
    answer(proxy, "uploads", uploads(upload(first, "1"), upload(second, "2"), more=more))
    assert [one.key for one in faulty.list_uploads("bucket", "dir/", cancel)] == keys
    last = query_of(proxy.requests[-1])
    assert (last["key-marker"], last["upload-id-marker"]) == (keys[1], "2")


def test_swift_lists_uploads_to_those_who_name_no_delimiter(
    faulty: Store, proxy: FaultProxy, cancel: CancelToken
) -> None:
    answer(proxy, "uploads", uploads(), lambda query: "delimiter" in query)
    answer(proxy, "uploads", uploads(upload("k", "1")))
    for prefix in ("", "k"):
        assert [one.upload_id for one in faulty.list_uploads("bucket", prefix, cancel)] == ["1"]


def is_behind(upload_id: str, query: Query) -> bool:
    return query.get("upload-id-marker", "") == upload_id


def test_uploads_of_one_key_go_on_behind_the_id_and_not_only_the_key(
    faulty: Store, proxy: FaultProxy, cancel: CancelToken
) -> None:
    """Who leaves out the id gets the first page again."""
    marks = "<NextKeyMarker>k</NextKeyMarker><NextUploadIdMarker>{}</NextUploadIdMarker>"
    for after, ids, more in (("4", "56", ""), ("2", "34", "4"), ("", "12", "2")):
        page = uploads(*(upload("k", one) for one in ids), more=marks.format(more) if more else "")
        answer(proxy, "uploads", page, partial(is_behind, after))
    found = [one.upload_id for one in faulty.list_uploads("bucket", "k", cancel)]
    assert found == [*"123456"]


def version(key: str, version_id: str) -> str:
    return (
        f"<Version><Key>{key}</Key><VersionId>{version_id}</VersionId><Size>1</Size>"
        "<IsLatest>false</IsLatest><LastModified>2026-01-02T03:04:05Z</LastModified></Version>"
    )


def versions(*rows: str, more: str = "", echo: str = "") -> str:
    root, truncated = "ListVersionsResult", str(bool(more)).lower()
    return f"<{root}><IsTruncated>{truncated}</IsTruncated>{echo}{more}{''.join(rows)}</{root}>"


def ids_of(store: Store, prefix: str, cancel: CancelToken) -> list[tuple[str, str]]:
    pages = store.versions(Location("bucket", prefix), cancel)
    return [(one.key, one.version_id) for page in pages for one in page]


def test_versions_that_are_sent_again_where_a_page_begins_are_listed_once(
    faulty: Store, proxy: FaultProxy, cancel: CancelToken
) -> None:
    more = "<NextKeyMarker>b</NextKeyMarker><NextVersionIdMarker>2</NextVersionIdMarker>"
    again = versions(version("b", "3"), version("b", "2"), version("c", "1"))
    answer(proxy, "versions", again, lambda query: "version-id-marker" in query)
    rows = [version("a", "1"), version("b", "3"), version("b", "2")]
    answer(proxy, "versions", versions(*rows, more=more))
    expected = [("a", "1"), ("b", "3"), ("b", "2"), ("c", "1")]
    assert ids_of(faulty, "", cancel) == expected


ODD = "d\x01\x1b/"
"""XML has no room for it, and Ceph repeats it in its answers as it is."""

URL = "<EncodingType>url</EncodingType>"


def test_what_ceph_repeats_of_a_question_for_versions_does_not_spoil_the_answer(
    faulty: Store, proxy: FaultProxy, cancel: CancelToken
) -> None:
    key = quote(f"{ODD}k")
    more = f"<NextKeyMarker>{key}</NextKeyMarker><NextVersionIdMarker>1</NextVersionIdMarker>"
    echo = f"{URL}<Prefix>{ODD}</Prefix><KeyMarker>{ODD}k</KeyMarker>"
    second = versions(version(key, "2"), echo=echo)
    answer(proxy, "versions", second, lambda query: query.get("key-marker") == f"{ODD}k")
    answer(proxy, "versions", versions(version(key, "1"), more=more, echo=echo))
    assert ids_of(faulty, ODD, cancel) == [(f"{ODD}k", "1"), (f"{ODD}k", "2")]


@pytest.mark.parametrize("key", ["k", "a%20b", "\x01"])
def test_what_ceph_repeats_of_a_question_for_uploads_does_not_spoil_the_answer(
    faulty: Store, proxy: FaultProxy, cancel: CancelToken, key: str
) -> None:
    echo = f"<Prefix>{ODD}</Prefix><KeyMarker></KeyMarker>"
    row = upload(quote(ODD + key), "1")
    answer(proxy, "uploads", uploads(echo, row), lambda query: query["prefix"] == ODD)
    answer(proxy, "uploads", uploads())
    assert [one.key for one in faulty.list_uploads("bucket", ODD, cancel)] == [ODD + key]


def test_what_ceph_repeats_of_a_question_for_objects_does_not_spoil_the_answer(
    faulty: Store, proxy: FaultProxy, cancel: CancelToken
) -> None:
    row = (
        f"<Contents><Key>{quote(ODD)}k</Key><Size>1</Size><ETag>e</ETag>"
        "<LastModified>2026-01-02T03:04:05Z</LastModified></Contents>"
    )
    echo = f"<Prefix>{ODD}</Prefix><StartAfter>{ODD}a</StartAfter><Marker>{ODD}a</Marker>"
    for extra in ("", "<!-- the sure way -->"):
        proxy.heal()
        body = f"<ListBucketResult>{URL}{echo}{row}{extra}</ListBucketResult>"
        answer(proxy, "list-type", body)
        pages = faulty.pages(Location("bucket", ODD), Depth.TREE, cancel, start_after=f"{ODD}a")
        assert [key for page in pages for key in page.keys] == [f"{ODD}k"]


def test_what_ceph_repeats_of_a_question_for_parts_does_not_spoil_the_answer(
    faulty: Store, proxy: FaultProxy, cancel: CancelToken
) -> None:
    part = "<Part><PartNumber>1</PartNumber><Size>5</Size><ETag>e</ETag></Part>"
    answer(proxy, "uploadId", f"<ListPartsResult><Key>{ODD}k</Key>{part}</ListPartsResult>")
    assert [one.etag for one in faulty.list_parts("bucket", f"{ODD}k", "1", cancel)] == ["e"]


def test_an_upload_that_ceph_completes_without_telling_an_etag_is_complete(
    store: Store, faulty: Store, proxy: FaultProxy, bucket: str, cancel: CancelToken
) -> None:
    upload_id = store.start_upload(bucket, "k", cancel)
    etags = [store.put_part(bucket, "k", upload_id, 1, PART, cancel)]
    store.complete_upload(bucket, "k", upload_id, etags, len(PART), cancel)
    root = "CompleteMultipartUploadResult"
    body = f"<{root}><Bucket>{bucket}</Bucket><Key>k</Key><ETag></ETag></{root}>".encode()
    proxy.inject(Fault(FaultKind.CANNED, "POST", 1, 0, 200, XML, body))
    found = faulty.complete_upload(bucket, "k", upload_id, etags, len(PART), cancel)
    assert (found.size, found.etag) == (len(PART), multipart_etag(etags))
    assert all_keys(store, Location(bucket)) == ["k"]
    assert content(store, bucket, "k") == PART
