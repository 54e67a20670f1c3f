"""Zarr stores of a server, read with a few requests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import Cancelled, NoSuchBucket, NotAllowed
from jos_tui.core.location import Location
from jos_tui.preview.zarr import Dataset, ZarrError
from jos_tui.preview.zarr_reader import Limits, read_dataset
from jos_tui.store.store import Store, connect
from tests.preview.stores import V2, V3, fill
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, s3_error
from tests.support.servers import S3Server


@pytest.fixture
def proxy(server: S3Server) -> Iterator[FaultProxy]:
    with FaultProxy(server.endpoint) as proxy:
        yield proxy


@pytest.fixture
def watched(server: S3Server, proxy: FaultProxy) -> Iterator[Store]:
    """A connection whose requests the proxy sees."""
    with closing(connect(server.profile(endpoints=(proxy.endpoint,)))) as store:
        yield store


def unconsolidated(files: tuple[tuple[str, bytes], ...]) -> list[tuple[str, bytes]]:
    plain = [(key, body) for key, body in files if key != ".zmetadata"]
    root = dict(plain).get("zarr.json")
    if root is None:
        return plain
    group = json.loads(root)
    del group["consolidated_metadata"]
    return [("zarr.json", json.dumps(group).encode()), *plain[1:]]


def read(
    store: Store, bucket: str, prefix: str = "a.zarr/", limits: Limits | None = None
) -> Dataset:
    location = Location(bucket, prefix)
    return read_dataset(store, location, CancelToken(), limits or Limits())


@pytest.mark.parametrize(("files", "version"), [(V2, 2), (V3, 3)])
def test_consolidated_metadata_take_two_requests_at_most(
    store: Store,
    bucket: str,
    watched: Store,
    proxy: FaultProxy,
    files: tuple[tuple[str, bytes], ...],
    version: int,
) -> None:
    fill(store, bucket, "a.zarr/", files)
    dataset = read(watched, bucket)

    assert (dataset.version, dataset.consolidated, dataset.complete) == (version, True, True)
    assert [array.path for array in dataset.arrays] == ["lat", "tas"]
    assert dataset.attributes == (("title", "sample"),)
    assert dataset.expected_objects == 1 + 4
    assert dataset.size == 6 * 8 + 24 * 4
    assert dataset.lengths == (("lat", 6), ("time", 4))
    assert len(proxy.requests) <= 2


@pytest.mark.parametrize(("files", "version"), [(V2, 2), (V3, 3)])
def test_without_consolidated_metadata_groups_are_listed_and_arrays_are_not(
    store: Store,
    bucket: str,
    watched: Store,
    proxy: FaultProxy,
    files: tuple[tuple[str, bytes], ...],
    version: int,
) -> None:
    fill(store, bucket, "a.zarr/", unconsolidated(files))
    inner = [(f"deep/{key}", body) for key, body in unconsolidated(files)]
    fill(store, bucket, "a.zarr/", inner)
    fill(store, bucket, "a.zarr/notes/", [("read.me", b"not of Zarr")])
    dataset = read(watched, bucket)

    assert (dataset.version, dataset.consolidated, dataset.complete) == (version, False, True)
    assert [array.path for array in dataset.arrays] == ["deep/lat", "deep/tas", "lat", "tas"]
    assert dataset.groups == 2
    assert dataset.arrays[1].dimensions == ("time", "lat")
    listings = [request.query for request in proxy.requests if "delimiter" in request.query]
    assert len(listings) == 2, "the root and the group, and no array"
    assert not [query for query in listings if "tas" in query]


@pytest.mark.parametrize("files", [V2, V3])
def test_every_store_says_in_its_own_way_what_is_not_there(
    any_store: Store, any_bucket: str, files: tuple[tuple[str, bytes], ...]
) -> None:
    fill(any_store, any_bucket, "a.zarr/", unconsolidated(files))
    fill(any_store, any_bucket, "b/notes/", [("read.me", b"not of Zarr")])

    dataset = read(any_store, any_bucket)
    assert [array.path for array in dataset.arrays] == ["lat", "tas"]
    assert dataset.complete
    with pytest.raises(ZarrError):
        read(any_store, any_bucket, "b/")


@pytest.mark.parametrize(("whole", "version"), [(V2, 2), (V3, 3)])
def test_an_array_alone_is_a_dataset(
    store: Store, bucket: str, whole: tuple[tuple[str, bytes], ...], version: int
) -> None:
    one = [(key[4:], body) for key, body in whole if key.startswith("tas/")]
    fill(store, bucket, "a.zarr/", one)

    dataset = read(store, bucket)
    assert [(array.path, array.shape) for array in dataset.arrays] == [("", (4, 6))]
    assert dataset.version == version


def test_reading_stops_at_the_limits_and_says_so(store: Store, bucket: str) -> None:
    fill(store, bucket, "a.zarr/", unconsolidated(V3))
    assert not read(store, bucket, limits=Limits(requests=4)).complete
    assert not read(store, bucket, limits=Limits(children=1)).complete
    assert read(store, bucket).complete


def test_metadata_of_too_many_bytes_are_not_read(store: Store, bucket: str) -> None:
    fill(store, bucket, "a.zarr/", V2)
    with pytest.raises(ZarrError, match="too large"):
        read(store, bucket, limits=Limits(document_bytes=100))


def test_a_prefix_without_metadata_is_no_dataset(store: Store, bucket: str) -> None:
    fill(store, bucket, "a.zarr/", [("something", b"else")])
    with pytest.raises(ZarrError) as caught:
        read(store, bucket)
    assert caught.value.next_step


def test_broken_metadata_are_an_error_of_ours(store: Store, bucket: str) -> None:
    fill(store, bucket, "a.zarr/", [(".zmetadata", b"<html>")])
    with pytest.raises(ZarrError, match="no valid Zarr metadata"):
        read(store, bucket)


def test_a_bad_array_in_a_group_that_is_walked_hides_no_other(store: Store, bucket: str) -> None:
    fill(store, bucket, "a.zarr/", [*unconsolidated(V3), ("bad/zarr.json", b"{}")])
    dataset = read(store, bucket)
    assert [array.path for array in dataset.arrays] == ["lat", "tas"]
    assert [trouble.path for trouble in dataset.troubles] == ["bad"]


def test_a_bucket_that_is_not_there(store: Store, bucket: str) -> None:
    with pytest.raises(NoSuchBucket):
        read(store, f"{bucket}-not")


def test_what_is_refused_is_said(watched: Store, bucket: str, proxy: FaultProxy) -> None:
    refusal = Fault(FaultKind.CANNED, times=None, status=403, body=s3_error("AccessDenied"))
    proxy.inject(refusal)
    with pytest.raises(NotAllowed):
        read(watched, bucket)


def test_it_can_be_stopped(store: Store, bucket: str) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        read_dataset(store, Location(bucket, "a.zarr/"), token)
