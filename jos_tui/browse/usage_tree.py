"""Measuring: a tree of prefixes that grows with each page of a listing and stays small."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from heapq import nsmallest
from itertools import groupby

from jos_tui.browse.usage import NEVER, NOTHING, PrefixUsage, Usage, UsageLevel, sum_of
from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Page
from jos_tui.core.location import SEPARATOR, Location, base_name, parent_prefix
from jos_tui.store.depth import Depth
from jos_tui.store.store import Store

MOST_PREFIXES = 20_000
_KEPT = 0.75


@dataclass(slots=True, eq=False)
class _Node:
    """One prefix: all that is below it, what is directly in it, and what was merged."""

    total: Usage = NOTHING
    here: Usage = NOTHING
    merged: Usage = NOTHING
    merged_prefixes: int = 0
    children: dict[str, _Node] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UsageRow:
    """One prefix of a tree that is written down: ``depth`` below the root, whose own is 0."""

    depth: int
    name: str
    total: Usage
    here: Usage
    merged: Usage
    merged_prefixes: int


class UsageTree:
    """What is below a prefix, by prefix. Any thread may add to it or look at it.

    Remembers at most ``most_prefixes`` prefixes, and those of the key added last. When there are
    more, the smallest without prefixes in them are merged into one sum of the level they are in,
    so that sums stay exact.
    """

    def __init__(self, prefix: str, most_prefixes: int = MOST_PREFIXES) -> None:
        self.prefix = prefix
        self._most = most_prefixes
        self._root = _Node()
        self._prefixes = 0
        self._last_parent = ""
        self._last_key = ""
        self._in_order = True
        self._lock = threading.Lock()

    @property
    def total(self) -> Usage:
        """All that was added up to now."""
        return self._root.total

    @property
    def prefixes(self) -> int:
        """How many prefixes are remembered one by one."""
        return self._prefixes

    def add(self, page: Page) -> None:
        """Count the objects of a page, whose keys are below the prefix. Does not block for long."""
        if not page:
            return
        keys = list(page.keys)
        in_order = keys[0] >= self._last_key and keys == sorted(keys)
        self._in_order = self._in_order and in_order
        self._last_key = keys[-1]
        skip = len(self.prefix)
        parents = [key[skip : key.rfind(SEPARATOR) + 1] for key in keys]
        start = 0
        for parent, group in groupby(parents):
            stop = start + len(list(group))
            usage = _usage_of(page.sizes[start:stop], page.modified_ms[start:stop])
            with self._lock:
                self._add(parent, usage)
            start = stop

    def level(self, prefix: str, most: int | None = None) -> UsageLevel | None:
        """Return what is known now about a full prefix, None if it is not remembered.

        No more than the ``most`` largest of its prefixes; the others are part of ``merged`` then.
        """
        with self._lock:
            node = self._find(prefix)
            if node is None:
                return None
            known = (node.total, node.here, node.merged, node.merged_prefixes)
            largest, others = _largest(node.children, most)
            children = [
                PrefixUsage(prefix + name, child.total, _has_levels(child))
                for name, child in largest
            ]
        total, here, merged, merged_prefixes = known
        if others:
            merged = sum_of([merged, *others])
        return UsageLevel(
            prefix, total, tuple(children), here, merged, merged_prefixes + len(others)
        )

    def usage(self, prefix: str) -> Usage | None:
        """Return what is below a full prefix: NOTHING if it is not there, None if not known."""
        if not prefix.startswith(self.prefix):
            return None
        with self._lock:
            node = self._root
            for name in _segments(prefix[len(self.prefix) :]):
                child = node.children.get(name)
                if child is None:
                    return None if node.merged_prefixes else NOTHING
                node = child
            return node.total

    def replace(self, measured: UsageTree) -> None:
        """Put what was measured later in the place of what is known below its prefix.

        Prefixes without objects go. A prefix that is not remembered is put to the others of its
        level; nothing is done where that is not remembered either, or has prefixes that are only
        known together. Nothing may be added to either tree afterwards.
        """
        with self._lock:
            node = self._find(measured.prefix) or self._new(measured.prefix)
            if node is None:
                return
            self._prefixes += measured.prefixes - _prefixes_in(node)
            self._put(_segments(measured.prefix[len(self.prefix) :]), measured._root)
            self._last_parent = ""
            if self._prefixes > self._most:
                self._merge_small()

    def rows(self) -> Iterator[UsageRow]:
        """Yield the tree as rows, each prefix before those in it. Nothing may be added then."""
        stack = [(0, "", self._root)]
        while stack:
            depth, name, node = stack.pop()
            yield UsageRow(depth, name, node.total, node.here, node.merged, node.merged_prefixes)
            inner = reversed(node.children.items())
            stack.extend((depth + 1, name, child) for name, child in inner)

    @classmethod
    def from_rows(cls, prefix: str, rows: Iterable[UsageRow]) -> UsageTree:
        """Return the tree that was written as these rows. Raises ValueError if they make none."""
        tree = cls(prefix)
        path: list[_Node] = []
        for row in rows:
            node = _Node(row.total, row.here, row.merged, row.merged_prefixes)
            if not path and row.depth == 0:
                tree._root = node
            elif 0 < row.depth <= len(path) and row.name.endswith(SEPARATOR):
                path[row.depth - 1].children[row.name] = node
                tree._prefixes += 1
            else:
                raise ValueError("no tree")
            path[row.depth :] = [node]
        if not path:
            raise ValueError("no tree")
        return tree

    def _add(self, parent: str, usage: Usage) -> None:
        self._last_parent = parent
        node = self._root
        node.total += usage
        for name in _segments(parent):
            child = self._child(node, name)
            if child is None:
                node.merged += usage
                return
            node = child
            node.total += usage
        node.here += usage
        if self._prefixes > self._most:
            self._merge_small()

    def _child(self, node: _Node, name: str) -> _Node | None:
        """Return a prefix of a node, a new one if need be; None if it may have been merged.

        In key order a prefix does not come back once another one has begun.
        """
        child = node.children.get(name)
        if child is None:
            if node.merged_prefixes and not self._in_order:
                return None
            child = node.children[name] = _Node()
            self._prefixes += 1
        return child

    def _find(self, prefix: str) -> _Node | None:
        if not prefix.startswith(self.prefix):
            return None
        node: _Node | None = self._root
        for name in _segments(prefix[len(self.prefix) :]):
            node = node.children.get(name) if node is not None else None
        return node

    def _new(self, prefix: str) -> _Node | None:
        """Put an empty node where a full prefix is not remembered, None if it may be merged."""
        parent = self._find(parent_prefix(prefix)) if prefix.startswith(self.prefix) else None
        if parent is None or parent.merged_prefixes:
            return None
        node = parent.children[base_name(prefix)] = _Node()
        self._prefixes += 1
        return node

    def _put(self, names: list[str], node: _Node) -> None:
        """Put a node in the place of the one with this path, and sum up anew above it."""
        if not names:
            self._root = node
            return
        path = [self._root]
        for name in names[:-1]:
            path.append(path[-1].children[name])
        path[-1].children[names[-1]] = node
        for parent, name in zip(reversed(path), reversed(names), strict=True):
            if not parent.children[name].total.objects:
                self._prefixes -= 1 + _prefixes_in(parent.children.pop(name))
            parts = [child.total for child in parent.children.values()]
            parent.total = sum_of([parent.here, parent.merged, *parts])

    def _merge_small(self) -> None:
        target = int(self._most * _KEPT)
        while self._prefixes > target:
            leaves = list(self._leaves())
            small = nsmallest(self._prefixes - target, leaves, key=lambda leaf: leaf[0])
            if not small:
                return
            for _, parent, name in small:
                gone = parent.children.pop(name)
                parent.merged += gone.total
                parent.merged_prefixes += 1 + gone.merged_prefixes
            self._prefixes -= len(small)

    def _leaves(self) -> Iterator[tuple[tuple[int, int, str], _Node, str]]:
        """Yield size, parent and name of the prefixes that may be merged."""
        kept = set(map(id, self._path(self._last_parent)))
        stack = [self._root]
        while stack:
            node = stack.pop()
            for name, child in node.children.items():
                if child.children:
                    stack.append(child)
                elif id(child) not in kept:
                    yield (child.total.size, child.total.objects, name), node, name

    def _path(self, parent: str) -> Iterator[_Node]:
        node = self._root
        for name in _segments(parent):
            node = node.children[name]
            yield node


def measure(
    store: Store, location: Location, tree: UsageTree, cancel: CancelToken
) -> Iterator[Usage]:
    """Add everything below a location to ``tree``, whose prefix must be the same.

    Yields the total after each page of the listing. Blocks; other threads may look at the tree
    meanwhile. Raises StoreError and Cancelled; what was counted until then stays in the tree.
    """
    for page in store.pages(location, Depth.TREE, cancel):
        cancel.raise_if_cancelled()
        tree.add(page)
        yield tree.total


def _largest(
    children: dict[str, _Node], most: int | None
) -> tuple[list[tuple[str, _Node]], list[Usage]]:
    """Return the largest children, the largest first, and the sums of the others."""
    order = [(-child.total.size, -child.total.objects, name) for name, child in children.items()]
    if most is None or len(order) <= most:
        order.sort()
        others = []
    else:
        order = nsmallest(most, order)
        shown = {name for _, _, name in order}
        others = [child.total for name, child in children.items() if name not in shown]
    return [(name, children[name]) for _, _, name in order], others


def _prefixes_in(node: _Node) -> int:
    number, waiting = 0, [node]
    while waiting:
        children = waiting.pop().children
        number += len(children)
        waiting.extend(children.values())
    return number


def _has_levels(node: _Node) -> bool:
    return bool(node.children or node.merged_prefixes)


def _segments(parent: str) -> list[str]:
    return [f"{name}{SEPARATOR}" for name in parent.split(SEPARATOR)[:-1]]


def _usage_of(sizes: array[int], modified_ms: array[int]) -> Usage:
    known = [time for time in modified_ms if time > NEVER]
    return Usage(sum(sizes), len(sizes), min(known, default=NEVER), max(known, default=NEVER))
