"""The sample data are all there, the same every time, and stop coming when told."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from itertools import chain, count

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import Cancelled, NoSuchBucket
from jos_tui.core.location import Location
from jos_tui.demo.climate_data import climate_objects, scenario_objects
from jos_tui.demo.filling import SampleObject, put_all
from jos_tui.demo.odd_names import ODD_KEYS
from jos_tui.demo.sample import (
    BIG_PREFIX,
    BIG_PREFIX_KEYS,
    BUCKETS,
    STATION_ARCHIVE,
    TEST_BUCKET,
    big_prefix,
    hourly_objects,
)
from jos_tui.demo.server import DemoServer
from jos_tui.store.depth import Depth
from jos_tui.store.store import Store, connect
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind


def keys_below(store: Store, location: Location) -> list[str]:
    pages = store.pages(location, Depth.TREE, CancelToken())
    return list(chain.from_iterable(page.keys for page in pages))


def test_every_bucket_is_there_and_holds_something(demo_store: Store) -> None:
    assert {entry.key for entry in demo_store.buckets(CancelToken())} >= set(BUCKETS)
    assert all(keys_below(demo_store, Location(bucket)) for bucket in BUCKETS)


def test_every_odd_key_is_stored_exactly(demo_store: Store) -> None:
    assert set(keys_below(demo_store, Location("odd-names"))) == {key for key, _ in ODD_KEYS}
    for key, text in ODD_KEYS:
        assert b"".join(demo_store.read("odd-names", key, CancelToken())) == text.encode()


def test_odd_keys_are_what_s3_allows() -> None:
    keys = [key for key, _ in ODD_KEYS]
    assert len(set(keys)) == len(keys)
    assert max(len(key.encode()) for key in keys) <= 1024
    assert max(len(part.encode()) for key in keys for part in key.split("/")) == 255


def test_climate_data_arrive_byte_for_byte(demo_store: Store) -> None:
    for sample in climate_objects():
        stored = b"".join(demo_store.read("climate-data", sample.key, CancelToken()))
        assert stored == sample.body, sample.key


def test_a_few_hundred_files_lie_in_a_deep_tree(demo_store: Store) -> None:
    keys = keys_below(demo_store, Location("climate-data", "scenarios/"))
    assert keys == sorted(sample.key for sample in scenario_objects())
    assert len(keys) == 180
    assert {key.count("/") for key in keys} == {7}


def test_content_is_the_same_every_time() -> None:
    assert list(climate_objects()) == list(climate_objects())
    assert list(hourly_objects()) == list(hourly_objects())


def test_the_big_prefix_is_one_level_of_20_000_keys() -> None:
    keys = {sample.key for sample in hourly_objects()}
    assert len(keys) == BIG_PREFIX_KEYS == 20_000
    assert all(key.startswith(BIG_PREFIX) and key.count("/") == 1 for key in keys)


def test_the_big_prefix_fills_until_cancelled(demo_store: Store) -> None:
    cancel, outcome = CancelToken(), list[BaseException]()

    def fill() -> None:
        try:
            big_prefix(demo_store, cancel)
        except Cancelled as exc:
            outcome.append(exc)

    filling = threading.Thread(target=fill)
    filling.start()
    place = Location(STATION_ARCHIVE, BIG_PREFIX)
    try:
        while not keys_below(demo_store, place):
            assert filling.is_alive()
    finally:
        cancel.cancel()
        filling.join()
    assert len(outcome) == 1
    assert 0 < len(keys_below(demo_store, place)) < BIG_PREFIX_KEYS


def test_filling_stops_at_the_first_error(demo_store: Store) -> None:
    endless = (SampleObject(f"key-{number}", b"") for number in count())
    with pytest.raises(NoSuchBucket):
        put_all(demo_store, "no-such-bucket-here", endless, CancelToken())


def test_filling_returns_after_the_last_answer(demo: DemoServer) -> None:
    with FaultProxy(demo.profile.endpoint) as proxy:
        proxy.inject(Fault(FaultKind.LATENCY, "/the-only-one", seconds=0.2))
        store = connect(replace(demo.profile, endpoints=(proxy.endpoint,)))
        started = time.monotonic()
        put_all(store, TEST_BUCKET, [SampleObject("the-only-one", b"")], CancelToken())
        assert time.monotonic() - started >= 0.2
        store.close()
