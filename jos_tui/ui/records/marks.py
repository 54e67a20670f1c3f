"""Which rows of a list are marked, by their places."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

Item = TypeVar("Item")


class RowMarks:
    """Lives on the UI thread."""

    def __init__(self) -> None:
        self._places: set[int] = set()

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, place: int) -> bool:
        return place in self._places

    def toggle(self, place: int) -> None:
        """Mark a row, or take its mark away."""
        self._places ^= {place}

    def toggle_all(self, number: int) -> None:
        """Mark all of so many rows; if all are marked, none."""
        every = set(range(number))
        self._places = set() if self._places == every else every

    def mark_where(self, items: Sequence[Item], fits: Callable[[Item], bool]) -> int:
        """Mark the rows of items that fit, besides those that are; return how many fit."""
        found = {place for place, item in enumerate(items) if fits(item)}
        self._places |= found
        return len(found)

    def clear(self) -> bool:
        """Take all marks away; return whether there were any."""
        had_some = bool(self._places)
        self._places = set()
        return had_some

    def of(self, items: Sequence[Item]) -> list[Item]:
        """Return the marked items in their order."""
        return [items[place] for place in sorted(self._places)]

    def any_of(self, items: Sequence[Item], fits: Callable[[Item], bool]) -> bool:
        """Whether a marked item fits; looks no further than the first that does."""
        return any(fits(items[place]) for place in self._places)

    def keep(self, places: Collection[int]) -> None:
        """Take note that of all rows only these are left, in this order."""
        moved = {old: new for new, old in enumerate(places)}
        self._places = {moved[place] for place in self._places if place in moved}
