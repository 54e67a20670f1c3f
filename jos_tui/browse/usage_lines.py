"""The lines that show one level of a measured tree, in an order, with what they grew by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from jos_tui.browse.usage import Growth, Usage
from jos_tui.browse.usage_tree import UsageTree

MOST_PREFIXES_SHOWN = 500


class LineKind(Enum):
    """What a line stands for."""

    PREFIX = "a prefix and all below it"
    HERE = "the objects directly in the level"
    MERGED = "the smallest prefixes together"


class UsageOrder(Enum):
    """How lines are sorted: the largest or newest first, names from A to Z."""

    SIZE = "size"
    OBJECTS = "number of objects"
    NEWEST = "newest change"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class UsageLine:
    """``prefix`` is the full prefix of a PREFIX, of the level otherwise.

    ``growth`` is None where it is not known. ``merged_prefixes`` is how many a MERGED stands for.
    """

    kind: LineKind
    prefix: str
    usage: Usage
    growth: Growth | None = None
    merged_prefixes: int = 0


_KEYS: Mapping[UsageOrder, Callable[[UsageLine], Any]] = {
    UsageOrder.SIZE: lambda line: (-line.usage.size, -line.usage.objects, line.prefix),
    UsageOrder.OBJECTS: lambda line: (-line.usage.objects, -line.usage.size, line.prefix),
    UsageOrder.NEWEST: lambda line: (-line.usage.newest_ms, line.prefix),
    UsageOrder.NAME: lambda line: (line.kind is not LineKind.PREFIX, line.prefix),
}


def usage_lines(
    tree: UsageTree,
    before: UsageTree | None,
    prefix: str,
    order: UsageOrder = UsageOrder.SIZE,
    most: int | None = MOST_PREFIXES_SHOWN,
) -> list[UsageLine]:
    """Return the lines of a level, none if it is not remembered.

    Shows the ``most`` largest prefixes, None for all; the others are merged, in the last line.
    """
    level = tree.level(prefix, most)
    if level is None:
        return []
    lines = [
        UsageLine(
            LineKind.PREFIX, child.prefix, child.usage, _growth(before, child.prefix, child.usage)
        )
        for child in level.children
    ]
    if level.here.objects:
        then = before.level(prefix, 0) if before is not None else None
        growth = Growth.between(then.here, level.here) if then is not None else None
        lines.append(UsageLine(LineKind.HERE, prefix, level.here, growth))
    lines.sort(key=_KEYS[order])
    if level.merged_prefixes:
        number = level.merged_prefixes
        lines.append(UsageLine(LineKind.MERGED, prefix, level.merged, None, number))
    return lines


def growth_of(tree: UsageTree, before: UsageTree | None, prefix: str) -> Growth | None:
    """Return what a full prefix has grown by, None where that is not known."""
    now = tree.usage(prefix)
    return None if now is None else _growth(before, prefix, now)


def _growth(before: UsageTree | None, prefix: str, now: Usage) -> Growth | None:
    then = before.usage(prefix) if before is not None else None
    return None if then is None else Growth.between(then, now)
