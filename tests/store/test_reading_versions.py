"""A version that was listed is read as it was; the newest is never taken for it."""

from __future__ import annotations

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import ChangedMeanwhile, NotFound, NotSupported
from jos_tui.core.location import Location
from jos_tui.store.store import Store
from jos_tui.store.versions import Version
from tests.store.support import content
from tests.store.versioned import keep_versions
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind
from tests.support.hostile_names import HOSTILE

NOW = CancelToken()


def versions_of(store: Store, bucket: str, key: str) -> list[Version]:
    pages = store.versions(Location(bucket, key), NOW)
    return [one for page in pages for one in page if one.key == key]


@pytest.fixture
def twice(store: Store, bucket: str) -> Version:
    """The older version of an object that was written twice."""
    keep_versions(store, bucket)
    store.put(bucket, "k", b"before", NOW)
    store.put(bucket, "k", b"now", NOW)
    return versions_of(store, bucket, "k")[1]


def test_an_older_version_is_read_and_described(store: Store, bucket: str, twice: Version) -> None:
    older = twice.version_id
    found = store.stat(bucket, "k", NOW, version_id=older)
    assert (found.size, found.etag, found.version_id) == (6, twice.etag, older)
    assert content(store, bucket, "k", version_id=older, if_match=twice.etag) == b"before"
    assert content(store, bucket, "k", version_id=older, length=3) == b"bef"
    assert content(store, bucket, "k") == b"now"


def test_what_is_deleted_is_read_by_its_version(store: Store, bucket: str, twice: Version) -> None:
    store.delete(bucket, "k", NOW)
    with pytest.raises(NotFound):
        content(store, bucket, "k")
    assert content(store, bucket, "k", version_id=twice.version_id) == b"before"


def test_a_version_that_is_not_there_is_not_found(
    store: Store, bucket: str, twice: Version
) -> None:
    missing = twice.version_id[::-1]
    with pytest.raises(NotFound):
        store.stat(bucket, "k", NOW, version_id=missing)
    with pytest.raises(NotFound):
        content(store, bucket, "k", version_id=missing)


@pytest.mark.parametrize("key", [key for keys in HOSTILE.values() for key in keys if "?" in key])
def test_a_key_that_looks_like_a_query_has_its_own_versions(
    store: Store, bucket: str, key: str
) -> None:
    keep_versions(store, bucket)
    store.put(bucket, key, b"before", NOW)
    store.put(bucket, key, b"now", NOW)
    newest, older = versions_of(store, bucket, key)
    assert content(store, bucket, key, version_id=older.version_id) == b"before"
    assert content(store, bucket, key, version_id=newest.version_id) == b"now"


def test_a_store_that_sends_another_version_is_not_believed(
    faulty: Store, proxy: FaultProxy, bucket: str, twice: Version
) -> None:
    other = {"x-amz-version-id": "another"}
    proxy.inject(Fault(FaultKind.OTHER_HEADERS, "versionId", None, headers=other))
    with pytest.raises(NotSupported, match="another version"):
        content(faulty, bucket, "k", version_id=twice.version_id)
    with pytest.raises(NotSupported, match="another version"):
        faulty.stat(bucket, "k", NOW, version_id=twice.version_id)


def test_a_store_that_knows_no_versions_does_not_pass_off_what_there_is_now(
    rclone_store: Store, rclone_bucket: str
) -> None:
    rclone_store.put(rclone_bucket, "k", b"now", NOW)
    with pytest.raises(NotSupported):
        content(rclone_store, rclone_bucket, "k", version_id="v", if_match="0" * 32)


def test_a_store_that_ignores_the_version_does_not_pass_off_what_there_is_now(
    faulty: Store, proxy: FaultProxy, bucket: str, twice: Version
) -> None:
    now = {"ETag": f'"{versions_of(faulty, bucket, "k")[0].etag}"'}
    proxy.inject(Fault(FaultKind.OTHER_HEADERS, "versionId", None, headers=now))
    with pytest.raises(ChangedMeanwhile):
        content(faulty, bucket, "k", version_id=twice.version_id, if_match=twice.etag)


def test_without_a_version_none_is_named(faulty: Store, proxy: FaultProxy, bucket: str) -> None:
    faulty.put(bucket, "k", b"x", NOW)
    faulty.stat(bucket, "k", NOW)
    assert content(faulty, bucket, "k") == b"x"
    assert not [each for each in proxy.requests if "versionId" in each.target]
