"""Listings end where the store ends: all of it, once, in order, and never in circles."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest

from jos_tui.core.background import CancelToken
from jos_tui.core.entry import NO_SIZE
from jos_tui.core.errors import Cancelled, NotAStore, NotSupported, ServerTrouble, StoreError
from jos_tui.core.location import Location
from jos_tui.store.depth import Depth
from jos_tui.store.store import Store, connect
from tests.store.support import QUICK, XML, all_keys, all_pages, put_all
from tests.support.faultproxy import FaultProxy
from tests.support.faults import Fault, FaultKind, s3_error, slow_down
from tests.support.servers import S3Server

BUCKET = "pages"
KEYS = sorted(
    [f"flat/{number:05d}.nc" for number in range(1150)]
    + [f"many/{number:04d}/zarr.json" for number in range(1100)]
    + ["x", "y/z"]
)


@pytest.fixture(scope="module")
def loaded(any_server: S3Server) -> Iterator[Store]:
    """A store with a bucket of more keys, and of more prefixes, than fit on one page."""
    store, cancel = connect(any_server.profile(), QUICK), CancelToken()
    if BUCKET not in {entry.key for entry in store.buckets(cancel)}:
        store.make_bucket(BUCKET, cancel)
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(lambda key: store.put(BUCKET, key, b"1234", cancel), KEYS))
    yield store
    store.close()


def test_a_large_tree_comes_whole_and_in_order(loaded: Store) -> None:
    pages = all_pages(loaded, Location(BUCKET))
    assert [key for page in pages for key in page.keys] == KEYS
    assert {size for page in pages for size in page.sizes} == {4}
    assert [page.is_last for page in pages] == [False, False, True]


def test_a_level_of_many_prefixes_comes_whole_and_in_order(loaded: Store) -> None:
    pages = all_pages(loaded, Location(BUCKET, "many/"), Depth.LEVEL)
    assert [key for page in pages for key in page.keys] == [
        f"many/{number:04d}/" for number in range(1100)
    ]
    assert {size for page in pages for size in page.sizes} == {NO_SIZE}


def test_a_level_of_many_keys_comes_whole_and_in_order(loaded: Store) -> None:
    expected = [f"flat/{number:05d}.nc" for number in range(1150)]
    assert all_keys(loaded, Location(BUCKET, "flat/"), Depth.LEVEL) == expected


def test_prefixes_that_span_pages_come_once(loaded: Store) -> None:
    assert all_keys(loaded, Location(BUCKET), Depth.LEVEL, page_size=2) == [
        "flat/", "many/", "x", "y/",
    ]  # fmt: skip


def test_a_listing_can_begin_behind_a_key(loaded: Store) -> None:
    keys = all_keys(loaded, Location(BUCKET), start_after="flat/00500.nc")
    assert keys == KEYS[501:]
    below = all_keys(loaded, Location(BUCKET, "many/"), Depth.LEVEL, start_after="many/0999/")
    assert below[-100:] == [f"many/{number:04d}/" for number in range(1000, 1100)]


def test_pages_are_asked_for_one_by_one(faulty: Store, proxy: FaultProxy, bucket: str) -> None:
    put_all(faulty, bucket, ["a", "b", "c"])
    before = len(proxy.requests)
    pages = faulty.pages(Location(bucket), Depth.TREE, CancelToken(), page_size=1)
    assert len(proxy.requests) == before
    assert next(pages).keys == ["a"]
    assert len(proxy.requests) == before + 1


def test_a_cancelled_listing_stops_between_pages(faulty: Store, bucket: str) -> None:
    put_all(faulty, bucket, ["a", "b", "c"])
    cancel = CancelToken()
    pages = faulty.pages(Location(bucket), Depth.TREE, cancel, page_size=1)
    assert next(pages).keys == ["a"]
    cancel.cancel()
    with pytest.raises(Cancelled):
        next(pages)


def test_a_page_is_asked_for_again_when_the_store_is_busy_or_its_answer_is_cut(
    faulty: Store, proxy: FaultProxy, bucket: str
) -> None:
    put_all(faulty, bucket, [f"k{number}" for number in range(30)])
    for fault in (
        slow_down("GET", times=3),
        Fault(FaultKind.RESET_RESPONSE, "GET", after_bytes=300),
        Fault(FaultKind.END_RESPONSE, "GET", after_bytes=300),
        Fault(FaultKind.TRUNCATE, "GET", after_bytes=300),
        Fault(FaultKind.TRUNCATE, "GET", after_bytes=0),
    ):
        proxy.inject(fault)
        assert len(all_keys(faulty, Location(bucket))) == 30
        assert proxy.struck(fault) >= 1


def test_an_answer_cut_behind_a_closing_tag_is_still_cut(
    faulty: Store, proxy: FaultProxy, bucket: str
) -> None:
    page = listing(["a", "b"])
    cut = page[: page.index(b"</Contents>") + len(b"</Contents>")]
    fault = proxy.inject(Fault(FaultKind.CANNED, "GET", 1, status=200, headers=XML, body=cut))
    assert all_keys(faulty, Location(bucket)) == []
    assert proxy.struck(fault) == 1


def listing(
    keys: list[str],
    *,
    more: bool = False,
    token: str = "",
    marker: str = "",
    count: bool = True,
    prefixes: tuple[str, ...] = (),
) -> bytes:
    """The answer of some server to a listing request."""
    rows = "".join(
        f"<Contents><Key>{quote(key)}</Key><LastModified>2026-01-02T03:04:05.678Z</LastModified>"
        f'<ETag>"e{key}"</ETag><Size>{number}</Size></Contents>'
        for number, key in enumerate(keys)
    )
    groups = "".join(
        f"<CommonPrefixes><Prefix>{quote(prefix)}</Prefix></CommonPrefixes>" for prefix in prefixes
    )
    return (
        '<?xml version="1.0"?><ListBucketResult><EncodingType>url</EncodingType>'
        f"<IsTruncated>{str(more).lower()}</IsTruncated>"
        + (f"<KeyCount>{len(keys)}</KeyCount>" if count else "")
        + (f"<NextContinuationToken>{token}</NextContinuationToken>" if token else "")
        + (f"<NextMarker>{quote(marker)}</NextMarker>" if marker else "")
        + f"{rows}{groups}</ListBucketResult>"
    ).encode()


def answer(proxy: FaultProxy, match: str, body: bytes, status: int = 200) -> Fault:
    """Let the proxy answer every request that matches with a listing of ours."""
    return proxy.inject(
        Fault(FaultKind.CANNED, match, times=None, status=status, headers=XML, body=body)
    )


def queries(proxy: FaultProxy) -> list[str]:
    return [request.query for request in proxy.requests if request.method == "GET"]


@pytest.mark.parametrize(("status", "code"), [(501, "NotImplemented"), (400, "InvalidArgument")])
def test_a_server_without_version_2_is_asked_by_version_1(
    faulty: Store, proxy: FaultProxy, status: int, code: str
) -> None:
    answer(proxy, "list-type=2", s3_error(code), status)
    answer(proxy, "marker=b%20%2B", listing(["c"], count=False))
    answer(proxy, "GET", listing(["a", "b +"], more=True, marker="b +", count=False))
    assert all_keys(faulty, Location("bucket")) == ["a", "b +", "c"]
    assert "list-type" not in queries(proxy)[-1]


def test_an_answer_in_version_1_to_a_request_in_version_2_is_followed_by_marker(
    faulty: Store, proxy: FaultProxy
) -> None:
    answer(proxy, "marker=b", listing(["c"], count=False))
    answer(proxy, "GET", listing(["a", "b"], more=True, count=False))
    assert all_keys(faulty, Location("bucket")) == ["a", "b", "c"]


def test_a_truncated_page_without_a_token_goes_on_behind_its_last_name(
    faulty: Store, proxy: FaultProxy
) -> None:
    answer(proxy, "start-after=p%2F", listing(["q"]))
    answer(proxy, "GET", listing(["a", "b"], more=True, prefixes=("p/",)))
    assert all_keys(faulty, Location("bucket"), Depth.LEVEL) == ["a", "b", "p/", "q"]


def test_what_a_page_repeats_of_the_last_one_is_dropped(faulty: Store, proxy: FaultProxy) -> None:
    answer(proxy, "continuation-token=t1", listing(["b", "c"], prefixes=("a/",)))
    answer(proxy, "GET", listing(["a", "b"], more=True, token="t1", prefixes=("a/",)))
    pages = all_pages(faulty, Location("bucket"), Depth.LEVEL)
    assert [list(page.keys) for page in pages] == [["a", "a/", "b"], ["c"]]
    assert (list(pages[1].sizes), list(pages[1].etags)) == ([1], ["ec"])


def test_an_empty_page_in_the_middle_does_not_end_a_listing(
    faulty: Store, proxy: FaultProxy
) -> None:
    answer(proxy, "continuation-token=t2", listing(["c"]))
    answer(proxy, "continuation-token=t1", listing([], more=True, token="t2"))
    answer(proxy, "GET", listing(["a"], more=True, token="t1"))
    assert all_keys(faulty, Location("bucket")) == ["a", "c"]


def test_the_token_is_sent_back_as_it_came(faulty: Store, proxy: FaultProxy) -> None:
    answer(proxy, "continuation-token=a%2B%2F%3D%20%26", listing(["c"]))
    answer(proxy, "GET", listing(["a"], more=True, token="a+/= &amp;"))
    assert all_keys(faulty, Location("bucket")) == ["a", "c"]


@pytest.mark.parametrize(
    "page",
    [
        listing(["a"], more=True, token="same"),
        listing(["a"], more=True),
        listing([], more=True),
        listing(["a"], more=True, count=False),
        listing(["a"], more=True, marker="a", count=False),
    ],
)
def test_a_server_that_goes_in_circles_is_left(
    faulty: Store, proxy: FaultProxy, page: bytes
) -> None:
    answer(proxy, "GET", page)
    with pytest.raises(ServerTrouble) as caught:
        all_keys(faulty, Location("bucket"))
    assert "does not go on" in caught.value.title
    assert len(proxy.requests) <= 6  # that of the first page, the second, and four fetched ahead


def test_a_server_that_invents_new_tokens_for_nothing_is_left(
    faulty: Store, proxy: FaultProxy
) -> None:
    for number in range(200):
        page = listing([], more=True, token=f"t{number + 1:03d}")
        answer(proxy, f"continuation-token=t{number:03d}", page)
    answer(proxy, "GET", listing(["a"], more=True, token="t000"))
    with pytest.raises(ServerTrouble, match="does not go on"):
        all_keys(faulty, Location("bucket"))


def test_a_listing_that_is_no_xml_is_an_error_in_words(faulty: Store, proxy: FaultProxy) -> None:
    answer(proxy, "GET", b"<ListBucketResult><Contents></ListBucketResult>")
    with pytest.raises(NotAStore, match="XML is broken"):
        all_keys(faulty, Location("bucket"))


def test_another_document_is_no_listing(faulty: Store, proxy: FaultProxy) -> None:
    answer(proxy, "GET", b"<?xml version='1.0'?><LocationConstraint/>")
    with pytest.raises(StoreError):
        all_keys(faulty, Location("bucket"))


@pytest.mark.parametrize("depth", list(Depth))
def test_names_outside_the_prefix_are_refused_since_a_deletion_would_take_them_along(
    faulty: Store, proxy: FaultProxy, depth: Depth
) -> None:
    answer(proxy, "GET", listing(["p/a", "precious"]))
    with pytest.raises(NotSupported, match="precious"):
        all_keys(faulty, Location("bucket", "p/"), depth)


def test_a_level_asks_by_delimiter_and_a_tree_without(faulty: Store, proxy: FaultProxy) -> None:
    answer(proxy, "GET", listing(["p/a"]))
    all_keys(faulty, Location("bucket", "p/"), Depth.LEVEL)
    all_keys(faulty, Location("bucket", "p/"), Depth.TREE)
    level, tree = queries(proxy)
    assert "delimiter=%2F" in level
    assert "delimiter" not in tree
    assert all("prefix=p%2F" in query for query in (level, tree))
