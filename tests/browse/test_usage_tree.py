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
    tree = tree_of(ROWS, "p/")
    known = tree.usage("p/a/")
    assert known is not None
    assert Growth.between(known, Usage(8, 1)) == Growth(2, -1)
    assert tree.usage("p/new/") == NOTHING


def test_what_was_merged_has_no_known_size() -> None:
    tree = tree_of([(f"{n}/x", n, 1) for n in range(9)], most=4)
    level = tree.level("")
    assert level is not None
    assert level.merged_prefixes
    assert tree.usage("0/") is None


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


def remeasured(rows: Iterable[Row], prefix: str) -> UsageTree:
    return tree_of([row for row in rows if row[0].startswith(prefix)], prefix)


def assert_same(tree: UsageTree, expected: UsageTree) -> None:
    assert tree.prefixes == expected.prefixes
    waiting = [expected.prefix]
    while waiting:
        level = expected.level(waiting.pop())
        assert level is not None
        assert tree.level(level.prefix) == level
        waiting.extend(child.prefix for child in level.children)


@given(_rows, _rows, st.data())
def test_a_prefix_measured_again_makes_all_sums_true(
    rows: list[Row], later: list[Row], data: st.DataObject
) -> None:
    prefix = data.draw(st.sampled_from(sorted(prefixes_of(rows) | {""})))
    kept = [row for row in rows if not row[0].startswith(prefix)]
    now = kept + [row for row in later if row[0].startswith(prefix)]
    tree = tree_of(sorted(rows))
    tree.replace(remeasured(sorted(later), prefix))
    assert_same(tree, tree_of(sorted(now)))


def test_a_prefix_that_is_empty_now_takes_the_empty_ones_above_with_it() -> None:
    tree = tree_of([("a/b/c/x", 1, 1), ("top", 2, 2)])
    tree.replace(UsageTree("a/b/c/"))
    assert [tree.level(prefix) for prefix in ("a/b/c/", "a/b/", "a/")] == [None] * 3
    assert tree.total == Usage(2, 1, 2, 2)
    assert tree.prefixes == 0


def test_only_what_is_remembered_is_replaced() -> None:
    tree = tree_of(ROWS, "p/")
    for prefix in ("p/new/deep/", "q/", ""):
        tree.replace(remeasured([(f"{prefix}x", 9, 9)], prefix))
    assert_same(tree, tree_of(ROWS, "p/"))


def test_a_new_prefix_of_a_level_that_is_remembered_is_put_to_the_others() -> None:
    tree = tree_of(ROWS, "p/")
    tree.replace(remeasured([("p/new/x", 9, 9), ("p/new/y/z", 1, 1)], "p/new/"))
    assert_same(tree, tree_of(sorted([*ROWS, ("p/new/x", 9, 9), ("p/new/y/z", 1, 1)]), "p/"))


def test_a_tree_stays_small_when_a_prefix_has_grown() -> None:
    tree = tree_of([("a/x", 1, 1), *((f"b/{number}/x", 5, 1) for number in range(10))], most=20)
    tree.replace(tree_of([(f"a/{number:02}/x", 1, 1) for number in range(30)], "a/"))
    assert tree.prefixes <= 20
    assert tree.total == Usage(80, 40, 1, 1)


def test_a_very_deep_prefix_is_replaced() -> None:
    deep = "a/" * 1500
    tree = tree_of([(f"{deep}x", 1, 1), ("top", 1, 1)], most=5000)
    tree.replace(UsageTree(deep))
    assert (tree.prefixes, tree.total.objects) == (0, 1)


@given(_rows, st.integers(0, 4))
def test_of_a_level_only_the_largest_are_asked_for(rows: list[Row], most: int) -> None:
    tree = tree_of(sorted(rows))
    everything, level = tree.level(""), tree.level("", most)
    assert everything is not None
    assert level is not None
    assert level.children == everything.children[:most]
    assert level.merged_prefixes == max(0, len(everything.children) - most)
    others = everything.children[most:]
    assert level.merged == sum((child.usage for child in others), NOTHING)


def test_what_is_below_a_prefix_is_known_unless_it_was_merged() -> None:
    tree = tree_of(ROWS, "p/")
    assert tree.usage("p/") == tree.total
    assert tree.usage("p/a/b/") == Usage(5, 1, 30, 30)
    assert tree.usage("p/a/none/") == NOTHING
    assert tree.usage("q/") is None
    small = tree_of([(f"{n}/x", n, 1) for n in range(9)], most=4)
    assert small.usage("0/") is None
