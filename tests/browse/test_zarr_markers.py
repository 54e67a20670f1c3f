"""Asking whether a prefix is a Zarr store costs little, whatever is below it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from jos_tui.browse.zarr_markers import is_zarr_store
from jos_tui.core.background import CancelToken
from jos_tui.core.errors import Cancelled, NotAllowed
from jos_tui.core.location import Location
from jos_tui.store.store import Store, connect
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, s3_error
from tests.support.servers import S3Server


@pytest.mark.parametrize(
    ("names", "is_one"),
    [
        ([".zgroup", "tas/.zarray", "tas/0.0"], True),
        ([".zarray", "0.0"], True),
        ([".zattrs", ".zmetadata"], True),
        (["lat/zarr.json", "tas/c/0/0", "zarr.json"], True),
        ([".zattrs"], False),
        (["zarr.json.old", "zarr.jso", ".zgroups", "a.zgroup"], False),
        (["below/.zgroup", "below/zarr.json"], False),
        (["notes.txt"], False),
        ([], False),
    ],
)
def test_its_metadata_make_a_prefix_a_zarr_store(
    any_store: Store, any_bucket: str, names: list[str], is_one: bool
) -> None:
    for name in names:
        any_store.put(any_bucket, f"a/it/{name}", b"{}", CancelToken())
        any_store.put(any_bucket, f"a/it-too/{name}", b"{}", CancelToken())
    any_store.put(any_bucket, "a/zarr.json", b"{}", CancelToken())
    location = Location(any_bucket, "a/it/")
    assert is_zarr_store(any_store, location, CancelToken()) is is_one


def test_names_are_taken_as_they_are(store: Store, bucket: str) -> None:
    for prefix in ("a//", "%2F/", "é\n/", "[b]+ &/"):
        store.put(bucket, f"{prefix}zarr.json", b"{}", CancelToken())
        assert is_zarr_store(store, Location(bucket, prefix), CancelToken())
        assert not is_zarr_store(store, Location(bucket, f"{prefix}x/"), CancelToken())


@pytest.fixture
def proxy(server: S3Server) -> Iterator[FaultProxy]:
    with FaultProxy(server.endpoint) as proxy:
        yield proxy


@pytest.fixture
def watched(server: S3Server, proxy: FaultProxy) -> Iterator[Store]:
    with closing(connect(server.profile(endpoints=(proxy.endpoint,)))) as store:
        yield store


@pytest.mark.parametrize(("name", "requests"), [(".zgroup", 1), ("zarr.json", 2), ("x", 2)])
def test_it_is_two_requests_at_most_and_none_lists_chunks(
    store: Store, bucket: str, watched: Store, proxy: FaultProxy, name: str, requests: int
) -> None:
    for number in range(30):
        store.put(bucket, f"it/tas/{number}", b"x", CancelToken())
        store.put(bucket, f"it/c{number}", b"x", CancelToken())
    store.put(bucket, f"it/{name}", b"{}", CancelToken())
    assert is_zarr_store(watched, Location(bucket, "it/"), CancelToken()) is (name != "x")

    asked = [request.query for request in proxy.requests]
    assert len(asked) == requests
    assert all("delimiter" not in query for query in asked)
    assert all("prefix=it%2F.z" in each or "prefix=it%2Fzarr.json" in each for each in asked)


def test_what_the_store_refuses_is_an_error_and_no_answer(
    bucket: str, watched: Store, proxy: FaultProxy
) -> None:
    denied = Fault(FaultKind.CANNED, "prefix=it", status=403, body=s3_error("AccessDenied"))
    proxy.inject(denied)
    with pytest.raises(NotAllowed):
        is_zarr_store(watched, Location(bucket, "it/"), CancelToken())


def test_it_can_be_cancelled(bucket: str, watched: Store) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        is_zarr_store(watched, Location(bucket, "it/"), cancel)
