from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from minio import Minio

from jos_tui.core.errors import ChangedMeanwhile, LocalError, NotFound, Unreachable
from jos_tui.core.local_names import NAMES_FILE
from jos_tui.jobs.engine.parts import MIB
from jos_tui.jobs.item import ItemState
from jos_tui.jobs.model import Check, Conflict
from jos_tui.store.store import Store, connect
from tests.jobs.bench import as_ordinary_user
from tests.jobs.engine.download_bench import NOW, QUICK, DownloadBench, is_get
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind
from tests.support.servers import S3Server

BODY = os.urandom(3000) * 200
DONE, SKIPPED, FAILED = ItemState.DONE, ItemState.SKIPPED, ItemState.FAILED


@pytest.fixture
def bench(server: S3Server, store: Store, bucket: str, tmp_path: Path) -> DownloadBench:
    return DownloadBench(server, store, bucket, tmp_path / "here")


@pytest.fixture
def any_bench(
    any_server: S3Server, any_store: Store, any_bucket: str, tmp_path: Path
) -> DownloadBench:
    return DownloadBench(any_server, any_store, any_bucket, tmp_path / "here")


@pytest.fixture
def careless(rclone_server: S3Server, tmp_path: Path) -> Iterator[DownloadBench]:
    """On a server that does not compare the ETag it is asked for."""
    with closing(connect(rclone_server.profile(), QUICK)) as store:
        bucket = f"careless-{os.urandom(6).hex()}"
        store.make_bucket(bucket, NOW)
        yield DownloadBench(rclone_server, store, bucket, tmp_path / "here")


def test_files_arrive_with_the_date_of_their_object(any_bench: DownloadBench) -> None:
    objects = {"a/x.nc": BODY, "a/b/empty": b"", "y": b"1", "large": BODY * 6}
    any_bench.fill(objects)
    records = any_bench.get(*any_bench.items())
    assert [(record.state, record.check) for record in records] == [(DONE, Check.MD5)] * 4
    assert any_bench.saved() == objects
    assert [record.bytes for record in records] == [record.item.size for record in records]
    for record in records:
        status = (any_bench.here / record.item.path).stat()
        assert status.st_mtime_ns == record.item.modified_ns


def test_a_small_object_takes_one_request(bench: DownloadBench, proxy: FaultProxy) -> None:
    bench.fill({f"{number}": b"x" * number for number in range(20)})
    items = bench.items()
    with bench.behind(proxy) as faulty:
        faulty.get(*items)
    assert len(proxy.requests) == 20
    assert len(bench.saved()) == 20


def test_a_folder_that_is_marked_is_made(bench: DownloadBench) -> None:
    bench.fill({"a/b/": b""})
    assert bench.one(bench.item("a/b/")).state is DONE
    assert (bench.here / "a/b").is_dir()


def test_what_is_stored_compressed_is_saved_as_it_is(any_bench: DownloadBench) -> None:
    import gzip
    import io

    endpoint = any_bench.server.endpoint
    client = Minio(
        endpoint=endpoint.host,
        access_key=any_bench.server.access_key,
        secret_key=any_bench.server.secret_key,
        secure=endpoint.secure,
        region="us-east-1",
    )
    bodies = {"packed": gzip.compress(BODY), "no gzip at all": BODY, "large": BODY * 6}
    for key, body in bodies.items():
        client.put_object(
            any_bench.bucket,
            key,
            io.BytesIO(body),
            len(body),
            metadata={"Content-Encoding": "gzip"},
        )
    records = any_bench.get(*any_bench.items())
    assert [record.state for record in records] == [DONE] * 3
    assert any_bench.saved() == bodies


