"""Prefixes that are one thing to their users: a Zarr store, whatever number of keys it has.

Nothing here asks the store: a name tells, or what was seen before.
"""

from __future__ import annotations

from typing import TypeVar

from jos_tui.browse.listing_model import ListingModel
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.location import Location, base_name, parent_prefix

T = TypeVar("T")

ZARR = "zarr"
"""What is shown in place of the size of a Zarr store."""

METADATA = frozenset({".zgroup", ".zarray", ".zmetadata", "zarr.json"})
"""The names of the objects that make a prefix a Zarr store."""

_ENDINGS = (".zarr/", ".zarr3/")
_MOST_KNOWN = 10_000


class Datasets:
    """Which prefixes of one connection are Zarr stores, and how many arrays are in those opened.

    Remembers the latest 10,000 that were opened, and as many answers to whether a prefix is one.
    Not thread-safe.
    """

    def __init__(self) -> None:
        self._arrays: dict[Location, int] = {}
        self._answers: dict[Location, bool] = {}

    def badge(self, level: Location, entry: Entry) -> str:
        """Return what kind of dataset a row of a level is, "" for none that is known."""
        is_one = entry.kind is Kind.PREFIX and self.is_store(level.child(entry.key))
        return ZARR if is_one else ""

    def is_store(self, location: Location) -> bool:
        """Whether a location is known to be a Zarr store."""
        named_so = _is_named_zarr(location.prefix)
        return named_so or location in self._arrays or self._answers.get(location, False)

    def is_known(self, location: Location) -> bool:
        """Whether it is known if a location is a Zarr store."""
        return self.is_store(location) or location in self._answers

    def is_within_store(self, location: Location) -> bool:
        """Whether a location is a Zarr store, or below one."""
        while not location.is_bucket_list:
            if self.is_store(location):
                return True
            location = location.parent
        return False

    def arrays(self, level: Location, entry: Entry) -> int | None:
        """Return how many arrays are in a row of a level, None as long as nobody has looked."""
        if entry.kind is not Kind.PREFIX or not self._arrays:
            return None
        return self._arrays.get(level.child(entry.key))

    def remember(self, location: Location, arrays: int) -> None:
        """Note what was seen in a Zarr store; the one noted first is forgotten for too many."""
        _put(self._arrays, location, arrays)

    def note(self, location: Location, *, is_store: bool) -> None:
        """Note whether a location is a Zarr store."""
        if not is_store:
            self._arrays.pop(location, None)
        _put(self._answers, location, is_store)

    def forget(self, location: Location) -> None:
        """Know nothing of a location any longer, but for what its name tells."""
        self._arrays.pop(location, None)
        self._answers.pop(location, None)

    def forget_answers(self, level: Location) -> None:
        """Forget what was noted of the rows of a level; those that were opened stay known."""
        for location in [each for each in self._answers if each.parent == level]:
            del self._answers[location]


def _put(known: dict[Location, T], location: Location, value: T) -> None:
    known.pop(location, None)
    known[location] = value
    if len(known) > _MOST_KNOWN:
        del known[next(iter(known))]


def _is_named_zarr(prefix: str) -> bool:
    return prefix.lower().endswith(_ENDINGS) and not base_name(prefix).startswith(".")


def is_zarr_metadata(entry: Entry) -> bool:
    """Whether a row is an object that makes its level a Zarr store."""
    return entry.kind is Kind.OBJECT and entry.name in METADATA


def store_of_metadata(bucket: str, key: str) -> Location | None:
    """Return the Zarr store that an object of this key makes, None if it makes none."""
    return Location(bucket, parent_prefix(key)) if base_name(key) in METADATA else None


def lists_metadata(model: ListingModel) -> bool:
    """Whether the rows of a level, as far as they are shown, make it a Zarr store."""
    return any(model.row_of(model.location.prefix + name) is not None for name in METADATA)
