from __future__ import annotations

import pytest

from jos_tui.browse.find import FindStep, FoundModel
from jos_tui.browse.level_cache import LevelCache
from jos_tui.browse.listing_model import ListingModel
from jos_tui.browse.query_parser import parse_query
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.location import Location
from tests.browse.rows import page

A = Location("b", "a/")
DEEP = Location("b", "a/b/c/")
OTHER = Location("b", "x/")


def listed(location: Location, rows: int = 1) -> ListingModel:
    model = ListingModel(location)
    model.apply(
        page(Entry(f"{location.prefix}{number:03d}", Kind.OBJECT, 1) for number in range(rows))
    )
    model.finish()
    return model


def kept(cache: LevelCache, *locations: Location) -> list[bool]:
    return [cache.take(location) is not None for location in locations]


def test_a_level_comes_back_with_its_rows_and_without_marks() -> None:
    cache, model = LevelCache(), listed(A, 3)
    model.mark_all()
    cache.put(model)

    again = cache.take(A)

    assert again is model
    assert (again.total, again.marked_count, again.marked_bytes) == (3, 0, 0)
    assert cache.take(A) is None


def test_those_left_longest_ago_go_first() -> None:
    cache = LevelCache(most_levels=2)
    for location in (A, DEEP, OTHER):
        cache.put(listed(location))

    assert kept(cache, A, DEEP, OTHER) == [False, True, True]


def test_there_are_never_more_rows_than_allowed() -> None:
    cache = LevelCache(most_rows=10)
    cache.put(listed(A, 6))
    cache.put(listed(OTHER, 5))
    cache.put(listed(DEEP, 11))

    assert kept(cache, A, OTHER, DEEP) == [False, True, False]


def test_an_empty_level_is_not_kept() -> None:
    cache = LevelCache()
    cache.put(ListingModel(A))

    assert kept(cache, A) == [False]


@pytest.mark.parametrize(
    ("bucket", "key", "left"),
    [
        ("b", "a/", [False, False, True, True]),
        ("b", "x/new", [True, True, False, True]),
        ("b", "", [True, True, True, True]),
        ("c", "a/", [True, True, True, True]),
        ("", "b", [False, False, False, False]),
        ("", "c", [True, True, True, False]),
    ],
)
def test_what_a_change_makes_wrong_is_asked_for_again(
    bucket: str, key: str, left: list[bool]
) -> None:
    cache = LevelCache()
    for location in (A, DEEP, OTHER, Location()):
        cache.put(listed(location))

    cache.forget(bucket, key)

    assert kept(cache, A, DEEP, OTHER, Location()) == left


def test_what_was_found_below_a_level_is_not_taken_for_the_level() -> None:
    nc, txt = parse_query("*.nc"), parse_query("*.txt")
    cache, level, found = LevelCache(), listed(A, 2), FoundModel(A, nc)
    found.take(FindStep(page([Entry("a/b/x.nc", Kind.OBJECT, 1)]), 7, 1, 1))
    cache.put(level)
    cache.put(found, nc)

    assert cache.take(A, txt) is None
    assert cache.take(A, nc) is found
    assert found.looked_at == 7
    assert cache.take(A) is level
    cache.put(found, nc)
    cache.forget("b", "a/b/")
    assert cache.take(A, nc) is None