def test_it_was_stored_as_compressed(bench: DownloadBench) -> None:
    """What the test above rests on: that a server gives the header back."""
    import io

    endpoint = bench.server.endpoint
    client = Minio(
        endpoint=endpoint.host,
        access_key=bench.server.access_key,
        secret_key=bench.server.secret_key,
        secure=endpoint.secure,
        region="us-east-1",
    )
    client.put_object(bench.bucket, "x", io.BytesIO(b"1"), 1, metadata={"Content-Encoding": "gzip"})
    assert bench.store.stat(bench.bucket, "x", NOW).content_encoding == "gzip"


@pytest.mark.parametrize("scale", [1, 6])
@pytest.mark.parametrize(
    ("conflict", "mine_stays", "state"),
    [
        (Conflict.SKIP, True, SKIPPED),
        (Conflict.ASK, True, SKIPPED),
        (Conflict.OVERWRITE, False, DONE),
        (Conflict.IF_NEWER, False, DONE),
        (Conflict.IF_DIFFERENT, False, DONE),
    ],
)
def test_what_is_there_is_treated_as_chosen(
    bench: DownloadBench, conflict: Conflict, mine_stays: bool, state: ItemState, scale: int
) -> None:
    theirs, mine = BODY * scale, b"m" * len(BODY) * scale
    bench.fill({"x": theirs})
    bench.here.mkdir()
    (bench.here / "x").write_bytes(mine)
    os.utime(bench.here / "x", (0, 0))
    assert bench.one(bench.item(), conflict=conflict).state is state
    assert bench.saved() == {"x": mine if mine_stays else theirs}


def test_both_are_kept_where_that_is_chosen(bench: DownloadBench) -> None:
    bench.fill({"x.nc": BODY})
    item = replace(bench.item("x.nc"), conflict=Conflict.KEEP_BOTH)
    first, second = bench.one(item), bench.one(item)
    assert (first.saved_as, second.saved_as) == ("", "x (2).nc")
    assert bench.saved() == {"x.nc": BODY, "x (2).nc": BODY}


def test_the_same_content_is_not_fetched_again(bench: DownloadBench, proxy: FaultProxy) -> None:
    bench.fill({"x": BODY, "dated": BODY})
    items = bench.items()
    bench.get(*items)
    os.utime(bench.here / "x", (0, 0))
    (bench.here / "dated").write_bytes(b"y" * len(BODY))
    os.utime(bench.here / "dated", ns=(items[0].modified_ns, items[0].modified_ns + 999))
    with bench.behind(proxy) as faulty:
        records = faulty.get(*items, conflict=Conflict.IF_DIFFERENT)
    assert [record.state for record in records] == [SKIPPED, SKIPPED]
    assert proxy.requests == []
    assert (bench.here / "x").stat().st_mtime_ns == bench.item().modified_ns


def test_an_object_that_was_replaced_is_fetched_as_it_is_now(any_bench: DownloadBench) -> None:
    for scale in (1, 6):
        any_bench.fill({"x": BODY * scale})
        item = any_bench.item()
        now = BODY * scale + b"more"
        any_bench.fill({"x": now})
        record = any_bench.one(item, conflict=Conflict.OVERWRITE)
        assert (record.state, record.check) == (DONE, Check.MD5), record.error
        assert any_bench.saved() == {"x": now}
        assert record.bytes == len(now)
        assert "started over" in record.notes[0]


@pytest.mark.parametrize("scale", [1, 6])
def test_an_object_that_is_replaced_again_and_again_is_given_up(
    bench: DownloadBench, proxy: FaultProxy, scale: int
) -> None:
    bench.fill({"x": BODY * scale})
    item = bench.item()
    proxy.inject(Fault(FaultKind.CANNED, is_get, None, status=412))
    with bench.behind(proxy) as faulty:
        record = faulty.one(item)
    assert isinstance(record.error, ChangedMeanwhile)
    assert bench.saved() == {}


@pytest.mark.parametrize("scale", [1, 6])
def test_an_object_that_is_gone_is_said_so(bench: DownloadBench, scale: int) -> None:
    bench.fill({"x": BODY * scale})
    item = bench.item()
    bench.store.delete(bench.bucket, "x", NOW)
    assert isinstance(bench.one(item).error, NotFound)
    assert bench.saved() == {}


