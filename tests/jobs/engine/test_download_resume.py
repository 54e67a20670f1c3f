"""A download that was interrupted goes on where it was, and only with the same object."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from pathlib import Path

import pytest

from jos_tui.core.errors import Unreachable
from jos_tui.jobs.engine.parts import MIB
from jos_tui.jobs.item import ItemState
from jos_tui.jobs.model import Check, Conflict
from jos_tui.store.store import Store
from tests.jobs.engine.download_bench import NOW, DownloadBench, asked_for, is_get
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind
from tests.support.servers import S3Server

BODY = os.urandom(9 * MIB + 12345)
PART = ".x.jos-part"
DONE, WAITING = ItemState.DONE, ItemState.WAITING


@pytest.fixture
def bench(server: S3Server, store: Store, bucket: str, tmp_path: Path) -> DownloadBench:
    bench = DownloadBench(server, store, bucket, tmp_path / "here")
    bench.fill({"x": BODY})
    return bench


@pytest.mark.parametrize("seed", range(12))
def test_only_what_is_missing_is_fetched(
    bench: DownloadBench, proxy: FaultProxy, seed: int
) -> None:
    chance = random.Random(seed)
    record = bench.until(bench.item(), chance.randrange(1, len(BODY)))
    while record.state is WAITING:
        have = sum(min(MIB, len(BODY) - (number - 1) * MIB) for number in record.pieces)
        assert list(bench.saved()) == ([PART] if have else [])
        before = len(proxy.requests)
        with bench.behind(proxy) as faulty:
            item = replace(record.item, attempts=1)
            amount = chance.randrange(1, 2 * len(BODY))
            record = faulty.until(item, amount, pieces=record.pieces)
        assert record.bytes <= len(BODY) - have
        assert record.kept_bytes == have
        if faulty.lanes == 1:  # with more, a stream is cut short that had asked for all
            assert asked_for(proxy.requests[before:], len(BODY)) <= len(BODY) - have
    assert (record.state, record.check) == (DONE, Check.MD5), record.error
    assert bench.saved() == {"x": BODY}


def test_what_was_fetched_before_the_stop_is_not_lost(bench: DownloadBench) -> None:
    record = bench.until(bench.item(), 5 * MIB)
    assert record.pieces.keys() >= set(range(1, 5))
    assert record.item.begun_etag == record.item.etag
    again = bench.again(record)
    assert again.bytes <= len(BODY) - 4 * MIB


def test_a_small_download_that_is_stopped_leaves_nothing(bench: DownloadBench) -> None:
    bench.fill({"small": BODY[: MIB + 1]})
    assert bench.until(bench.item("small"), 1).state is WAITING
    assert bench.saved() == {}


def test_a_failure_keeps_what_is_there_for_a_retry(bench: DownloadBench, proxy: FaultProxy) -> None:
    item = bench.item()
    broken = Fault(FaultKind.RESET_RESPONSE, is_get, None, after_bytes=3 * MIB + 1)
    with bench.behind(proxy) as faulty:
        proxy.inject(broken)
        proxy.inject(Fault(FaultKind.RESET_RESPONSE, is_get, None))
        first = faulty.one(item)
        proxy.heal()
        if first.state is not DONE:
            assert isinstance(first.error, Unreachable)
            first = faulty.again(first)
    assert first.state is DONE
    assert bench.saved() == {"x": BODY}


def test_an_object_that_was_replaced_meanwhile_starts_over(bench: DownloadBench) -> None:
    record = bench.until(bench.item(), 5 * MIB)
    new = os.urandom(len(BODY))
    bench.fill({"x": new})
    record = bench.again(record)
    assert (record.state, record.check) == (DONE, Check.MD5)
    assert any("started over" in note for note in record.notes)
    assert (record.bytes, record.kept_bytes) == (len(new), 0)
    assert bench.saved() == {"x": new}


def test_what_started_over_goes_on_with_the_new_version(
    bench: DownloadBench, proxy: FaultProxy
) -> None:
    item = bench.item()
    new = os.urandom(len(BODY) + MIB)
    bench.fill({"x": new})
    record = bench.until(item, 6 * MIB)
    assert record.pieces
    assert record.item.begun_etag != item.etag
    with bench.behind(proxy) as faulty:
        record = faulty.again(record)
    assert record.state is DONE
    assert asked_for(proxy.requests, len(new)) < len(new)
    assert bench.saved() == {"x": new}


def test_an_object_that_is_replaced_while_it_is_fetched_is_never_mixed(
    bench: DownloadBench, proxy: FaultProxy
) -> None:
    item, new = bench.item(), os.urandom(len(BODY))
    proxy.inject(Fault(FaultKind.END_RESPONSE, is_get, after_bytes=4 * MIB + 7))
    with bench.behind(proxy) as faulty:
        left = [2 * MIB]

        def take(amount: int, cancel: object) -> None:
            if 0 < left[0] <= amount:
                bench.fill({"x": new})
            left[0] -= amount

        record = faulty.one(item, take=take)
    assert record.state is DONE
    assert bench.saved() == {"x": new}


def test_a_temporary_file_of_another_download_is_not_taken_for_ones_own(
    bench: DownloadBench,
) -> None:
    item = bench.item()
    mine = bench.until(item, 5 * MIB)
    other = bench.until(replace(item, id=99), 2 * MIB)
    assert mine.pieces.keys() > other.pieces.keys()
    mine = bench.again(mine)
    assert (mine.state, mine.bytes) == (DONE, len(BODY))
    assert bench.saved() == {"x": BODY}


@pytest.mark.parametrize("damage", ["gone", "shorter", "a link", "a folder"])
def test_without_its_temporary_file_it_begins_anew(bench: DownloadBench, damage: str) -> None:
    record = bench.until(bench.item(), 5 * MIB)
    part = bench.here / PART
    if damage == "shorter":
        os.truncate(part, 1000)
    else:
        part.unlink()
    if damage == "a link":
        part.symlink_to("elsewhere")
    if damage == "a folder":
        part.mkdir()
    record = bench.again(record)
    if damage == "a folder":
        assert record.state is ItemState.FAILED
        return
    assert (record.state, record.bytes) == (DONE, len(BODY))
    assert bench.saved() == {"x": BODY}


@pytest.mark.parametrize("key", ["x", "small"])
def test_what_has_arrived_but_was_not_recorded_is_not_fetched_again(
    bench: DownloadBench, proxy: FaultProxy, key: str
) -> None:
    bench.fill({"small": b"few"})
    bench.one(bench.item(key))
    # A power cut between the link to the name and the end of the temporary name.
    part = bench.here / f".{key}.jos-part"
    part.hardlink_to(bench.here / key)
    with bench.behind(proxy) as faulty:
        record = faulty.one(replace(bench.item(key), attempts=1))
    assert record.state is DONE
    assert record.check is (Check.MD5 if key == "small" or len(BODY) < 32 * MIB else Check.SIZE)
    assert proxy.requests == []
    assert list(bench.saved()) == [key]


def test_what_was_kept_beside_another_is_found_again(bench: DownloadBench) -> None:
    bench.here.mkdir()
    (bench.here / "x").write_bytes(b"mine")
    item = replace(bench.item(), conflict=Conflict.KEEP_BOTH)
    bench.one(item)
    record = bench.one(replace(item, attempts=1))
    assert (record.state, record.saved_as) == (DONE, "x (2)")
    assert bench.saved() == {"x": b"mine", "x (2)": BODY}


def test_a_file_of_the_user_is_not_taken_for_what_has_arrived(bench: DownloadBench) -> None:
    bench.here.mkdir()
    (bench.here / "x").write_bytes(bytes(len(BODY)))
    record = bench.one(replace(bench.item(), attempts=1, conflict=Conflict.OVERWRITE))
    assert (record.state, record.bytes) == (DONE, len(BODY))
    assert bench.saved() == {"x": BODY}


def test_a_name_that_was_taken_meanwhile_is_kept(bench: DownloadBench) -> None:
    record = bench.until(bench.item(), 5 * MIB)
    (bench.here / "x").write_bytes(b"mine")
    assert bench.again(record).state is ItemState.SKIPPED
    assert bench.saved() == {"x": b"mine"}


def test_giving_up_removes_the_temporary_file(bench: DownloadBench) -> None:
    record = bench.until(replace(bench.item(), path="a/b/x"), 5 * MIB)
    assert list(bench.saved()) == ["a/b/.x.jos-part"]
    with bench.work() as work:
        work.undo(record.item, record.pieces, NOW)
        work.undo(record.item, record.pieces, NOW)
    assert bench.saved() == {}


def test_giving_up_makes_no_folder(bench: DownloadBench) -> None:
    with bench.work() as work:
        work.undo(replace(bench.item(), path="a/b/x"), {}, NOW)
    assert not bench.here.exists()


def test_giving_up_leaves_alone_what_a_link_leads_to(bench: DownloadBench, tmp_path: Path) -> None:
    bench.here.mkdir()
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / PART).write_bytes(b"mine")
    (bench.here / "a").symlink_to(outside)
    with bench.work() as work:
        work.undo(replace(bench.item(), path="a/x"), {}, NOW)
    assert (outside / PART).read_bytes() == b"mine"
