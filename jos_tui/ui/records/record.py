"""What the rows of a list that streams in stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from jos_tui.ui.widgets.line_list import Row, RowsOnDemand

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Record(Generic[Item]):
    """A thing, and the bucket it is in."""

    bucket: str
    value: Item


@dataclass(slots=True)
class Count:
    """A number that one thread counts up and another one shows."""

    number: int = 0


def by_bucket(records: Iterable[Record[Item]]) -> dict[str, list[Record[Item]]]:
    """Return records by the bucket they are in."""
    found: dict[str, list[Record[Item]]] = {}
    for record in records:
        found.setdefault(record.bucket, []).append(record)
    return found


class MadeRows(RowsOnDemand):
    """The rows of a list as it is now, each made when it is drawn."""

    def __init__(self, number: int, row: Callable[[int], Row]) -> None:
        self._number = number
        self._row = row

    def __len__(self) -> int:
        return self._number

    def at(self, place: int) -> Row:
        """Return one row."""
        return self._row(place)
