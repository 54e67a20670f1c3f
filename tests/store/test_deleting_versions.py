"""Versions are deleted one and all, exactly those asked for, and never an object in their place."""

from __future__ import annotations

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import NotAllowed, NotAStore, NotSupported
from jos_tui.core.location import Location
from jos_tui.store.capabilities import Ability
from jos_tui.store.deleting import Doomed
from jos_tui.store.store import Store
from jos_tui.store.versioning import Versioning
from jos_tui.store.versions import Version
from tests.store.support import XML, all_keys, content
from tests.store.versioned import keep_versions, suspend_versions
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, s3_error
from tests.support.hostile_names import HOSTILE


def versions_of(store: Store, bucket: str) -> list[Version]:
    return [one for page in store.versions(Location(bucket), CancelToken()) for one in page]


def doomed(versions: list[Version]) -> list[Doomed]:
    return [Doomed(one.key, one.version_id) for one in versions]


def methods(proxy: FaultProxy) -> list[str]:
    return [request.method for request in proxy.requests if request.method in {"POST", "DELETE"}]


@pytest.fixture
def kept(faulty: Store, bucket: str, cancel: CancelToken) -> str:
    """A bucket with three versions of each of ten keys, and a marker on the last."""
    keep_versions(faulty, bucket)
    for body in (b"1", b"22", b"333"):
        for number in range(10):
            faulty.put(bucket, f"k{number}", body, cancel)
    faulty.delete(bucket, "k9", cancel)
    return bucket


def test_a_bucket_tells_whether_it_keeps_versions(
    store: Store, bucket: str, cancel: CancelToken
) -> None:
    assert store.versioning(bucket, cancel) is Versioning.NEVER
    keep_versions(store, bucket)
    assert store.versioning(bucket, cancel) is Versioning.ENABLED
    suspend_versions(store, bucket)
    assert store.versioning(bucket, cancel) is Versioning.SUSPENDED


def test_a_store_without_versions_keeps_none(
    rclone_store: Store, rclone_bucket: str, cancel: CancelToken
) -> None:
    rclone_store.put(rclone_bucket, "k", b"x", cancel)
    assert rclone_store.versioning(rclone_bucket, cancel) is Versioning.NEVER
    assert all_keys(rclone_store, Location(rclone_bucket)) == ["k"]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"<ListBucketResult></ListBucketResult>", Versioning.NEVER),
        (b"<VersioningConfiguration/>", Versioning.NEVER),
    ],
)
def test_a_listing_in_answer_means_that_the_question_is_not_understood(
    faulty: Store, proxy: FaultProxy, cancel: CancelToken, body: bytes, found: Versioning
) -> None:
    proxy.inject(Fault(FaultKind.CANNED, "versioning", status=200, headers=XML, body=body))
    assert faulty.versioning("bucket", cancel) is found


@pytest.mark.parametrize("body", [b"<html>log in</html>", b"<Other></Other>", b"<Versioning", b""])
def test_an_answer_that_cannot_be_read_is_no_answer(
    faulty: Store, proxy: FaultProxy, cancel: CancelToken, body: bytes
) -> None:
    proxy.inject(Fault(FaultKind.CANNED, "versioning", None, status=200, headers=XML, body=body))
    with pytest.raises(NotAStore):
        faulty.versioning("bucket", cancel)


def test_exactly_the_versions_asked_for_go(
    faulty: Store, proxy: FaultProxy, kept: str, cancel: CancelToken
) -> None:
    older = [one for one in versions_of(faulty, kept) if not one.latest]
    assert len(older) == 21
    assert faulty.delete_versions(kept, doomed(older), cancel) == []
    assert methods(proxy)[-1] == "POST"
    left = versions_of(faulty, kept)
    assert [(one.key, one.size) for one in left] == [
        *((f"k{number}", 3) for number in range(9)),
        ("k9", 0),
    ]
    assert content(faulty, kept, "k3") == b"333"
    assert faulty.delete_versions(kept, doomed(older), cancel) == []  # gone is fine


def test_a_version_older_than_the_versioning_is_named_null(
    store: Store, bucket: str, cancel: CancelToken
) -> None:
    store.put(bucket, "k", b"old", cancel)
    keep_versions(store, bucket)
    store.put(bucket, "k", b"new", cancel)
    assert store.delete_versions(bucket, [Doomed("k", "null")], cancel) == []
    assert [one.size for one in versions_of(store, bucket)] == [3]
    assert content(store, bucket, "k") == b"new"


