"""The orders a listing can be shown in, as permutations of its columns.

By name is the order of the columns themselves: prefixes and objects mixed, as the store lists
them. In every other order the rows without a size (prefixes) come first, and equal rows stay in
key order, whichever the direction.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Sequence
from enum import Enum
from operator import neg
from typing import Any, NamedTuple

from jos_tui.browse.columns import Columns
from jos_tui.browse.steps import SLICE, Steps
from jos_tui.core.location import SEPARATOR

_BORDERS = 512
_SAMPLE = 8192
_MERGED_AT_ONCE = 500


class SortBy(Enum):
    """What a listing is sorted by."""

    NAME = "name"
    SIZE = "size"
    MODIFIED = "modified"
    EXTENSION = "extension"


class Direction(Enum):
    """Smallest, oldest and A first, or the other way round."""

    ASCENDING = "ascending"
    DESCENDING = "descending"


class Order(NamedTuple):
    """An order of rows."""

    by: SortBy = SortBy.NAME
    direction: Direction = Direction.ASCENDING

    @property
    def descending(self) -> bool:
        """Whether the direction is DESCENDING."""
        return self.direction is Direction.DESCENDING


def extension(key: str) -> str:
    """Return what follows the last dot of a key's name, in lower case, "" for a prefix.

    A dot at the beginning of the name does not count: ``.zarray`` has no extension.
    """
    dot = key.rfind(".")
    return key[dot + 1 :].lower() if dot > key.rfind(SEPARATOR) + 1 else ""


def _value(columns: Columns, by: SortBy) -> Callable[[int], Any]:
    if by is SortBy.SIZE:
        return columns.sizes.__getitem__
    if by is SortBy.MODIFIED:
        return columns.modified_ms.__getitem__
    names = columns.names
    return lambda index: extension(names[index])


def arranging(columns: Columns, order: Order, indexes: Sequence[int]) -> Steps[Sequence[int]]:
    """Return rows, given by ascending index into the columns, in the order to be shown.

    Reads only. A single call of ``sort`` would hold the interpreter for half a second, so rows
    are first dealt out by a sample of their values.
    """
    if order.by is SortBy.NAME:
        return indexes[::-1] if order.descending else indexes
    without_size, with_size = yield from _by_size_or_none(columns, indexes)
    arranged = array("I")
    for rows in (without_size, with_size):
        yield from _sort(rows, _value(columns, order.by), order.descending, arranged)
    return arranged


def _by_size_or_none(
    columns: Columns, indexes: Sequence[int]
) -> Steps[tuple[Sequence[int], Sequence[int]]]:
    without_size, with_size, sizes = array("I"), array("I"), columns.sizes
    for start in range(0, len(indexes), SLICE):
        part = indexes[start : start + SLICE]
        without = [index for index in part if sizes[index] < 0]
        without_size.extend(without)
        with_size.extend([index for index in part if sizes[index] >= 0] if without else part)
        yield
    return without_size, with_size


def _sort(
    rows: Sequence[int], value: Callable[[int], Any], descending: bool, into: array[int]
) -> Steps[None]:
    """Append rows, in the order of their values, to ``into``; equals stay in their order."""
    sample = sorted({value(row) for row in rows[:: max(1, len(rows) // _SAMPLE)]})
    borders = sample[:: max(1, len(sample) // _BORDERS)]
    # Between two borders, and on each: values that many rows have need no sorting.
    buckets = [array("I") for _ in range(2 * len(borders) + 1)]
    border_of = {border: 2 * at + 1 for at, border in enumerate(borders)}
    for start in range(0, len(rows), SLICE):
        for row in rows[start : start + SLICE]:
            own = value(row)
            at = border_of.get(own)
            buckets[2 * bisect_left(borders, own) if at is None else at].append(row)
        yield
    numbered = list(enumerate(buckets))
    for number, bucket in reversed(numbered) if descending else numbered:
        if number % 2:
            into.extend(bucket)
        else:
            into.extend(array("I", sorted(bucket, key=value, reverse=descending)))
        yield


def position(columns: Columns, order: Order, rows: Sequence[int], index: int, low: int = 0) -> int:
    """Return where a row is among arranged ``rows``, or would have to be inserted.

    ``low`` is a position known to be at or before it; the nearer it is, the faster.
    """
    if order.by is SortBy.NAME:
        return bisect_left(rows, -index, key=neg) if order.descending else bisect_left(rows, index)
    goes_before = _goes_before(columns, order, index)
    high, step = low, 1
    while high < len(rows) and goes_before(rows[high]):
        low, high, step = high + 1, high + step, step * 2
    high = min(high, len(rows))
    while low < high:
        middle = (low + high) // 2
        if goes_before(rows[middle]):
            low = middle + 1
        else:
            high = middle
    return low


def _goes_before(columns: Columns, order: Order, index: int) -> Callable[[int], bool]:
    sizes, descending = columns.sizes, order.descending
    value = _value(columns, order.by)
    own_value, has_size = value(index), sizes[index] >= 0

    def goes_before(other: int) -> bool:
        if (sizes[other] >= 0) is not has_size:
            return has_size
        other_value = value(other)
        if other_value != own_value:
            return bool(other_value < own_value) is not descending
        return other < index

    return goes_before


def merging(
    columns: Columns, order: Order, rows: Sequence[int], added: Sequence[int]
) -> Steps[Sequence[int]]:
    """Return arranged ``rows`` with more rows, given by ascending index, put in their places."""
    merged_rows = array("I")
    done = 0
    arranged = yield from arranging(columns, order, added)
    for number, index in enumerate(arranged):
        if number % _MERGED_AT_ONCE == 0:
            yield
        at = position(columns, order, rows, index, done)
        if at > done:
            merged_rows.extend(rows[done:at])
            done = at
        merged_rows.append(index)
    merged_rows.extend(rows[done:])
    return merged_rows
