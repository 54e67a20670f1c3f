"""The next pages are fetched while the last one is read: as many as may be held, and no others."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Page
from jos_tui.core.errors import Cancelled, NotAllowed
from jos_tui.core.location import Location
from jos_tui.store.depth import Depth
from jos_tui.store.listing_ahead import THREAD_NAME
from jos_tui.store.store import Store
from tests.store.test_listing import answer, listing
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, s3_error

PAGES = 12
HELD = 4


def serve(proxy: FaultProxy) -> None:
    """Let the proxy be a store of one key a page."""
    for number in range(1, PAGES):
        token = f"t{number + 1:02}" if number + 1 < PAGES else ""
        page = listing([f"k{number:02}"], more=bool(token), token=token)
        answer(proxy, f"continuation-token=t{number:02}", page)
    answer(proxy, "list-type=2&max", listing(["k00"], more=True, token="t01"))


def listed(store: Store, cancel: CancelToken | None = None) -> Iterator[Page]:
    return store.pages(Location("bucket"), Depth.TREE, cancel or CancelToken())


def keys(pages: Iterator[Page]) -> list[str]:
    return [key for page in pages for key in page.keys]


def wait_for_threads() -> None:
    for thread in threading.enumerate():
        if thread.name == THREAD_NAME:
            thread.join(60)
            assert not thread.is_alive()


def test_who_takes_a_second_page_has_the_next_ones_fetched(
    faulty: Store, proxy: FaultProxy
) -> None:
    serve(proxy)
    pages = listed(faulty)
    next(pages)
    wait_for_threads()
    assert len(proxy.requests) == 1
    next(pages)
    wait_for_threads()
    assert len(proxy.requests) == 2 + HELD
    assert keys(pages) == [f"k{number:02}" for number in range(2, PAGES)]
    assert len(proxy.requests) == PAGES


def test_an_error_comes_where_its_page_is_missing(faulty: Store, proxy: FaultProxy) -> None:
    answer(proxy, "token=t04", s3_error("AccessDenied"), 403)
    serve(proxy)
    pages = listed(faulty)
    got = [key for _ in range(4) for key in next(pages).keys]
    with pytest.raises(NotAllowed):
        next(pages)
    assert got == ["k00", "k01", "k02", "k03"]


def test_what_only_looks_like_the_next_place_is_not_believed(
    faulty: Store, proxy: FaultProxy
) -> None:
    """The pages of the real place come, once and in order."""
    hint = b"<NextContinuationToken>t09</NextContinuationToken>"
    odd = listing(["k01"], more=True, token="t02")
    odd = odd.replace(b"<IsTruncated>", b"<!--" + hint + b"--><IsTruncated>")
    answer(proxy, "token=t01", odd)
    serve(proxy)
    assert keys(listed(faulty)) == [f"k{number:02}" for number in range(PAGES)]


@pytest.mark.parametrize("is_cancelled", [True, False])
def test_an_end_stops_what_is_under_way(
    faulty: Store, proxy: FaultProxy, is_cancelled: bool
) -> None:
    stalled = proxy.inject(Fault(FaultKind.LATENCY, "token=t03", None, seconds=1e6))
    serve(proxy)
    cancel = CancelToken()
    pages = listed(faulty, cancel)
    assert [key for _ in range(2) for key in next(pages).keys] == ["k00", "k01"]
    proxy.wait_until(lambda proxy: proxy.struck(stalled) == 1)
    if is_cancelled:
        cancel.cancel()
        with pytest.raises(Cancelled):
            next(pages)
    else:
        del pages
    wait_for_threads()
