"""A listing in parallel is the listing one by one, whatever is guessed and whatever the store does.

The terms are such that it begins after two pages, on any machine.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from itertools import count
from urllib.parse import parse_qs

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Page
from jos_tui.core.errors import Cancelled, JosError, NotAllowed, Unreachable
from jos_tui.core.location import Location
from jos_tui.store.client import Client
from jos_tui.store.depth import Depth
from jos_tui.store.listing import pages
from jos_tui.store.listing_ahead import THREAD_NAME
from jos_tui.store.listing_ranges import Terms
from jos_tui.store.store import Store, connect
from tests.store.support import QUICK
from tests.store.test_listing import answer, listing
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, s3_error
from tests.support.servers import S3Server

BUCKET = "ranges"
_NUMBERS = count()
SERIAL = Terms(pages_before=1 << 30)
AT_ONCE = Terms(pages_before=2, least_wait=0, wait_per_cpu=0, ranges=4, pages_per_range=2)
COUNTED = [f"counted/{number:04d}.nc" for number in range(200)]
KEYS = sorted(
    [
        *COUNTED,
        *(f"dates/{year}/{month:02d}/t.nc" for year in range(1990, 2000) for month in range(1, 13)),
        *(f"gaps/{2**number:020d}" for number in range(60)),
        *(f"hashes/{number * 2654435761 % 2**32:08x}" for number in range(100)),
        *(f"mixed/{number}" for number in range(70) if number // 10 != 4),
        *(f"mixed/{number}/x" for number in range(40, 50)),
        *(f"odd/é {number}+%" for number in range(40)),
    ]
)


@pytest.fixture(scope="module")
def full(any_server: S3Server) -> S3Server:
    """A server with a bucket of all these keys."""
    cancel = CancelToken()
    with closing(connect(any_server.profile(), QUICK)) as store:
        if BUCKET not in {entry.key for entry in store.buckets(cancel)}:
            store.make_bucket(BUCKET, cancel)
            _put(store, BUCKET, KEYS)
    return any_server


@pytest.fixture(scope="module")
def client(full: S3Server) -> Iterator[Client]:
    with closing(Client(full.profile(), QUICK)) as client:
        yield client


@pytest.fixture
def line(full: S3Server) -> Iterator[FaultProxy]:
    with FaultProxy(full.endpoint) as proxy:
        yield proxy
        proxy.heal()
        # Connections are accepted in turn: with this one all are that were made before, and closed.
        with closing(Client(full.profile(endpoints=(proxy.endpoint,)), QUICK)) as client:
            next(listed(client))


@pytest.fixture
def far(full: S3Server, line: FaultProxy) -> Iterator[Client]:
    """A client by way of ``line``, whose threads must be gone in the end."""
    with closing(Client(full.profile(endpoints=(line.endpoint,)), QUICK)) as client:
        yield client
        wait_for_threads()


def wait_for_threads() -> None:
    """Wait for the threads that look ahead: none may be left."""
    for thread in threading.enumerate():
        if thread.name == THREAD_NAME:
            thread.join(60)
            assert not thread.is_alive()


def _put(store: Store, bucket: str, keys: list[str]) -> None:
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda key: store.put(bucket, key, b"1", CancelToken()), keys))


def listed(
    client: Client,
    prefix: str = "counted/",
    depth: Depth = Depth.TREE,
    *,
    bucket: str = BUCKET,
    cancel: CancelToken | None = None,
    start_after: str = "",
    page_size: int = 5,
    terms: Terms = AT_ONCE,
) -> Iterator[Page]:
    return pages(
        client,
        Location(bucket, prefix),
        depth,
        cancel or CancelToken(),
        start_after=start_after,
        page_size=page_size,
        terms=terms,
    )


def rows(found: Iterator[Page]) -> list[tuple[str, int, int, str]]:
    """Return the rows of a listing whose pages are as promised."""
    whole = list(found)
    assert [page.is_last for page in whole] == [False] * (len(whole) - 1) + [True]
    assert all(page.keys for page in whole[:-1])
    return [
        row
        for page in whole
        for row in zip(page.keys, page.sizes, page.modified_ms, page.etags, strict=True)
    ]


def keys(found: Iterator[Page]) -> list[str]:
    return [row[0] for row in rows(found)]


def starts(line: FaultProxy) -> list[str]:
    """Return behind which keys ranges were asked for."""
    asked = [parse_qs(request.query) for request in line.requests]
    return [query["start-after"][0] for query in asked if "start-after" in query]


TERMS = st.builds(
    Terms,
    pages_before=st.integers(1, 4),
    least_wait=st.just(0.0),
    wait_per_cpu=st.just(0.0),
    ranges=st.integers(1, 5),
    pages_per_range=st.integers(1, 4),
    useless=st.integers(1, 8),
)


@settings(max_examples=40, deadline=None)
@given(
    prefix=st.sampled_from(
        ["", "c", "counted/", "dates/", "dates/1995/", "hashes/", "mixed/", "odd/"]
    ),
    depth=st.sampled_from(Depth),
    start=st.sampled_from(["", *KEYS[::7]]),
    page_size=st.integers(2, 30),
    terms=TERMS,
)
def test_it_lists_what_is_listed_one_by_one(
    client: Client, prefix: str, depth: Depth, start: str, page_size: int, terms: Terms
) -> None:
    start = start if start.startswith(prefix) else ""
    one_by_one = rows(listed(client, prefix, depth, start_after=start, terms=SERIAL))
    found = listed(client, prefix, depth, start_after=start, page_size=page_size, terms=terms)
    assert rows(found) == one_by_one


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    names=st.lists(
        st.text(st.sampled_from("019afz/-.é"), min_size=1, max_size=6), max_size=40, unique=True
    ),
    page_size=st.integers(1, 4),
    terms=TERMS,
    depth=st.sampled_from(Depth),
)
def test_any_keys_come_once_and_in_order(
    server: S3Server, store: Store, names: list[str], page_size: int, terms: Terms, depth: Depth
) -> None:
    bucket = f"any-{threading.get_native_id()}-{next(_NUMBERS)}"
    store.make_bucket(bucket, CancelToken())
    _put(store, bucket, [f"p/{name}" for name in names])
    with closing(Client(server.profile(), QUICK)) as client:
        one_by_one = rows(listed(client, "p/", depth, bucket=bucket, terms=SERIAL))
        found = listed(client, "p/", depth, bucket=bucket, page_size=page_size, terms=terms)
        assert rows(found) == one_by_one
        if depth is Depth.TREE:
            assert [row[0] for row in one_by_one] == sorted(f"p/{name}" for name in names)


def test_it_begins_after_plain_pages_that_are_waited_for(
    client: Client, far: Client, line: FaultProxy
) -> None:
    assert keys(listed(far)) == COUNTED
    first = starts(line)[0]
    asked = [request.query for request in line.requests]
    assert all("start-after" not in query for query in asked[:2])
    assert first > COUNTED[14]  # the pages before, and those of the range that goes on by token


def test_a_far_store_is_asked_in_parallel_on_the_usual_terms(far: Client, line: FaultProxy) -> None:
    line.inject(Fault(FaultKind.LATENCY, "GET", times=None, seconds=0.05))
    assert keys(listed(far, terms=Terms())) == COUNTED
    assert starts(line)


@pytest.mark.parametrize(
    "terms", [replace(AT_ONCE, least_wait=1e9), replace(AT_ONCE, wait_per_cpu=1e9), SERIAL]
)
def test_a_near_store_is_asked_one_by_one(far: Client, line: FaultProxy, terms: Terms) -> None:
    assert keys(listed(far, terms=terms)) == COUNTED
    assert not starts(line)
    assert len(line.requests) <= 41


def test_a_small_listing_costs_no_request_more(far: Client, line: FaultProxy) -> None:
    line.inject(Fault(FaultKind.LATENCY, "GET", times=None, seconds=0.02))
    assert keys(listed(far, page_size=30, terms=Terms())) == COUNTED
    assert len(line.requests) == 7


def test_no_more_is_fetched_than_may_be_held(far: Client, line: FaultProxy) -> None:
    found = listed(far)
    for _ in range(3):
        next(found)
    wait_for_threads()
    assert len(line.requests) <= 3 + AT_ONCE.ranges * AT_ONCE.pages_per_range
    first = [f"counted/{number:04d}.nc" for number in range(15)]
    assert first + [key for page in found for key in page.keys] == COUNTED


def test_a_range_that_is_longer_than_guessed_goes_on(far: Client, line: FaultProxy) -> None:
    # The numbers that came so far are dense: those behind them are guessed to be so, too.
    assert keys(listed(far, "", start_after="counted/0150.nc", page_size=3)) == [
        key for key in KEYS if key > "counted/0150.nc"
    ]
    assert starts(line)


def test_guessing_ends_when_it_is_of_no_use(far: Client, line: FaultProxy) -> None:
    gaps = [key for key in KEYS if key.startswith("gaps/")]
    terms = replace(AT_ONCE, useless=3)
    assert keys(listed(far, "gaps/", page_size=2, terms=terms)) == gaps
    assert 0 < len(starts(line)) <= 20  # some 200 if it went on


@pytest.mark.parametrize(("prefix", "is_parallel"), [("mixed/", True), ("dates/", False)])
def test_a_level_is_asked_in_parallel_until_there_is_a_prefix(
    client: Client, far: Client, line: FaultProxy, prefix: str, is_parallel: bool
) -> None:
    one_by_one = rows(listed(client, prefix, Depth.LEVEL, terms=SERIAL))
    assert rows(listed(far, prefix, Depth.LEVEL, page_size=2)) == one_by_one
    assert bool(starts(line)) is is_parallel
    assert all("/" not in start.removeprefix(prefix) for start in starts(line))


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (listing(COUNTED[:5], more=True, token="t"), 200),
        (listing(COUNTED, more=False), 200),
        (listing(["counted/0199.nc", "counted/0198.nc"], more=True, token="t"), 200),
        (listing(["counted/0199.nc"], more=True, count=False), 200),
        (listing(["elsewhere"]), 200),
        (listing([], more=True, token="t"), 200),
        (listing(["counted/z"], prefixes=("counted/zz/",)), 200),
        (b"<ListBucketResult><Contents></ListBucketResult>", 200),
        (s3_error("InvalidArgument"), 400),
        (s3_error("AccessDenied"), 403),
        (s3_error("NotImplemented"), 501),
        (s3_error("InternalError"), 500),
    ],
    ids=[
        "first page", "all", "no order", "version 1", "outside", "nothing", "prefixes", "no XML",
        "400", "403", "501", "500",
    ],
)  # fmt: skip
@pytest.mark.parametrize("page_size", [3, 5, 7])
def test_a_store_that_does_not_begin_behind_a_key_is_asked_one_by_one(
    far: Client, line: FaultProxy, body: bytes, status: int, page_size: int
) -> None:
    fault = answer(line, "start-after=", body, status)
    assert keys(listed(far, page_size=page_size)) == COUNTED
    assert line.struck(fault)


def test_a_store_that_loses_its_order_half_way_is_asked_one_by_one(
    far: Client, line: FaultProxy
) -> None:
    late = "start-after=counted%2F01"
    fault = answer(line, late, listing(COUNTED[:9], more=True, token="t"))
    assert keys(listed(far)) == COUNTED
    assert line.struck(fault)
    assert len([start for start in starts(line) if start < "counted/01"]) > 1


def until_parallel(found: Iterator[Page], line: FaultProxy) -> list[str]:
    """Take pages until ranges are open, and return their keys."""
    got = [key for _ in range(3) for key in next(found).keys]
    line.wait_until(lambda proxy: any("start-after" in str(one) for one in proxy.requests))
    return got


def test_an_error_comes_where_the_pages_end(far: Client, line: FaultProxy) -> None:
    found = listed(far)
    got = until_parallel(found, line)
    answer(line, "GET", s3_error("AccessDenied"), 403)
    with pytest.raises(NotAllowed):
        got += [key for page in found for key in page.keys]
    assert got == COUNTED[: len(got)]


def test_an_error_of_a_range_that_is_not_reached_is_nobodys(far: Client, line: FaultProxy) -> None:
    stall = line.inject(Fault(FaultKind.LATENCY, "start-after=", None, seconds=1e6))
    found = listed(far)
    got = until_parallel(found, line)
    line.wait_until(lambda proxy: proxy.struck(stall) > 0)
    del found
    wait_for_threads()
    assert got == COUNTED[:15]


@pytest.mark.parametrize("stalled", ["start-after=", "continuation-token="])
def test_a_cancel_ends_all_of_it(far: Client, line: FaultProxy, stalled: str) -> None:
    cancel = CancelToken()
    found = listed(far, cancel=cancel)
    next(found)
    next(found)
    stall = line.inject(Fault(FaultKind.LATENCY, stalled, None, seconds=1e6))
    outcome: list[JosError] = []

    def go_on() -> None:
        try:
            list(found)
        except JosError as error:
            outcome.append(error)

    thread = threading.Thread(target=go_on, daemon=True)
    thread.start()
    line.wait_until(lambda proxy: proxy.struck(stall) > 0)
    cancel.cancel()
    thread.join(60)
    assert not thread.is_alive()
    assert isinstance(outcome[0], Cancelled)
    wait_for_threads()
    line.heal()
    assert keys(listed(far)) == COUNTED


def test_a_listing_that_is_left_leaves_nothing_behind(far: Client, line: FaultProxy) -> None:
    found = listed(far)
    line.inject(Fault(FaultKind.LATENCY, "start-after=", None, seconds=1e6))
    until_parallel(found, line)
    del found
    wait_for_threads()


def test_closing_the_store_ends_it(far: Client, line: FaultProxy) -> None:
    found = listed(far)
    until_parallel(found, line)
    far.close()
    with pytest.raises(Unreachable):
        list(found)


def test_what_is_cancelled_is_not_handed_out(far: Client, line: FaultProxy) -> None:
    cancel = CancelToken()
    found = listed(far, cancel=cancel)
    until_parallel(found, line)
    cancel.cancel()
    with pytest.raises(Cancelled):
        next(found)
