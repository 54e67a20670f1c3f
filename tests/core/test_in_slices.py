"""Sorting that leaves other threads their turns."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import SupportsIndex, overload

from hypothesis import given
from hypothesis import strategies as st

from jos_tui.core.in_slices import sorted_in_slices

MANY = 40_000
MOST_AT_ONCE = 5_000


@given(st.lists(st.text("ab/\udcff", max_size=3)))
def test_all_come_in_their_order_equal_ones_as_well(texts: list[str]) -> None:
    assert list(sorted_in_slices(texts)) == sorted(texts)


class _Watched(list[str]):
    """Notes how much of it is taken at once."""

    most = 0

    @overload
    def __getitem__(self, where: SupportsIndex) -> str: ...
    @overload
    def __getitem__(self, where: slice) -> list[str]: ...
    def __getitem__(self, where: SupportsIndex | slice) -> str | list[str]:
        taken = super().__getitem__(where)
        self.most = max(self.most, len(taken) if isinstance(taken, list) else 1)
        return taken

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("all of it is taken at once")


def test_of_very_many_only_a_few_thousand_are_sorted_in_one_call() -> None:
    names = _Watched(f"{number:06}" for number in range(MANY))
    random.Random(7).shuffle(names)
    in_order = list(sorted_in_slices(names))
    assert in_order == [f"{number:06}" for number in range(MANY)]
    assert 0 < names.most <= MOST_AT_ONCE
