"""Prefixes that are one thing to their users: a Zarr store, whatever number of keys it has.

Nothing here asks the store: a name tells, or what was seen before.
"""

from __future__ import annotations

from jos_tui.core.entry import Entry, Kind
from jos_tui.core.location import Location

ZARR = "zarr"
"""What is shown in place of the size of a Zarr store."""

_ENDINGS = (".zarr/", ".zarr3/")
_METADATA = frozenset({".zgroup", ".zarray", ".zmetadata", "zarr.json"})
_MOST_KNOWN = 10_000


class Datasets:
    """Which prefixes of one connection are Zarr stores, and how many arrays are in those seen.

    Remembers the latest 10,000. Not thread-safe.
    """

    def __init__(self) -> None:
        self._arrays: dict[Location, int] = {}

    def badge(self, level: Location, entry: Entry) -> str:
        """Return what kind of dataset a row of a level is, "" for none that is known."""
        if entry.kind is not Kind.PREFIX:
            return ""
        known = is_named_zarr(entry) or level.child(entry.key) in self._arrays
        return ZARR if known else ""

    def arrays(self, level: Location, entry: Entry) -> int | None:
        """Return how many arrays are in a row of a level, None as long as nobody has looked."""
        if entry.kind is not Kind.PREFIX or not self._arrays:
            return None
        return self._arrays.get(level.child(entry.key))

    def remember(self, location: Location, arrays: int) -> None:
        """Note that a location is a Zarr store; the one noted first is forgotten for too many."""
        self._arrays.pop(location, None)
        self._arrays[location] = arrays
        if len(self._arrays) > _MOST_KNOWN:
            del self._arrays[next(iter(self._arrays))]


def is_named_zarr(entry: Entry) -> bool:
    """Whether a row is a prefix that is named as Zarr stores are."""
    named_so = entry.kind is Kind.PREFIX and entry.key.lower().endswith(_ENDINGS)
    return named_so and not entry.name.startswith(".")


def is_zarr_metadata(entry: Entry) -> bool:
    """Whether a row is an object that makes its level a Zarr store."""
    return entry.kind is Kind.OBJECT and entry.name in _METADATA