def test_no_link_leads_out_of_the_folder(bench: DownloadBench, tmp_path: Path) -> None:
    bench.fill({"out/x": b"1", "fine": b"2"})
    outside = tmp_path / "outside"
    outside.mkdir()
    bench.here.mkdir()
    (bench.here / "out").symlink_to(outside)
    states = {record.item.key: record.state for record in bench.get(*bench.items())}
    assert states == {"out/x": FAILED, "fine": DONE}
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("scale", [1, 6])
def test_a_folder_in_the_way_stays(bench: DownloadBench, scale: int) -> None:
    bench.fill({"x": BODY * scale})
    (bench.here / "x").mkdir(parents=True)
    record = bench.one(bench.item(), conflict=Conflict.OVERWRITE)
    assert isinstance(record.error, LocalError)
    assert bench.saved() == {}


def test_a_folder_that_may_not_be_written_to_is_said_so(bench: DownloadBench) -> None:
    bench.fill({"x": BODY, "y": BODY * 6})
    items = bench.items()
    with as_ordinary_user() as folder:
        folder.chmod(0o500)
        records = replace(bench, here=folder).get(*items)
        folder.chmod(0o700)
    assert [record.error.title for record in records if record.error] == [
        f"Not allowed to use {folder / name}" for name in "xy"
    ]


def test_a_folder_that_vanishes_is_said_so(bench: DownloadBench) -> None:
    bench.fill({"x": BODY})
    bench.here.mkdir()
    item = bench.item()
    from tests.jobs.engine.download_bench import Record, Threads

    with bench.work() as work:
        for key in ("first", "x"):
            record, threads = Record(replace(item, path=key), {}), Threads(1, NOW)
            threads.add(work.first_unit(record, threads))
            threads.wait()
            if key == "first":
                assert record.state is DONE
                shutil.rmtree(bench.here)
    assert isinstance(record.error, LocalError)
    assert not bench.here.exists()


def test_an_over_long_name_has_a_temporary_name_too(bench: DownloadBench) -> None:
    bench.fill({"x": BODY, "y": BODY * 6})
    names = ["é" * 126 + ".nc", "z" * 255]
    items = [replace(item, path=name) for item, name in zip(bench.items(), names, strict=True)]
    assert [record.state for record in bench.get(*items)] == [DONE, DONE]
    saved = bench.saved()
    assert saved.pop(NAMES_FILE)
    assert saved == {names[0]: BODY, names[1]: BODY * 6}


def test_the_same_object_twice_at_once_is_whole(bench: DownloadBench) -> None:
    bench.fill({"x": BODY, "y": BODY * 6})
    items = bench.items() * 4
    records = bench.get(*items, conflict=Conflict.OVERWRITE)
    assert any(record.state is DONE for record in records)
    assert all(record.error is None or "Another" in record.error.title for record in records)
    assert bench.saved() == {"x": BODY, "y": BODY * 6}


def test_a_line_that_breaks_for_good_leaves_no_small_file(
    bench: DownloadBench, proxy: FaultProxy
) -> None:
    bench.fill({"x": BODY})
    item = bench.item()
    proxy.inject(Fault(FaultKind.RESET_RESPONSE, is_get, None, after_bytes=1000))
    with bench.behind(proxy) as faulty:
        record = faulty.one(item)
    assert isinstance(record.error, Unreachable)
    assert (bench.saved(), record.bytes) == ({}, 0)


def test_a_server_that_ignores_conditions_never_gives_a_mixture(careless: DownloadBench) -> None:
    old, new = os.urandom(4 * MIB), os.urandom(4 * MIB)
    careless.fill({"x": old})
    record = careless.until(careless.item(), 2 * MIB)
    careless.fill({"x": new})
    record = careless.again(record)
    assert record.state is DONE
    assert careless.saved() == {"x": new}
