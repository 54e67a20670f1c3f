from __future__ import annotations

import threading
from contextlib import closing

import pytest

from jos_tui.browse.find import FindStep, FoundModel, find
from jos_tui.browse.listing_model import ListingModel
from jos_tui.browse.query_parser import parse_query
from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.errors import Cancelled, NoSuchBucket
from jos_tui.core.location import Location
from jos_tui.store.store import connect
from tests.browse.conftest import INNER, LARGE, MANY, SMALL, Filled
from tests.browse.rows import page
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind

NOW_MS = 4_000_000_000_000


def test_pages_of_matches_make_a_listing_of_paths(filled: Filled) -> None:
    location = Location(filled.bucket, "large/")
    model = ListingModel(location)
    steps = list(find(filled.store, location, parse_query("*0 !*00"), NOW_MS, CancelToken()))

    for step in steps:
        model.apply(step.page)
    model.finish()

    expected = [key for key in LARGE if key.endswith("0") and not key.endswith("00")]
    assert [model.key(row) for row in range(len(model))] == expected
    assert [step.looked_at for step in steps] == [1000, len(LARGE) + len(INNER)]
    assert steps[-1].found == steps[-1].found_bytes == len(expected)
    assert steps[-1].page.is_last


def test_steps_without_a_match_still_tell_how_far_it_is(filled: Filled) -> None:
    location = Location(filled.bucket)
    steps = list(find(filled.store, location, parse_query("no-such"), NOW_MS, CancelToken()))

    total = len(LARGE) + len(INNER) + len(MANY) + len(SMALL)
    assert [len(step.page) for step in steps] == [0] * len(steps)
    assert steps[-1].looked_at == total
    assert len(steps) > 1


def test_names_are_relative_to_the_place(filled: Filled) -> None:
    location = Location(filled.bucket, "small/")
    (step,) = find(filled.store, location, parse_query("folder/"), NOW_MS, CancelToken())
    assert list(step.page.keys) == ["small/folder/", "small/folder/c"]
    (step,) = find(filled.store, location, parse_query("small"), NOW_MS, CancelToken())
    assert not step.page


def test_it_stops_between_pages(filled: Filled) -> None:
    cancel = CancelToken()
    steps = find(filled.store, Location(filled.bucket), parse_query(""), NOW_MS, cancel)
    assert len(next(steps).page) == 1000
    cancel.cancel()
    with pytest.raises(Cancelled):
        next(steps)


def test_it_stops_while_it_waits_for_a_page(filled: Filled) -> None:
    cancel = CancelToken()
    with FaultProxy(filled.server.endpoint) as proxy:
        stalled = proxy.inject(Fault(FaultKind.STALL_RESPONSE, "continuation-token"))
        profile = filled.server.profile(endpoints=(proxy.endpoint,))
        with closing(connect(profile)) as store:
            steps = find(store, Location(filled.bucket), parse_query(""), NOW_MS, cancel)
            next(steps)

            def stop() -> None:
                proxy.wait_until(lambda proxy: proxy.struck(stalled) == 1)
                cancel.cancel()

            stopper = threading.Thread(target=stop)
            stopper.start()
            with pytest.raises(Cancelled):
                next(steps)
            stopper.join()


def test_a_bucket_that_is_not_there_is_told(filled: Filled) -> None:
    location = Location("jos-test-there-is-none")
    with pytest.raises(NoSuchBucket):
        next(find(filled.store, location, parse_query("x"), NOW_MS, CancelToken()))


def test_changes_are_shown_in_the_rows_there_are() -> None:
    model = FoundModel(Location("b", "a/"), parse_query("*.nc"))
    keys = ["a/deep/x.nc", "a/y.nc"]
    model.take(FindStep(page(Entry(key, Kind.OBJECT, 1) for key in keys), 9, 2, 2))
    model.finish()
    new = Entry("a/deep/new.nc", Kind.OBJECT, 5)
    again = Entry("a/deep/x.nc", Kind.OBJECT, 5)

    model.upsert([new, again])
    assert model.rows()[0] == again
    assert [entry.key for entry in model.rows()] == keys
    model.remove(["a/y.nc", "a/deep/", "other"])
    assert model.rows() == (again,)
    model.restart()
    assert model.looked_at == 0
