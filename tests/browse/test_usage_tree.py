from __future__ import annotations

import threading
from array import array
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jos_tui.browse.usage import NEVER, NOTHING, Growth, Usage
from jos_tui.browse.usage_tree import UsageTree, measure
from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Page
from jos_tui.core.errors import Cancelled
from jos_tui.core.location import Location
from tests.browse.conftest import INNER, LARGE, MANY, SMALL, Filled

Row = tuple[str, int, int]


def page(rows: Iterable[Row]) -> Page:
    listed = list(rows)
    return Page(
        [key for key, _, _ in listed],
        array("q", [size for _, size, _ in listed]),
        array("q", [time for _, _, time in listed]),
        [""] * len(listed),
    )


def tree_of(rows: list[Row], prefix: str = "", most: int = 1000, page_size: int = 3) -> UsageTree:
    tree = UsageTree(prefix, most)
    for start in range(0, len(rows), page_size):
        tree.add(page(rows[start : start + page_size]))
    return tree


def naive(rows: Iterable[Row]) -> Usage:
    listed = list(rows)
    times = [time for _, _, time in listed if time]
    return Usage(
        sum(size for _, size, _ in listed),
        len(listed),
        min(times, default=NEVER),
        max(times, default=NEVER),
    )


ROWS = [("p/a/b/x", 5, 30), ("p/a/y", 1, 10), ("p/c/", 0, 0), ("p/c/z", 7, 20), ("p/top", 2, 40)]


def test_a_level_shows_its_prefixes_the_largest_first() -> None:
    level = tree_of(ROWS, "p/").level("p/")
    assert level is not None
    assert level.total == Usage(15, 5, 10, 40)
    assert [(child.prefix, child.usage, child.has_levels) for child in level.children] == [
        ("p/c/", Usage(7, 2, 20, 20), False),
        ("p/a/", Usage(6, 2, 10, 30), True),
    ]
    assert level.here == Usage(2, 1, 40, 40)
    assert level.merged_prefixes == 0


def test_one_goes_down_level_by_level() -> None:
    tree = tree_of(ROWS, "p/")
    level = tree.level("p/a/")
    assert level is not None
    assert [child.prefix for child in level.children] == ["p/a/b/"]
    assert level.here == Usage(1, 1, 10, 10)
    for unknown in ("p/x/", "p/a/b/c/", "q/", ""):
        assert tree.level(unknown) is None


def test_odd_names_are_prefixes_like_others() -> None:
    keys = ["//a", "/b", "a//b", "a/../c", "a/./d"]
    tree = tree_of([(key, 1, 1) for key in keys])
    found = {prefix for prefix in ("/", "//", "a/", "a//", "a/../", "a/./") if tree.level(prefix)}
    assert found == {"/", "//", "a/", "a//", "a/../", "a/./"}


def test_an_empty_tree_is_nothing() -> None:
    tree = UsageTree("p/")
    level = tree.level("p/")
    assert level is not None
    assert (level.total, level.children) == (NOTHING, ())


_segments = st.sampled_from(["a", "b", "c", "", ".."])
_keys = st.lists(_segments, min_size=1, max_size=5).map("/".join)
_rows = st.lists(
    st.tuples(_keys, st.integers(0, 9), st.integers(0, 3)),
    unique_by=lambda row: row[0],
    max_size=30,
)
_orders = st.booleans()


def prefixes_of(rows: Iterable[Row]) -> set[str]:
    return {key[: at + 1] for key, _, _ in rows for at, sign in enumerate(key) if sign == "/"}


@given(_rows, _orders, st.integers(1, 5))
def test_every_prefix_is_summed_as_by_hand(rows: list[Row], sort: bool, page_size: int) -> None:
    rows = sorted(rows) if sort else rows
    tree = tree_of(rows, page_size=page_size)
    for prefix in prefixes_of(rows) | {""}:
        level = tree.level(prefix)
        assert level is not None
        assert level.total == naive(row for row in rows if row[0].startswith(prefix))
        assert level.here == naive(
            row
            for row in rows
            if row[0].rpartition("/")[0] == prefix[:-1] and (("/" in row[0]) == bool(prefix))
        )
    assert tree.prefixes == len(prefixes_of(rows))


