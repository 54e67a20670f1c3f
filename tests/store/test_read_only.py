"""A connection for reading only: nothing that changes a store leaves this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import ReadOnly
from jos_tui.core.location import Location
from jos_tui.profiles.profile import Rights
from jos_tui.store.store import Store, connect
from tests.store.support import all_keys, content
from tests.support.faultproxy import FaultProxy

NOW = CancelToken()
CHANGES: dict[str, Callable[[Store, str], object]] = {
    "put": lambda store, bucket: store.put(bucket, "new", b"x", NOW),
    "delete": lambda store, bucket: store.delete(bucket, "kept", NOW),
    "delete many": lambda store, bucket: store.delete_many(bucket, ["kept", "a"], NOW),
    "make a bucket": lambda store, _: store.make_bucket("another-bucket", NOW),
    "remove a bucket": lambda store, bucket: store.remove_bucket(bucket, NOW),
    "start an upload": lambda store, bucket: store.start_upload(bucket, "new", NOW),
    "put a part": lambda store, bucket: store.put_part(bucket, "new", "id", 1, b"x", NOW),
    "abort an upload": lambda store, bucket: store.abort_upload(bucket, "kept", "id"),
}


@pytest.fixture
def reading(faulty: Store) -> Iterator[Store]:
    """A connection through the proxy."""
    store = connect(replace(faulty.profile, rights=Rights.READ))
    yield store
    store.close()


@pytest.mark.parametrize("change", CHANGES)
def test_nothing_is_sent_that_changes_a_store(
    reading: Store, store: Store, bucket: str, proxy: FaultProxy, change: str
) -> None:
    store.put(bucket, "kept", b"as it is", NOW)
    with pytest.raises(ReadOnly):
        CHANGES[change](reading, bucket)
    assert proxy.requests == []
    assert content(store, bucket, "kept") == b"as it is"


def test_keys_that_go_singly_stay_too(reading: Store, bucket: str, proxy: FaultProxy) -> None:
    [failure] = reading.delete_many(bucket, ["a\r"], NOW)
    assert isinstance(failure.error, ReadOnly)
    assert proxy.requests == []


def test_everything_can_be_looked_at(reading: Store, store: Store, bucket: str) -> None:
    store.put(bucket, "kept", b"as it is", NOW)
    assert bucket in {entry.key for entry in reading.buckets(NOW)}
    assert all_keys(reading, Location(bucket)) == ["kept"]
    assert reading.stat(bucket, "kept", NOW).size == 8
    assert content(reading, bucket, "kept") == b"as it is"
