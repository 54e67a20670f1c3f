from __future__ import annotations

from jos_tui.browse.usage import Growth, Usage
from jos_tui.browse.usage_lines import (
    MOST_PREFIXES_SHOWN,
    LineKind,
    UsageLine,
    UsageOrder,
    growth_of,
    usage_lines,
)
from tests.browse.test_usage_tree import ROWS, tree_of

BEFORE = [("p/a/b/x", 4, 30), ("p/gone/x", 9, 9), ("p/top", 2, 40), ("p/top2", 1, 1)]


def test_a_level_is_shown_the_largest_first() -> None:
    assert usage_lines(tree_of(ROWS, "p/"), None, "p/") == [
        UsageLine(LineKind.PREFIX, "p/c/", Usage(7, 2, 20, 20)),
        UsageLine(LineKind.PREFIX, "p/a/", Usage(6, 2, 10, 30)),
        UsageLine(LineKind.HERE, "p/", Usage(2, 1, 40, 40)),
    ]


def test_there_are_other_orders() -> None:
    tree = tree_of([("b/x", 1, 3), ("a/x", 5, 1), ("c/x", 2, 2), ("c/y", 2, 2), ("top", 9, 9)])

    def names(order: UsageOrder) -> list[str]:
        return [line.prefix for line in usage_lines(tree, None, "", order)]

    assert names(UsageOrder.SIZE) == ["", "a/", "c/", "b/"]
    assert names(UsageOrder.OBJECTS) == ["c/", "", "a/", "b/"]
    assert names(UsageOrder.NEWEST) == ["", "b/", "c/", "a/"]
    assert names(UsageOrder.NAME) == ["a/", "b/", "c/", ""]


def test_growth_is_told_line_by_line() -> None:
    now, before = tree_of(ROWS, "p/"), tree_of(BEFORE, "p/")
    growths = [line.growth for line in usage_lines(now, before, "p/")]
    assert growths == [Growth(7, 2), Growth(2, 1), Growth(-1, -1)]
    assert growth_of(now, before, "p/") == Growth(-1, 1)
    assert growth_of(now, before, "p/a/b/") == Growth(1, 0)
    assert growth_of(now, None, "p/") is None


def test_what_was_merged_before_has_no_known_growth() -> None:
    rows = [(f"{n}/x", n, 1) for n in range(9)]
    lines = usage_lines(tree_of(rows), tree_of(rows, most=4), "")
    assert lines[0].growth == Growth(0, 0)
    assert lines[-1].growth is None


def test_of_very_many_prefixes_the_largest_are_shown() -> None:
    number = MOST_PREFIXES_SHOWN + 5
    tree = tree_of([(f"{n:05}/x", n, 1) for n in range(number)], most=2 * number)
    *shown, merged = usage_lines(tree, None, "")
    assert len(shown) == MOST_PREFIXES_SHOWN
    assert merged == UsageLine(LineKind.MERGED, "", Usage(10, 5, 1, 1), None, 5)


def test_a_level_that_is_not_remembered_has_no_lines() -> None:
    assert usage_lines(tree_of(ROWS, "p/"), None, "p/none/") == []
