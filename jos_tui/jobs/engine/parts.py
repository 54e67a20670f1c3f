"""How a file is cut for upload. Sizes in bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jos_tui.profiles.endpoint import tenancy_of
from jos_tui.profiles.profile import Profile

MIB = 1 << 20
GIB = 1 << 30

WHOLE_UP_TO = 16 * MIB
"""Files up to this size go in one request."""

MOST_PARTS = 10_000
_USUAL_PART = 16 * MIB
_JASMIN_LARGE_FILE = 10 * GIB
_JASMIN_LARGE_PART = 200 * MIB  # fewer, larger parts are faster to read back from its disks


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a file; ``number`` counts from 1."""

    number: int
    offset: int
    length: int


def part_size(size: int, profile: Profile) -> int:
    """Return the size of each part but the last, a multiple of 1 MiB.

    16 MiB, or as much as it takes to need no more than 10,000 parts; at least 200 MiB for files
    from 10 GiB on JASMIN's stores.
    """
    least = _USUAL_PART
    if size >= _JASMIN_LARGE_FILE and any(map(tenancy_of, profile.endpoints)):
        least = _JASMIN_LARGE_PART
    return max(least, -(-size // (MOST_PARTS * MIB)) * MIB)


def parts_of(size: int, length: int) -> Iterator[Part]:
    """Yield the parts of ``length`` bytes, the last one shorter, that make up ``size`` bytes."""
    for index, offset in enumerate(range(0, size, length)):
        yield Part(index + 1, offset, min(length, size - offset))
