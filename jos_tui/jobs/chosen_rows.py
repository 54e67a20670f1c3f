"""The rows of a selection on their way to planning: in order, and a few thousand at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jos_tui.core.entry import EntriesInOrder, Entry, Kind
from jos_tui.jobs.model import Selection

ROWS_AT_ONCE = 4000
"""How many rows are sent, written down and read together; only the last of a job are fewer."""


@dataclass(frozen=True, slots=True)
class ChosenRows:
    """Objects and prefixes as columns of equal length; ``kinds`` has ``o`` or ``p`` for each."""

    kinds: str
    keys: tuple[str, ...]
    sizes: tuple[int, ...]
    modified_ms: tuple[int, ...]
    etags: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.keys)

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> ChosenRows:
        """Return entries as columns."""
        return cls(
            "".join(["o" if entry.kind is Kind.OBJECT else "p" for entry in entries]),
            tuple([entry.key for entry in entries]),
            tuple([entry.size for entry in entries]),
            tuple([entry.modified_ms for entry in entries]),
            tuple([entry.etag for entry in entries]),
        )

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The rows as values. Raises ValueError if the columns are not of equal length."""
        columns = zip(self.kinds, self.keys, self.sizes, self.modified_ms, self.etags, strict=True)
        return tuple(
            [
                Entry(key, Kind.OBJECT if kind == "o" else Kind.PREFIX, size, modified_ms, etag)
                for kind, key, size, modified_ms, etag in columns
            ]
        )


def parts_of(selection: Selection) -> Sequence[Entry]:
    """Return the rows of a selection in the order of the keys they stand for, each key once.

    A prefix that is the level itself stands for all of it.
    """
    if isinstance(selection.entries, EntriesInOrder):
        return selection.entries
    parts: dict[str, Entry] = {}
    covered: str | None = None
    for entry in sorted(selection.entries, key=_order):
        if covered is not None and entry.key.startswith(covered):
            continue
        if entry.kind is Kind.PREFIX:
            covered = entry.key
        parts.setdefault(entry.key, entry)
    return list(parts.values())


def _order(entry: Entry) -> tuple[str, bool]:
    if entry.kind is Kind.BUCKET:
        return f"{entry.key}/", False
    return entry.key, entry.kind is Kind.OBJECT


def slices(rows: Sequence[Entry]) -> Iterator[ChosenRows]:
    """Yield rows as they are sent."""
    for start in range(0, len(rows), ROWS_AT_ONCE):
        yield ChosenRows.of(rows[start : start + ROWS_AT_ONCE])


def number_of_rows(number: int, total: int) -> int:
    """Return how many rows the slice of a number, counted from 0, has; 0 if there is none."""
    return max(0, min(ROWS_AT_ONCE, total - number * ROWS_AT_ONCE))
