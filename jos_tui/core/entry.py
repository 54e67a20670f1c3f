"""What a store holds, as values: single entries, and pages of them as columns."""

from __future__ import annotations

from abc import abstractmethod
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import overload

from jos_tui.core.location import base_name

NO_SIZE = -1
"""The size of a row that has none: a prefix or a bucket."""

FEW_ROWS = 1_000
"""A selection of more rows is a large one: they are made and handed on as they are asked for."""


class Kind(Enum):
    """What a row of a listing is."""

    BUCKET = "bucket"
    PREFIX = "prefix"
    OBJECT = "object"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row. ``key`` is the full key, the full prefix (ends with ``/``) or the bucket's name.

    ``size`` is in bytes, ``NO_SIZE`` for a prefix or bucket; ``modified_ms`` in milliseconds since
    1970 UTC, 0 if unknown; ``etag`` without quotes, "" if there is none.
    """

    key: str
    kind: Kind
    size: int = NO_SIZE
    modified_ms: int = 0
    etag: str = ""

    @property
    def name(self) -> str:
        """The last segment; that of a prefix keeps its ``/``."""
        return self.key if self.kind is Kind.BUCKET else base_name(self.key)


_AT_ONCE = 1000


class EntriesInOrder(Sequence[Entry]):
    """Very many entries in the order of their keys, each key once, made when they are asked for.

    They never change, and any thread may ask for them.
    """

    @abstractmethod
    def between(self, start: int, stop: int) -> tuple[Entry, ...]:
        """Return those from ``start`` up to ``stop``, which is not beyond the last one."""

    @overload
    def __getitem__(self, where: int) -> Entry: ...
    @overload
    def __getitem__(self, where: slice) -> tuple[Entry, ...]: ...
    def __getitem__(self, where: int | slice) -> Entry | tuple[Entry, ...]:
        """Return one, or those of a slice."""
        if isinstance(where, int):
            row = range(len(self))[where]
            return self.between(row, row + 1)[0]
        rows = range(len(self))[where]
        if rows.step == 1:
            return self.between(rows.start, rows.stop)
        return tuple([self[row] for row in rows])

    def __iter__(self) -> Iterator[Entry]:
        """Make one after the other, with only a few in memory at a time."""
        for start in range(0, len(self), _AT_ONCE):
            yield from self.between(start, min(start + _AT_ONCE, len(self)))


def _int64() -> array[int]:
    return array("q")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a listing as columns of equal length, in the order of the store (UTF-8 bytes).

    ``sizes`` are bytes, ``NO_SIZE`` marks a prefix (or a bucket, in a page of buckets);
    ``modified_ms`` are milliseconds since 1970 UTC, 0 if unknown; ``etags`` have no quotes.
    ``is_last`` says that the listing ends here.
    """

    keys: Sequence[str] = ()
    sizes: array[int] = field(default_factory=_int64)
    modified_ms: array[int] = field(default_factory=_int64)
    etags: Sequence[str] = ()
    is_last: bool = True

    def __len__(self) -> int:
        return len(self.keys)