@given(_rows, _orders, st.integers(1, 6))
def test_a_small_tree_stays_small_and_its_sums_exact(
    rows: list[Row], sort: bool, most: int
) -> None:
    rows = sorted(rows) if sort else rows
    tree = tree_of(rows, most=most)
    assert tree.prefixes <= most + 5  # 5 is the depth of the longest key
    assert tree.total == naive(rows)
    remembered = [""]
    while remembered:
        prefix = remembered.pop()
        level = tree.level(prefix)
        assert level is not None
        assert level.total == naive(row for row in rows if row[0].startswith(prefix))
        parts = sum((child.usage for child in level.children), level.here + level.merged)
        assert parts == level.total
        remembered.extend(child.prefix for child in level.children)


def test_the_smallest_are_merged_and_the_large_stay() -> None:
    rows = [(f"{number:04d}/x", number, 1) for number in range(1000)]
    level = tree_of(rows, most=100).level("")
    assert level is not None
    assert level.children[0].prefix == "0999/"
    assert level.children[0].usage.size == 999
    assert len(level.children) + level.merged_prefixes == 1000
    assert len(level.children) <= 101
    assert level.merged.objects == level.merged_prefixes


@given(_rows, st.integers(1, 40))
def test_a_tree_is_the_same_when_made_from_its_rows(rows: list[Row], most: int) -> None:
    tree = tree_of(sorted(rows), "", most)
    again = UsageTree.from_rows("", list(tree.rows()))
    assert again.prefixes == tree.prefixes
    waiting = [""]
    while waiting:
        level = tree.level(waiting.pop())
        assert level is not None
        assert again.level(level.prefix) == level
        waiting.extend(child.prefix for child in level.children)


def test_rows_that_make_no_tree_are_refused() -> None:
    root, first, second, *_ = tree_of(ROWS).rows()
    for rows in ([], [first], [root, second], [root, root]):
        with pytest.raises(ValueError, match="no tree"):
            UsageTree.from_rows("", rows)


def test_growth_is_told_for_what_was_known() -> None:
    level = tree_of(ROWS, "p/").level("p/")
    assert level is not None
    known = level.child("p/a/")
    assert known is not None
    assert Growth.between(known, Usage(8, 1)) == Growth(2, -1)
    assert level.child("p/new/") == NOTHING


def test_what_was_merged_has_no_known_size() -> None:
    level = tree_of([(f"{n}/x", n, 1) for n in range(9)], most=4).level("")
    assert level is not None
    assert level.merged_prefixes
    assert level.child("0/") is None


def test_one_may_look_while_it_grows() -> None:
    rows = [(f"{number % 7}/{number}/x", 1, 1) for number in range(3000)]
    tree = UsageTree("", most_prefixes=50)
    pages = [page(rows[start : start + 10]) for start in range(0, len(rows), 10)]

    def add_all() -> None:
        for each in pages:
            tree.add(each)

    adding = threading.Thread(target=add_all)
    adding.start()
    while True:
        ended = not adding.is_alive()
        level = tree.level("")
        assert level is not None
        parts = sum((child.usage for child in level.children), level.here + level.merged)
        assert parts == level.total
        if ended:
            break
    assert level.total.objects == 3000


def test_a_store_is_measured_page_by_page(filled: Filled) -> None:
    location = Location(filled.bucket)
    tree = UsageTree("")
    totals = list(measure(filled.store, location, tree, CancelToken()))

    assert totals[0].objects == 1000
    assert totals[-1] == tree.total
    level = tree.level("")
    assert level is not None
    assert {child.prefix: child.usage.objects for child in level.children} == {
        "large/": len(LARGE) + len(INNER),
        "many/": len(MANY),
        "small/": len(SMALL) - 1,
    }
    assert level.here.objects == 1


def test_measuring_stops_and_keeps_what_was_counted(filled: Filled) -> None:
    cancel, tree = CancelToken(), UsageTree("")
    totals = measure(filled.store, Location(filled.bucket), tree, cancel)
    next(totals)
    cancel.cancel()
    with pytest.raises(Cancelled):
        next(totals)
    assert tree.total.objects == 1000
