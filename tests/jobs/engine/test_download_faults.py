"""What a network and a store do wrong while a large object is read."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from jos_tui.core.errors import (
    BadCredentials,
    IntegrityError,
    NotAStore,
    ServerTrouble,
    Unreachable,
)
from jos_tui.jobs.engine.parts import MIB
from jos_tui.jobs.item import ItemState
from jos_tui.jobs.model import Check
from jos_tui.store.store import Store, Timeouts, connect
from tests.jobs.engine.download_bench import NOW, QUICK, DownloadBench, Record, is_get
from tests.support.faultproxy import FaultProxy
from tests.support.faults import (
    Fault,
    FaultKind,
    Request,
    expired_token,
    login_page,
    s3_error,
    slow_down,
)
from tests.support.servers import S3Server

BODY = os.urandom(8 * MIB + 54321)
DONE, FAILED = ItemState.DONE, ItemState.FAILED
SMALL = 1_000_000
SLOW = 6 * MIB


@pytest.fixture
def bench(server: S3Server, store: Store, bucket: str, tmp_path: Path) -> DownloadBench:
    bench = DownloadBench(server, store, bucket, tmp_path / "here")
    bench.fill({"x": BODY, "small": BODY[:SMALL]})
    return bench


def ranged(request: Request) -> bool:
    return is_get(request) and "range" in request.headers


def assert_whole(bench: DownloadBench, record: Record, check: Check = Check.MD5) -> None:
    assert (record.state, record.check) == (DONE, check), record.error
    assert bench.saved() == {record.item.path: BODY[: record.item.size]}


@pytest.mark.parametrize("key", ["x", "small"])
@pytest.mark.parametrize(
    "kind", [FaultKind.RESET_RESPONSE, FaultKind.END_RESPONSE, FaultKind.TRUNCATE]
)
@pytest.mark.parametrize("after", [0, 1, SMALL - 1])
def test_a_line_that_breaks_is_taken_up_again(
    bench: DownloadBench, proxy: FaultProxy, kind: FaultKind, key: str, after: int
) -> None:
    fault = proxy.inject(Fault(kind, is_get, times=2, after_bytes=after))
    item = bench.item(key)
    with bench.behind(proxy) as faulty:
        assert_whole(bench, faulty.one(item))
    assert proxy.struck(fault) >= 1


def test_a_line_that_stalls_is_taken_up_again(bench: DownloadBench, proxy: FaultProxy) -> None:
    fault = proxy.inject(Fault(FaultKind.STALL_RESPONSE, is_get, after_bytes=3 * MIB))
    item = bench.item()
    with bench.behind(proxy, Timeouts(read=0.3, first_wait=0.001)) as faulty:
        assert_whole(bench, faulty.one(item))
    assert proxy.struck(fault) == 1


def test_a_busy_store_is_asked_again(bench: DownloadBench, proxy: FaultProxy) -> None:
    proxy.inject(slow_down("GET", times=2, retry_after="0"))
    item = bench.item()
    with bench.behind(proxy) as faulty:
        assert_whole(bench, faulty.one(item))


@pytest.mark.parametrize("key", ["x", "small"])
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (slow_down(is_get, None, "0"), ServerTrouble),
        (expired_token(is_get, None), BadCredentials),
        (login_page(is_get, None), NotAStore),
        (Fault(FaultKind.RESET_RESPONSE, is_get, None), Unreachable),
        (Fault(FaultKind.CANNED, is_get, None, status=500), ServerTrouble),
    ],
)
def test_what_does_not_get_better_is_said_and_a_retry_finishes_it(
    bench: DownloadBench, proxy: FaultProxy, key: str, fault: Fault, error: type[Exception]
) -> None:
    item = bench.item(key)
    with bench.behind(proxy) as faulty:
        proxy.inject(fault)
        record = faulty.one(item)
        assert record.state is FAILED
        assert isinstance(record.error, error)
        assert bench.saved() == {}
        proxy.heal()
        assert_whole(bench, faulty.again(record))


def test_keys_that_expire_half_way_cost_nothing_that_is_there(
    bench: DownloadBench, proxy: FaultProxy
) -> None:
    item = bench.item()
    proxy.inject(Fault(FaultKind.END_RESPONSE, is_get, after_bytes=5 * MIB))
    proxy.inject(expired_token(is_get, None))
    with bench.behind(proxy) as faulty:
        faulty.lanes = 1
        record = faulty.one(item)
        assert isinstance(record.error, BadCredentials)
        proxy.heal()
        again = faulty.again(record)
    assert_whole(bench, again)
    assert again.bytes <= len(BODY) - 4 * MIB


@pytest.mark.parametrize("key", ["x", "small"])
def test_a_bit_that_flips_is_noticed(bench: DownloadBench, proxy: FaultProxy, key: str) -> None:
    item = bench.item(key)
    proxy.inject(Fault(FaultKind.FLIP_BIT, is_get, after_bytes=999_999))
    with bench.behind(proxy) as faulty:
        record = faulty.one(item)
        assert isinstance(record.error, IntegrityError)
        assert (bench.saved(), record.pieces) == ({}, {})
        assert_whole(bench, faulty.again(record))


@pytest.fixture
def careless(rclone_server: S3Server, tmp_path: Path) -> Iterator[DownloadBench]:
    """On a server that does not compare the ETag it is asked for."""
    with closing(connect(rclone_server.profile(), QUICK)) as store:
        bucket = f"careless-{os.urandom(6).hex()}"
        store.make_bucket(bucket, NOW)
        bench = DownloadBench(rclone_server, store, bucket, tmp_path / "here")
        bench.fill({"x": BODY, "small": BODY[:SMALL]})
        yield bench


@pytest.mark.parametrize("key", ["x", "small"])
def test_where_an_etag_is_no_md5_the_size_is_checked_and_that_is_said(
    careless: DownloadBench, key: str
) -> None:
    opaque = "0" * 32
    item = replace(careless.item(key), etag=opaque)
    with FaultProxy(careless.server.endpoint) as proxy, careless.behind(proxy) as faulty:
        proxy.inject(Fault(FaultKind.OTHER_HEADERS, "", None, headers={"ETag": f'"{opaque}"'}))
        record = faulty.one(item)
        assert_whole(faulty, record, Check.SIZE)
        assert any("sizes" in note for note in record.notes)
        before = len(proxy.requests)
        (careless.here / key).unlink()
        faulty.lanes = 1
        assert_whole(faulty, faulty.one(item), Check.SIZE)
        assert len(proxy.requests) == before + 1, "once that is known nothing is read twice"


def test_an_etag_of_parts_is_recomputed(bench: DownloadBench) -> None:
    store, bucket = bench.store, bench.bucket
    upload = store.start_upload(bucket, "parts", NOW)
    pieces = [BODY[start : start + 5 * MIB] for start in range(0, len(BODY), 5 * MIB)]
    etags = [
        store.put_part(bucket, "parts", upload, number, piece, NOW)
        for number, piece in enumerate(pieces, 1)
    ]
    store.complete_upload(bucket, "parts", upload, etags, len(BODY), NOW)
    assert_whole(bench, bench.one(bench.item("parts")), Check.MULTIPART_ETAG)


@pytest.mark.parametrize("size", [100, SMALL, SMALL + 1, SMALL * 5])
@pytest.mark.parametrize("key", ["x", "small"])
def test_an_object_of_another_size_than_listed_is_fetched_as_it_is(
    bench: DownloadBench, key: str, size: int
) -> None:
    item = bench.item(key)
    body = os.urandom(size)
    bench.fill({key: body})
    record = bench.one(replace(item, etag=""))
    assert record.state is DONE, record.error
    assert bench.saved() == {key: body}


def whole_only(body: bytes, etag: str) -> Fault:
    """A server that knows no ranges: it sends the whole object, whatever was asked for."""
    headers = {"ETag": f'"{etag}"', "Content-Type": "binary/octet-stream"}
    return Fault(FaultKind.CANNED, is_get, None, status=200, headers=headers, body=body)


@pytest.mark.parametrize("key", ["x", "small"])
def test_a_server_without_ranges_is_read_from_the_start(
    bench: DownloadBench, proxy: FaultProxy, key: str
) -> None:
    body = BODY if key == "x" else BODY[:SMALL]
    item = bench.item(key)
    etag = hashlib.md5(body, usedforsecurity=False).hexdigest()
    before = bench.until(item, 5 * MIB) if key == "x" else None
    proxy.inject(Fault(FaultKind.END_RESPONSE, is_get, after_bytes=900_000))
    proxy.inject(whole_only(body, etag))
    with bench.behind(proxy) as faulty:
        record = faulty.again(before) if before else faulty.one(item)
    assert_whole(bench, record)
    assert record.bytes == len(body)


def test_a_range_that_cannot_be_had_is_read_from_the_start(
    bench: DownloadBench, proxy: FaultProxy
) -> None:
    before = bench.until(bench.item(), 5 * MIB)
    xml = {"Content-Type": "application/xml"}
    proxy.inject(Fault(FaultKind.CANNED, ranged, None, 0, 416, xml, s3_error("InvalidRange")))
    with bench.behind(proxy) as faulty:
        assert_whole(bench, faulty.again(before))


def slow_line(proxy: FaultProxy, times: int | None = None) -> Fault:
    return proxy.inject(Fault(FaultKind.SLOW_LINK, is_get, times, bytes_per_second=SLOW))


def test_more_streams_are_used_where_they_are_faster(
    bench: DownloadBench, proxy: FaultProxy
) -> None:
    slow_line(proxy)
    item = bench.item()
    with bench.behind(proxy) as faulty:
        assert_whole(bench, faulty.one(item))
        assert faulty.streams > 1


def test_one_stream_is_all_where_other_items_fill_the_lanes(
    bench: DownloadBench, proxy: FaultProxy
) -> None:
    slow_line(proxy)
    item = bench.item()
    with bench.behind(proxy) as faulty:
        faulty.lanes = 1
        assert_whole(bench, faulty.one(item))
    assert len([request for request in proxy.requests if is_get(request)]) == 1


@pytest.mark.parametrize("seed", range(6))
def test_streams_that_are_stopped_or_break_leave_only_whole_parts(
    bench: DownloadBench, proxy: FaultProxy, seed: int
) -> None:
    proxy.inject(Fault(FaultKind.RESET_RESPONSE, ranged, times=2, after_bytes=200_000 * (seed + 1)))
    slow_line(proxy)
    item = bench.item()
    with bench.behind(proxy) as faulty:
        record = faulty.until(item, (seed + 2) * MIB)
        proxy.heal()
        record = faulty.again(record)
    assert_whole(bench, record)


def test_too_many_streams_for_the_store_become_fewer(
    bench: DownloadBench, proxy: FaultProxy
) -> None:
    refused = proxy.inject(slow_down(ranged, 4, "0"))
    slow_line(proxy)
    item = bench.item()
    with bench.behind(proxy) as faulty:
        assert_whole(bench, faulty.one(item))
    assert proxy.struck(refused) == 4


def test_an_object_replaced_while_several_streams_read_it_is_never_mixed(
    bench: DownloadBench, proxy: FaultProxy
) -> None:
    slow_line(proxy)
    item, new, left = bench.item(), os.urandom(len(BODY)), [4 * MIB]

    def take(amount: int, cancel: object) -> None:
        before, left[0] = left[0], left[0] - amount
        if before > 0 >= left[0]:
            bench.fill({"x": new})

    with bench.behind(proxy) as faulty:
        record = faulty.one(item, take=take)
    assert record.state is DONE
    saved = bench.saved()
    assert saved in ({"x": BODY}, {"x": new})
