"""All versions are listed, each once, with what is known of it."""

from __future__ import annotations

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import NotAStore, NotSupported, ServerTrouble
from jos_tui.core.location import Location
from jos_tui.store.store import Store
from jos_tui.store.versions import Version, VersionKind
from tests.store.support import XML
from tests.store.versioned import keep_versions
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind
from tests.support.hostile_names import HOSTILE

MARKER, OBJECT = VersionKind.DELETE_MARKER, VersionKind.OBJECT


def all_versions(store: Store, bucket: str, prefix: str = "") -> list[Version]:
    pages = store.versions(Location(bucket, prefix), CancelToken())
    return [version for page in pages for version in page]


def test_a_key_has_a_version_for_each_time_it_was_written_and_a_marker_for_each_deletion(
    store: Store, bucket: str, cancel: CancelToken
) -> None:
    keep_versions(store, bucket)
    first = store.put(bucket, "p/k", b"1", cancel)
    store.put(bucket, "p/k", b"22", cancel)
    store.delete(bucket, "p/k", cancel)
    store.put(bucket, "q", b"333", cancel)
    found = all_versions(store, bucket)
    assert [(one.key, one.kind, one.latest, one.size) for one in found] == [
        ("p/k", MARKER, True, 0),
        ("p/k", OBJECT, False, 2),
        ("p/k", OBJECT, False, 1),
        ("q", OBJECT, True, 3),
    ]
    assert found[2].etag == first
    assert all(one.modified_ms > 0 for one in found)
    assert len({one.version_id for one in found}) == 4
    assert [one.key for one in all_versions(store, bucket, "p/")] == ["p/k"] * 3


def test_a_bucket_that_keeps_none_has_one_of_each_object(
    store: Store, bucket: str, cancel: CancelToken
) -> None:
    store.put(bucket, "k", b"1", cancel)
    store.put(bucket, "k", b"22", cancel)
    [only] = all_versions(store, bucket)
    assert (only.key, only.version_id, only.latest, only.size) == ("k", "null", True, 2)


def test_more_than_a_page_has_each_version_once(
    store: Store, bucket: str, cancel: CancelToken
) -> None:
    keep_versions(store, bucket)
    keys = [f"{number:04}" for number in range(700)]
    for key in (*keys, *keys[::2]):
        store.put(bucket, key, b"x", cancel)
    found = [(one.key, one.version_id) for one in all_versions(store, bucket)]
    assert len(found) == len(set(found)) == 1050
    assert sorted({key for key, _ in found}) == keys


@pytest.mark.parametrize("kind", HOSTILE)
def test_every_key_is_exact(store: Store, bucket: str, cancel: CancelToken, kind: str) -> None:
    keep_versions(store, bucket)
    for key in HOSTILE[kind]:
        store.put(bucket, key, b"x", cancel)
    assert sorted(one.key for one in all_versions(store, bucket)) == sorted(HOSTILE[kind])


def test_a_list_can_go_on_behind_a_key(store: Store, bucket: str, cancel: CancelToken) -> None:
    keep_versions(store, bucket)
    for key in ("a", "b", "b", "c", "c/d"):
        store.put(bucket, key, b"x", cancel)
    pages = store.versions(Location(bucket), cancel, after=("b", ""))
    assert [version.key for page in pages for version in page] == ["c", "c/d"]


def test_what_there_is_of_a_key_is_together_where_a_store_sends_markers_last(
    faulty: Store, proxy: FaultProxy, cancel: CancelToken
) -> None:
    def row(kind: str, key: str, number: int, latest: bool) -> str:
        return (
            f"<{kind}><Key>{key}</Key><VersionId>{number}</VersionId>"
            f"<IsLatest>{str(latest).lower()}</IsLatest>"
            f"<LastModified>2026-03-0{number}T00:00:00Z</LastModified></{kind}>"
        )

    rows = [
        row("Version", "a", 1, latest=False),
        row("Version", "b", 2, latest=True),
        row("DeleteMarker", "a", 3, latest=True),
    ]
    body = f"<ListVersionsResult>{''.join(rows)}</ListVersionsResult>".encode()
    proxy.inject(Fault(FaultKind.CANNED, "versions", status=200, headers=XML, body=body))
    [page] = faulty.versions(Location("bucket"), cancel)
    assert [(one.key, one.version_id) for one in page] == [("a", "3"), ("a", "1"), ("b", "2")]


def test_a_store_without_versions_says_so(
    rclone_store: Store, rclone_bucket: str, cancel: CancelToken
) -> None:
    with pytest.raises(NotSupported):
        next(rclone_store.versions(Location(rclone_bucket), cancel))


def test_a_store_that_answers_with_a_listing_is_not_believed(
    faulty: Store, proxy: FaultProxy, cancel: CancelToken
) -> None:
    """As those do that ignore what they do not know: it would look as if there were none."""
    body = b"<ListBucketResult><Contents><Key>k</Key></Contents></ListBucketResult>"
    proxy.inject(Fault(FaultKind.CANNED, "versions", status=200, headers=XML, body=body))
    with pytest.raises(NotAStore):
        next(faulty.versions(Location("bucket"), cancel))


def test_a_list_that_goes_in_circles_ends(
    faulty: Store, proxy: FaultProxy, cancel: CancelToken
) -> None:
    body = (
        b"<ListVersionsResult><IsTruncated>true</IsTruncated><NextKeyMarker>k</NextKeyMarker>"
        b"<NextVersionIdMarker>1</NextVersionIdMarker></ListVersionsResult>"
    )
    proxy.inject(Fault(FaultKind.CANNED, "versions", None, status=200, headers=XML, body=body))
    with pytest.raises(ServerTrouble, match="versions does not go on"):
        list(faulty.versions(Location("bucket"), cancel))