@pytest.mark.parametrize("kind", HOSTILE)
def test_versions_of_every_key_are_deleted_and_no_others(
    store: Store, bucket: str, cancel: CancelToken, kind: str
) -> None:
    """Such as the key with LF, which stays where a CR stood in an XML that nobody escaped."""
    keep_versions(store, bucket)
    for body in (b"1", b"22"):
        for key in HOSTILE[kind]:
            store.put(bucket, key, body, cancel)
    older = [one for one in versions_of(store, bucket) if not one.latest]
    assert sorted(one.key for one in older) == sorted(HOSTILE[kind])
    for one in older:
        assert store.delete_versions(bucket, doomed([one]), cancel) == []
    left = versions_of(store, bucket)
    assert sorted((one.key, one.size) for one in left) == sorted((key, 2) for key in HOSTILE[kind])
    assert store.delete_versions(bucket, doomed(left), cancel) == []
    assert versions_of(store, bucket) == []


def test_where_bulk_is_refused_each_version_is_deleted_singly(
    faulty: Store, proxy: FaultProxy, kept: str, cancel: CancelToken
) -> None:
    older = [one for one in versions_of(faulty, kept) if not one.latest]
    body = s3_error("QuotaExceeded")
    proxy.inject(Fault(FaultKind.CANNED, "POST", None, status=403, headers=XML, body=body))
    assert faulty.delete_versions(kept, doomed(older), cancel) == []
    assert faulty.capabilities.lacks(Ability.BATCHES)
    assert len([one for one in proxy.requests if "versionId=" in one.target]) == len(older)
    assert len(versions_of(faulty, kept)) == 10
    assert all_keys(faulty, Location(kept)) == [f"k{number}" for number in range(9)]


def test_a_version_that_cannot_go_is_told_from_the_others_of_its_key(
    faulty: Store, proxy: FaultProxy, kept: str, cancel: CancelToken
) -> None:
    older = [one for one in versions_of(faulty, kept) if one.key == "k0" and not one.latest]
    locked = older[0]
    body = (
        b"<DeleteResult><Error><Key>k0</Key><VersionId>%s</VersionId><Code>AccessDenied</Code>"
        b"<Message>locked</Message></Error></DeleteResult>" % locked.version_id.encode()
    )
    proxy.inject(Fault(FaultKind.CANNED, "POST", status=200, headers=XML, body=body))
    [failure] = faulty.delete_versions(kept, doomed(older), cancel)
    assert (failure.key, failure.version_id) == ("k0", locked.version_id)
    assert isinstance(failure.error, NotAllowed)


def test_an_error_that_names_no_version_is_looked_into_one_by_one(
    faulty: Store, proxy: FaultProxy, kept: str, cancel: CancelToken
) -> None:
    older = [one for one in versions_of(faulty, kept) if one.key == "k0" and not one.latest]
    body = b"<DeleteResult><Error><Key>k0</Key><Code>AccessDenied</Code></Error></DeleteResult>"
    proxy.inject(Fault(FaultKind.CANNED, "POST", status=200, headers=XML, body=body))
    assert faulty.delete_versions(kept, doomed(older), cancel) == []
    assert [one.size for one in versions_of(faulty, kept) if one.key == "k0"] == [3]


def test_a_store_without_versions_is_never_asked_to_delete_one(
    rclone_store: Store, rclone_bucket: str, cancel: CancelToken
) -> None:
    """It would take no notice of the id, and delete the object."""
    rclone_store.put(rclone_bucket, "k", b"precious", cancel)
    for ids in ("null", "abc"):
        with pytest.raises(NotSupported):
            rclone_store.delete_versions(rclone_bucket, [Doomed("k", ids)], cancel)
    assert content(rclone_store, rclone_bucket, "k") == b"precious"


def test_a_version_without_an_id_is_refused_before_anything_goes(
    store: Store, bucket: str, cancel: CancelToken
) -> None:
    keep_versions(store, bucket)
    store.put(bucket, "k", b"precious", cancel)
    with pytest.raises(NotSupported):
        store.delete_versions(bucket, [Doomed("k", "null"), Doomed("k")], cancel)
    assert content(store, bucket, "k") == b"precious"


def test_versions_are_listed_from_behind_a_key_or_one_of_its_versions(
    store: Store, bucket: str, cancel: CancelToken
) -> None:
    keep_versions(store, bucket)
    for body in (b"1", b"22"):
        for key in ("a", "b"):
            store.put(bucket, key, body, cancel)
    everything = versions_of(store, bucket)
    for number, one in enumerate(everything):
        pages = store.versions(Location(bucket), cancel, after=(one.key, one.version_id))
        assert [each for page in pages for each in page] == everything[number + 1 :]
    behind_a = store.versions(Location(bucket), cancel, after=("a", ""))
    assert [each.key for page in behind_a for each in page] == ["b", "b"]
