from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from queue import Queue

import pytest

from jos_tui.browse.find import FoundModel
from jos_tui.browse.listing_model import ListingModel
from jos_tui.browse.opener import (
    Delivery,
    FoundArrived,
    ListingEnded,
    ListingFailed,
    ListingStopped,
    Opener,
    PageArrived,
)
from jos_tui.browse.query_parser import parse_query
from jos_tui.core.background import CancelToken, Pool
from jos_tui.core.errors import NoSuchBucket
from jos_tui.core.location import Location
from jos_tui.store.store import Store, connect
from tests.browse.conftest import INNER, LARGE, MANY, SMALL, Filled
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind
from tests.support.patience import LONG_ENOUGH

NOW_MS = 4_000_000_000_000


class Listener:
    """What is delivered, in a queue that any thread may fill."""

    def __init__(self) -> None:
        self.queue: Queue[Delivery] = Queue()

    def next(self) -> Delivery:
        return self.queue.get(timeout=LONG_ENOUGH)

    def until_the_end(self) -> list[Delivery]:
        """Everything up to the first delivery that brings no rows."""
        deliveries = [self.next()]
        while isinstance(deliveries[-1], PageArrived | FoundArrived):
            deliveries.append(self.next())
        return deliveries


@pytest.fixture
def pool() -> Iterator[Pool]:
    pool = Pool("listing", 2)
    yield pool
    pool.cancel_all()
    assert pool.join(LONG_ENOUGH)


@pytest.fixture
def listener() -> Listener:
    return Listener()


def opener(store: Store, pool: Pool, listener: Listener) -> Opener:
    return Opener(lambda: store, pool, listener.queue.put)


@pytest.fixture
def stalling(filled: Filled) -> Iterator[Store]:
    """A connection on which every second page of a listing begins and never ends."""
    stall = Fault(
        FaultKind.STALL_RESPONSE,
        lambda request: "continuation-token=" in request.query,
        times=None,
        after_bytes=200,
    )
    with FaultProxy(filled.server.endpoint) as proxy:
        proxy.inject(stall)
        profile = filled.server.profile(endpoints=(proxy.endpoint,))
        with closing(connect(profile)) as store:
            yield store


def test_a_level_arrives_page_by_page_and_ends(
    filled: Filled, pool: Pool, listener: Listener
) -> None:
    location = Location(filled.bucket, "large/")
    opening = opener(filled.store, pool, listener)

    ticket = opening.open(location)
    deliveries = listener.until_the_end()

    model = ListingModel(location)
    for delivery in deliveries[:-1]:
        assert isinstance(delivery, PageArrived)
        assert (delivery.ticket, delivery.location) == (ticket, location)
        model.apply(delivery.page)
    assert len(deliveries) == 3
    assert deliveries[-1] == ListingEnded(ticket, location)
    assert [model.key(row) for row in range(len(model))] == sorted(
        [*LARGE, "large/00000a/", "large/00500/", "large/01250/"]
    )
    assert not opening.is_loading


@pytest.mark.parametrize("beginning", ["0050", "00500", "z"])
def test_names_that_begin_with_a_text_are_asked_of_the_store(
    filled: Filled, pool: Pool, listener: Listener, beginning: str
) -> None:
    location = Location(filled.bucket, "large/")
    model = ListingModel(location)

    opener(filled.store, pool, listener).open(location, beginning)
    for delivery in listener.until_the_end():
        if isinstance(delivery, PageArrived):
            model.apply(delivery.page)

    level = [*LARGE, "large/00000a/", "large/00500/", "large/01250/"]
    assert [model.key(row) for row in range(len(model))] == sorted(
        key for key in level if key.startswith(f"large/{beginning}")
    )


def test_the_buckets_arrive_as_one_page(filled: Filled, pool: Pool, listener: Listener) -> None:
    ticket = opener(filled.store, pool, listener).open(Location())
    arrived, ended = listener.until_the_end()

    assert isinstance(arrived, PageArrived)
    assert filled.bucket in arrived.page.keys
    assert list(arrived.page.keys) == sorted(arrived.page.keys)
    assert ended == ListingEnded(ticket, Location())


def test_a_bucket_that_is_not_there_is_told(filled: Filled, pool: Pool, listener: Listener) -> None:
    location = Location("jos-test-there-is-none")

    ticket = opener(filled.store, pool, listener).open(location)
    (failed,) = listener.until_the_end()

    assert isinstance(failed, ListingFailed)
    assert (failed.ticket, failed.location) == (ticket, location)
    assert isinstance(failed.error, NoSuchBucket)


def test_pages_before_a_failure_are_kept(filled: Filled, pool: Pool, listener: Listener) -> None:
    refuse = Fault(
        FaultKind.CANNED,
        lambda request: "continuation-token=" in request.query,
        times=None,
        status=404,
        body=b"gone",
    )
    with FaultProxy(filled.server.endpoint) as proxy:
        proxy.inject(refuse)
        profile = filled.server.profile(endpoints=(proxy.endpoint,))
        with closing(connect(profile)) as store:
            opener(store, pool, listener).open(Location(filled.bucket, "large/"))
            arrived, failed = listener.until_the_end()

    assert isinstance(arrived, PageArrived)
    assert isinstance(failed, ListingFailed)


