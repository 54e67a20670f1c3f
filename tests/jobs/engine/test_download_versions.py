"""What is saved of a version is that version, whatever was written or deleted since."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from jos_tui.core.errors import ChangedMeanwhile, NotFound
from jos_tui.core.location import Location
from jos_tui.jobs.engine.parts import MIB
from jos_tui.jobs.item import Action, Item, ItemState
from jos_tui.jobs.model import Check
from jos_tui.store.store import Store
from jos_tui.store.versions import Version, VersionKind
from tests.jobs.engine.download_bench import NOW, DownloadBench
from tests.store.versioned import keep_versions
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind
from tests.support.servers import S3Server

OLD, NEW = os.urandom(5 * MIB), os.urandom(5 * MIB)


@pytest.fixture
def bench(server: S3Server, store: Store, bucket: str, tmp_path: Path) -> DownloadBench:
    keep_versions(store, bucket)
    return DownloadBench(server, store, bucket, tmp_path / "here")


def older(bench: DownloadBench, *bodies: bytes) -> Item:
    """Write an object several times; return the item that saves what was written first."""
    for body in bodies:
        bench.fill({"x": body})
    pages = bench.store.versions(Location(bench.bucket), NOW)
    found = [one for page in pages for one in page if one.kind is VersionKind.OBJECT]
    return item_of(bench.bucket, found[-1])


def item_of(bucket: str, version: Version) -> Item:
    return Item(
        Action.GET,
        bucket,
        version.key,
        path=f"{version.key}.old",
        size=version.size,
        modified_ns=version.modified_ms * 1_000_000,
        etag=version.etag,
        id=1,
        version_id=version.version_id,
    )


@pytest.mark.parametrize("bodies", [(b"old", b"new!"), (OLD, NEW)], ids=["small", "large"])
def test_an_older_version_is_saved_and_checked(
    bench: DownloadBench, bodies: tuple[bytes, bytes]
) -> None:
    item = older(bench, *bodies)
    record = bench.one(item)
    assert (record.state, record.check) == (ItemState.DONE, Check.MD5)
    assert bench.saved() == {"x.old": bodies[0]}
    assert (bench.here / "x.old").stat().st_mtime_ns == item.modified_ns


def test_what_is_deleted_is_saved_by_its_version(bench: DownloadBench) -> None:
    item = older(bench, b"old")
    bench.store.delete(bench.bucket, "x", NOW)
    assert bench.one(item).state is ItemState.DONE
    assert bench.saved() == {"x.old": b"old"}


@pytest.mark.parametrize("bodies", [(b"old", b"new"), (OLD, NEW)], ids=["small", "large"])
def test_the_newest_is_never_saved_for_a_version(
    bench: DownloadBench, proxy: FaultProxy, bodies: tuple[bytes, bytes]
) -> None:
    """A store that ignores which version is asked for sends what there is now."""
    item = older(bench, *bodies)
    newest = {"ETag": f'"{bench.store.stat(bench.bucket, "x", NOW).etag}"'}
    proxy.inject(Fault(FaultKind.OTHER_HEADERS, "versionId", None, headers=newest))
    with bench.behind(proxy) as ignorant:
        record = ignorant.one(item)
    assert isinstance(record.error, ChangedMeanwhile)
    assert bench.saved() == {}


def test_a_version_that_is_gone_fails(bench: DownloadBench) -> None:
    item = older(bench, b"old", b"new")
    record = bench.one(replace(item, version_id=item.version_id[::-1]))
    assert isinstance(record.error, NotFound)
    assert bench.saved() == {}


def test_a_download_that_was_stopped_goes_on_with_the_same_version(bench: DownloadBench) -> None:
    item = older(bench, OLD, NEW)
    record = bench.until(item, 3 * MIB)
    assert record.state is ItemState.WAITING
    assert bench.again(record).state is ItemState.DONE
    assert bench.saved() == {"x.old": OLD}
