"""A copy is the same as its original, also when the store says little, or something else."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import (
    ChangedMeanwhile,
    IntegrityError,
    NoSuchBucket,
    NotFound,
    NotSupported,
    ReadOnly,
    ServerTrouble,
    StoreError,
)
from jos_tui.core.location import Location
from jos_tui.profiles.profile import Rights
from jos_tui.store.capabilities import Ability
from jos_tui.store.checksums import multipart_etag
from jos_tui.store.copying import Original, is_too_large
from jos_tui.store.store import Store, connect
from tests.store.support import QUICK, XML, all_keys, content
from tests.store.versioned import keep_versions
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, Request, error_in_ok, s3_error, slow_down
from tests.support.hostile_names import HOSTILE, is_path
from tests.support.servers import S3Server

SAID = {
    "content-type": "text/csv",
    "content-encoding": "br",
    "cache-control": "no-store",
    "content-disposition": 'attachment; filename="a b.csv"',
    "x-amz-meta-source": "CMIP6",
}
EMPTY = {"Content-Length": "0"}


def is_copy(request: Request) -> bool:
    return request.method == "PUT" and "x-amz-copy-source" in request.headers


def put(store: Store, bucket: str, key: str, body: bytes = b"as it was") -> Original:
    etag = store.put(bucket, key, body, CancelToken(), said=SAID)
    return Original(bucket, key, len(body), etag)


def said_of(store: Store, bucket: str, key: str) -> dict[str, str]:
    found = store.stat(bucket, key, CancelToken())
    said = store.described(Original(bucket, key, found.size), CancelToken())
    return {name: value for name, value in said.items() if name != "x-amz-meta-mtime"}


def copy_each(
    store: Store, bucket: str, keys: Sequence[str], cancel: CancelToken, target: str
) -> None:
    """Copy each key to one that is as odd, and see that all are there with what is theirs."""
    bodies = {key: f"{number} {len(key)}".encode() for number, key in enumerate(keys)}
    originals = [put(store, bucket, key, body) for key, body in bodies.items()]
    for original in originals:
        found = store.copy(original, target, original.key, cancel)
        assert (found.key, found.size, found.etag) == (
            original.key,
            original.size,
            original.etag,
        )
    assert {key: content(store, target, key) for key in all_keys(store, Location(target))} == bodies
    assert set(all_keys(store, Location(bucket))) == set(bodies)


@pytest.mark.parametrize("kind", HOSTILE)
def test_every_name_is_copied_as_itself(
    store: Store, bucket: str, cancel: CancelToken, kind: str
) -> None:
    store.make_bucket(f"{bucket}-2", cancel)
    copy_each(store, bucket, HOSTILE[kind], cancel, f"{bucket}-2")


@pytest.mark.parametrize("kind", HOSTILE)
def test_every_name_is_copied_as_itself_where_files_are_kept(
    rclone_store: Store, rclone_bucket: str, cancel: CancelToken, kind: str
) -> None:
    rclone_store.make_bucket(f"{rclone_bucket}-2", cancel)
    paths = [
        f"{number}/{key}"
        for number, key in enumerate(HOSTILE[kind])
        if is_path(f"{number}/{key}") and ".rclone_temp_" not in key
    ]
    copy_each(rclone_store, rclone_bucket, paths, cancel, f"{rclone_bucket}-2")


def test_what_is_said_of_an_object_goes_with_it(
    store: Store, bucket: str, cancel: CancelToken
) -> None:
    store.copy(put(store, bucket, "a"), bucket, "b", cancel)
    assert said_of(store, bucket, "b") == said_of(store, bucket, "a") == SAID


def test_a_copy_replaces_what_was_there(
    any_store: Store, any_bucket: str, cancel: CancelToken
) -> None:
    put(any_store, any_bucket, "b", b"something else, and longer")
    any_store.copy(put(any_store, any_bucket, "a"), any_bucket, "b", cancel)
    assert content(any_store, any_bucket, "b") == b"as it was"


def test_an_original_that_is_another_one_by_now_is_not_passed_off_as_copied(
    any_store: Store, any_bucket: str, cancel: CancelToken
) -> None:
    """Nor where the store ignores the condition."""
    original = put(any_store, any_bucket, "a")
    put(any_store, any_bucket, "a", b"it wasn't")
    with pytest.raises(ChangedMeanwhile, match="changed") as caught:
        any_store.copy(original, any_bucket, "b", cancel)
    assert caught.value.reason.startswith(f"s3://{any_bucket}/a ")
    with pytest.raises(ChangedMeanwhile):
        any_store.described(original, cancel)


def test_what_is_not_there_is_named(any_store: Store, any_bucket: str, cancel: CancelToken) -> None:
    with pytest.raises(NotFound) as caught:
        any_store.copy(Original(any_bucket, "gone", 1, "0" * 32), any_bucket, "b", cancel)
    assert "/gone does not exist" in caught.value.reason
    with pytest.raises(NoSuchBucket, match="no-such-bucket"):
        any_store.copy(Original("no-such-bucket", "a", 1, "0" * 32), any_bucket, "b", cancel)
    assert all_keys(any_store, Location(any_bucket)) == []


def test_a_name_that_is_no_unicode_is_refused(
    store: Store, bucket: str, cancel: CancelToken
) -> None:
    with pytest.raises(StoreError, match="Unicode"):
        store.copy(Original(bucket, "a\udcff", 1, "0" * 32), bucket, "b", cancel)


@pytest.mark.parametrize("times", [1, 2])
def test_an_error_inside_a_good_answer_is_tried_again(
    faulty: Store, proxy: FaultProxy, bucket: str, cancel: CancelToken, times: int
) -> None:
    original = put(faulty, bucket, "a")
    fault = proxy.inject(error_in_ok(is_copy, times))
    assert faulty.copy(original, bucket, "b", cancel).etag == original.etag
    assert proxy.struck(fault) == times


def test_an_error_inside_a_good_answer_for_ever_is_an_error(
    faulty: Store, proxy: FaultProxy, bucket: str, cancel: CancelToken
) -> None:
    original = put(faulty, bucket, "a")
    put(faulty, bucket, "b", b"other one")
    proxy.inject(error_in_ok(is_copy, None))
    with pytest.raises(ServerTrouble):
        faulty.copy(original, bucket, "b", cancel)
    assert content(faulty, bucket, "b") == b"other one"


def test_lost_answers_are_a_success_if_the_copy_is_there(
    faulty: Store, proxy: FaultProxy, bucket: str, cancel: CancelToken
) -> None:
    original = put(faulty, bucket, "a")
    fault = proxy.inject(Fault(FaultKind.LOST_ANSWER, is_copy, None))
    assert faulty.copy(original, bucket, "b", cancel).etag == original.etag
    assert proxy.struck(fault) == QUICK.tries


def test_a_refused_copy_is_no_success_although_something_as_large_is_there(
    faulty: Store, proxy: FaultProxy, bucket: str, cancel: CancelToken
) -> None:
    original = put(faulty, bucket, "a")
    put(faulty, bucket, "b", b"of 9 byte")
    fault = proxy.inject(slow_down(is_copy, None))
    with pytest.raises(ServerTrouble):
        faulty.copy(original, bucket, "b", cancel)
    assert proxy.struck(fault) == QUICK.tries


def test_a_store_that_takes_a_copy_for_an_empty_object_is_found_out_once(
    faulty: Store, proxy: FaultProxy, bucket: str, cancel: CancelToken
) -> None:
    original = put(faulty, bucket, "a")
    proxy.inject(Fault(FaultKind.CANNED, is_copy, status=200, headers=EMPTY))
    with pytest.raises(NotSupported):
        faulty.copy(original, bucket, "b", cancel)
    assert faulty.capabilities.lacks(Ability.COPIES)
    asked = len(proxy.requests)
    with pytest.raises(NotSupported):
        faulty.copy(original, bucket, "b", cancel)
    assert len(proxy.requests) == asked


def test_a_copy_that_is_not_the_original_is_no_success(
    faulty: Store, proxy: FaultProxy, bucket: str, cancel: CancelToken
) -> None:
    original = put(faulty, bucket, "a")
    put(faulty, bucket, "b", b"half")
    body = b"<CopyObjectResult><ETag>x</ETag></CopyObjectResult>"
    proxy.inject(Fault(FaultKind.CANNED, is_copy, status=200, headers=XML, body=body))
    with pytest.raises(IntegrityError):
        faulty.copy(original, bucket, "b", cancel)


def test_another_etag_of_the_same_size_is_taken(
    faulty: Store, proxy: FaultProxy, bucket: str, cancel: CancelToken
) -> None:
    """As with encryption, or an original that was stored in parts."""
    original = put(faulty, bucket, "a")
    put(faulty, bucket, "b", b"encrypted")
    body = b"<CopyObjectResult><ETag>x</ETag></CopyObjectResult>"
    proxy.inject(Fault(FaultKind.CANNED, is_copy, status=200, headers=XML, body=body))
    assert faulty.copy(original, bucket, "b", cancel).etag != original.etag


def test_a_copy_that_is_too_large_is_told_from_other_refusals(
    faulty: Store, proxy: FaultProxy, bucket: str, cancel: CancelToken
) -> None:
    original = put(faulty, bucket, "a")
    words = "The specified copy source is larger than the maximum allowable size: 5368709120"
    for code, message, expected in (
        ("InvalidRequest", words, True),
        ("EntityTooLarge", "", True),
        ("InvalidRequest", "You cannot do that", False),
    ):
        body = s3_error(code, message)
        proxy.inject(Fault(FaultKind.CANNED, is_copy, status=400, headers=XML, body=body))
        with pytest.raises(StoreError) as caught:
            faulty.copy(original, bucket, "b", cancel)
        assert is_too_large(caught.value) is expected


PIECES = ((0, 5 << 20), (5 << 20, (5 << 20) + 7))


def test_a_large_object_is_copied_in_parts_with_what_is_said_of_it(
    store: Store, bucket: str, cancel: CancelToken
) -> None:
    body = os.urandom(PIECES[-1][1])
    original = put(store, bucket, "a\r?b", body)
    said = store.described(original, cancel)
    upload_id = store.start_upload(bucket, "b", cancel, said=said)
    etags = [
        store.copy_part(original, bucket, "b", upload_id, number, span, cancel)
        for number, span in enumerate(PIECES, 1)
    ]
    found = store.complete_upload(bucket, "b", upload_id, etags, len(body), cancel)
    assert found.etag == multipart_etag(etags)
    assert content(store, bucket, "b") == body
    assert said_of(store, bucket, "b") == SAID


def test_a_part_of_what_has_changed_is_refused(
    store: Store, bucket: str, cancel: CancelToken
) -> None:
    original = put(store, bucket, "a", b"x" * 100)
    upload_id = store.start_upload(bucket, "b", cancel)
    changed = replace(original, etag="0" * 32)
    with pytest.raises(ChangedMeanwhile):
        store.copy_part(changed, bucket, "b", upload_id, 1, (0, 100), cancel)
    store.abort_upload(bucket, "b", upload_id)


def test_a_store_that_takes_a_part_to_copy_for_an_empty_one_is_found_out(
    rclone_store: Store, rclone_bucket: str, cancel: CancelToken
) -> None:
    original = put(rclone_store, rclone_bucket, "a", b"x" * 100)
    upload_id = rclone_store.start_upload(rclone_bucket, "b", cancel)
    with pytest.raises(NotSupported):
        rclone_store.copy_part(original, rclone_bucket, "b", upload_id, 1, (0, 100), cancel)
    rclone_store.abort_upload(rclone_bucket, "b", upload_id)


def test_an_older_version_is_restored_onto_its_key(
    store: Store, bucket: str, cancel: CancelToken
) -> None:
    keep_versions(store, bucket)
    put(store, bucket, "a", b"first")
    put(store, bucket, "a", b"second")
    store.delete(bucket, "a", cancel)
    [first] = [
        version
        for page in store.versions(Location(bucket), cancel)
        for version in page
        if version.size == len(b"first")
    ]
    original = Original(bucket, "a", first.size, first.etag, first.version_id)
    assert store.copy(original, bucket, "a", cancel).etag == first.etag
    assert content(store, bucket, "a") == b"first"
    assert said_of(store, bucket, "a") == SAID
    with pytest.raises(StoreError):
        store.copy(replace(original, version_id="no-such-version"), bucket, "a", cancel)


def test_the_newest_version_is_never_passed_off_as_an_older_one(
    rclone_store: Store, rclone_bucket: str, cancel: CancelToken
) -> None:
    original = put(rclone_store, rclone_bucket, "a")
    older = replace(original, version_id="3HL4kqtJlcpXroDTDmJ")
    with pytest.raises(NotSupported):
        rclone_store.copy(older, rclone_bucket, "b", cancel)
    assert all_keys(rclone_store, Location(rclone_bucket)) == ["a"]


def test_a_copy_in_a_connection_for_reading_is_refused(
    server: S3Server, store: Store, bucket: str, cancel: CancelToken
) -> None:
    original = put(store, bucket, "a")
    with closing(connect(server.profile(rights=Rights.READ), QUICK)) as reading:
        with pytest.raises(ReadOnly):
            reading.copy(original, bucket, "b", cancel)
        assert all_keys(reading, Location(bucket)) == ["a"]
