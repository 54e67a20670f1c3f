"""Sorting on a thread beside that of the screen, which gets its turn in between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import merge

_SLICE = 4096


def sorted_in_slices(texts: Sequence[str]) -> Iterator[str]:
    """Yield texts in their order. No call lasts longer than it takes to sort a few thousand.

    A single ``sort`` of a hundred thousand holds the interpreter, and so every other thread, for
    a tenth of a second.
    """
    slices = range(0, len(texts), _SLICE)
    return merge(*[sorted(texts[start : start + _SLICE]) for start in slices])