def test_stopping_is_told_at_once_and_keeps_what_came(
    filled: Filled, stalling: Store, pool: Pool, listener: Listener
) -> None:
    location = Location(filled.bucket, "large/")
    opening = opener(stalling, pool, listener)
    ticket = opening.open(location)
    assert isinstance(listener.next(), PageArrived)

    opening.stop()

    assert listener.queue.get_nowait() == ListingStopped(ticket, location)
    assert not opening.is_loading
    assert pool.join(LONG_ENOUGH)
    assert listener.queue.empty()


def test_stopping_what_has_ended_tells_nothing(
    filled: Filled, pool: Pool, listener: Listener
) -> None:
    opening = opener(filled.store, pool, listener)
    opening.open(Location(filled.bucket, "small/"))
    listener.until_the_end()

    opening.stop()

    assert listener.queue.empty()


def test_opening_another_level_gives_up_the_one_before(
    filled: Filled, stalling: Store, pool: Pool, listener: Listener
) -> None:
    opening = opener(stalling, pool, listener)
    opening.open(Location(filled.bucket, "large/"))
    assert isinstance(listener.next(), PageArrived)

    second = opening.open(Location(filled.bucket, "small/"))
    deliveries = listener.until_the_end()

    assert {delivery.ticket for delivery in deliveries} == {second}
    assert isinstance(deliveries[-1], ListingEnded)
    assert pool.join(LONG_ENOUGH)
    assert listener.queue.empty()


def test_a_level_that_was_given_up_before_its_turn_is_never_asked_for(
    filled: Filled, listener: Listener
) -> None:
    """All threads of the pool are busy while the user walks through three levels."""
    pool, busy = Pool("listing", 1), threading.Event()

    def keep_the_thread(_: CancelToken) -> None:
        busy.wait(LONG_ENOUGH)

    pool.submit(keep_the_thread)
    with FaultProxy(filled.server.endpoint) as proxy:
        profile = filled.server.profile(endpoints=(proxy.endpoint,))
        with closing(connect(profile)) as store:
            opening = opener(store, pool, listener)
            for prefix in ("large/", "many/", "small/"):
                last = opening.open(Location(filled.bucket, prefix))
            busy.set()
            deliveries = listener.until_the_end()

        assert {delivery.ticket for delivery in deliveries} == {last}
        assert len(proxy.requests) == 1


def test_the_end_of_the_pool_is_told_as_a_stop(
    filled: Filled, stalling: Store, pool: Pool, listener: Listener
) -> None:
    opening = opener(stalling, pool, listener)
    location = Location(filled.bucket, "large/")
    ticket = opening.open(location)
    assert isinstance(listener.next(), PageArrived)

    pool.cancel_all()

    assert listener.next() == ListingStopped(ticket, location)


def test_what_is_found_below_arrives_step_by_step_and_ends(
    filled: Filled, pool: Pool, listener: Listener
) -> None:
    location, query = Location(filled.bucket, "large/"), parse_query("*0 !*00")
    opening = opener(filled.store, pool, listener)

    ticket = opening.find(location, query, NOW_MS)
    deliveries = listener.until_the_end()

    model = FoundModel(location, query)
    for delivery in deliveries[:-1]:
        assert isinstance(delivery, FoundArrived)
        assert (delivery.ticket, delivery.location) == (ticket, location)
        model.take(delivery.step)
    assert deliveries[-1] == ListingEnded(ticket, location)
    assert [entry.key for entry in model.rows()] == [
        key for key in LARGE if key.endswith("0") and not key.endswith("00")
    ]
    assert model.looked_at == len(LARGE) + len(INNER)


def test_a_find_without_hits_still_tells_how_much_it_has_looked_at(
    filled: Filled, pool: Pool, listener: Listener
) -> None:
    opener(filled.store, pool, listener).find(
        Location(filled.bucket), parse_query("no-such"), NOW_MS
    )
    *_, last, ended = listener.until_the_end()

    assert isinstance(last, FoundArrived)
    assert not last.step.page
    assert last.step.looked_at == len(LARGE) + len(INNER) + len(MANY) + len(SMALL)
    assert isinstance(ended, ListingEnded)


def test_a_find_that_is_stopped_keeps_what_came(
    filled: Filled, stalling: Store, pool: Pool, listener: Listener
) -> None:
    location = Location(filled.bucket, "large/")
    opening = opener(stalling, pool, listener)
    ticket = opening.find(location, parse_query("*1"), NOW_MS)
    assert isinstance(listener.next(), FoundArrived)

    opening.stop()

    assert listener.queue.get_nowait() == ListingStopped(ticket, location)
    assert pool.join(LONG_ENOUGH)
    assert listener.queue.empty()


def test_what_is_given_up_without_a_word_makes_its_ticket_an_old_one(
    filled: Filled, stalling: Store, pool: Pool, listener: Listener
) -> None:
    opening = opener(stalling, pool, listener)
    ticket = opening.open(Location(filled.bucket, "large/"))
    assert isinstance(listener.next(), PageArrived)

    opening.give_up()

    assert not opening.is_loading
    assert opening.ticket != ticket
    assert pool.join(LONG_ENOUGH)
    assert listener.queue.empty()
