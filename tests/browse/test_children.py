from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from jos_tui.browse.children import Children, child_prefixes
from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Page
from jos_tui.core.errors import Cancelled, NoSuchBucket
from jos_tui.core.location import Location
from jos_tui.store.depth import Depth
from jos_tui.store.store import Store
from tests.browse.conftest import Filled

PREFIXES = [f"many/{number:04d}/" for number in range(620)]


class SmallPages(Store):
    """The real store, in pages of ten."""

    def pages(
        self,
        location: Location,
        depth: Depth,
        cancel: CancelToken,
        *,
        start_after: str = "",
        page_size: int = 10,
    ) -> Iterator[Page]:
        return super().pages(location, depth, cancel, start_after=start_after, page_size=page_size)


@pytest.fixture
def small_pages(filled: Filled) -> Iterator[Store]:
    with closing(SmallPages(filled.server.profile())) as store:
        yield store


def children(store: Store, bucket: str, prefix: str, **options: object) -> list[Children]:
    location = Location(bucket, prefix)
    return list(child_prefixes(store, location, CancelToken(), **options))  # type: ignore[arg-type]


def test_prefixes_come_in_slices_of_at_most_250(filled: Filled) -> None:
    slices = children(filled.store, filled.bucket, "many/")

    assert [len(some.prefixes) for some in slices] == [250, 250, 120]
    assert [prefix for some in slices for prefix in some.prefixes] == PREFIXES
    assert {some.more_after for some in slices} == {""}


def test_only_prefixes_are_kept_of_a_level_full_of_objects(filled: Filled) -> None:
    slices = children(filled.store, filled.bucket, "large/")

    assert [prefix for some in slices for prefix in some.prefixes] == [
        "large/00000a/",
        "large/00500/",
        "large/01250/",
    ]


def test_a_level_without_prefixes_has_no_children(filled: Filled) -> None:
    assert children(filled.store, filled.bucket, "large/00500/") == []


@pytest.mark.parametrize("limit", [1, 7, 250, 620])
def test_beyond_the_limit_one_can_go_on_where_it_ended(filled: Filled, limit: int) -> None:
    found: list[str] = []
    start_after = "many/"
    calls = 0
    while start_after and calls < 4:
        slices = children(
            filled.store,
            filled.bucket,
            "many/",
            limit=limit,
            start_after="" if start_after == "many/" else start_after,
        )
        assert sum(len(some.prefixes) for some in slices) <= limit
        assert all(not some.more_after for some in slices[:-1])
        found += [prefix for some in slices for prefix in some.prefixes]
        start_after = slices[-1].more_after
        calls += 1

    assert found == PREFIXES[: limit * 4]
    assert bool(start_after) is (limit * 4 < len(PREFIXES))


def test_the_search_for_prefixes_among_objects_pauses(filled: Filled, small_pages: Store) -> None:
    """25 pages of 10 keys: one prefix lies in the first 250, the next not in the second."""
    first = children(small_pages, filled.bucket, "large/")
    assert [some.prefixes for some in first] == [("large/00000a/",), ()]
    assert first[-1].more_after == "large/00248"

    second = children(small_pages, filled.bucket, "large/", start_after=first[-1].more_after)
    assert second == [Children((), "large/00498")]

    third = children(small_pages, filled.bucket, "large/", start_after="large/00498")
    assert third[0] == Children(("large/00500/",))


def test_asking_for_children_can_be_cancelled_between_pages(
    filled: Filled, small_pages: Store
) -> None:
    cancel = CancelToken()
    slices = child_prefixes(small_pages, Location(filled.bucket, "many/"), cancel)
    next(slices)

    cancel.cancel()

    with pytest.raises(Cancelled):
        list(slices)


def test_a_bucket_that_is_not_there_has_no_children_to_tell(filled: Filled) -> None:
    with pytest.raises(NoSuchBucket):
        children(filled.store, "jos-test-there-is-none", "")
