"""How much is below a prefix, and below each prefix in it, as values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jos_tui.core.entry import Entry, Kind

NEVER = 0


@dataclass(frozen=True, slots=True)
class Usage:
    """What a number of objects amount to.

    ``size`` in bytes; ``oldest_ms`` and ``newest_ms`` in milliseconds since 1970 UTC, NEVER if no
    object has a known time.
    """

    size: int = 0
    objects: int = 0
    oldest_ms: int = NEVER
    newest_ms: int = NEVER

    def __add__(self, other: Usage) -> Usage:
        known = [time for time in (self.oldest_ms, other.oldest_ms) if time != NEVER]
        return Usage(
            self.size + other.size,
            self.objects + other.objects,
            min(known, default=NEVER),
            max(self.newest_ms, other.newest_ms),
        )


NOTHING = Usage()
"""The usage of no objects."""


def sum_of(usages: Sequence[Usage]) -> Usage:
    """Return the sum of many."""
    return Usage(
        sum(usage.size for usage in usages),
        sum(usage.objects for usage in usages),
        min((u.oldest_ms for u in usages if u.oldest_ms != NEVER), default=NEVER),
        max((u.newest_ms for u in usages), default=NEVER),
    )


def usage_of(entries: Sequence[Entry]) -> Usage:
    """Return what the objects among entries amount to."""
    objects = [entry for entry in entries if entry.kind is Kind.OBJECT]
    return Usage(
        sum(entry.size for entry in objects),
        len(objects),
        min((entry.modified_ms for entry in objects if entry.modified_ms), default=NEVER),
        max((entry.modified_ms for entry in objects), default=NEVER),
    )


@dataclass(frozen=True, slots=True)
class Growth:
    """By how much something has become larger; negative where it has become smaller."""

    size: int
    objects: int

    @classmethod
    def between(cls, before: Usage, now: Usage) -> Growth:
        """Return what was added from one measurement to the next."""
        return cls(now.size - before.size, now.objects - before.objects)


@dataclass(frozen=True, slots=True)
class PrefixUsage:
    """A prefix of a level: its full ``prefix``, and whether more is known about what is in it."""

    prefix: str
    usage: Usage
    has_levels: bool


@dataclass(frozen=True, slots=True)
class UsageLevel:
    """What is known about one prefix: its ``total`` is the sum of the rest.

    ``children`` are the prefixes in it, the largest first. ``here`` are the objects directly in it.
    ``merged`` is the sum of further ``merged_prefixes`` prefixes that are too small to be
    remembered one by one.
    """

    prefix: str
    total: Usage
    children: Sequence[PrefixUsage] = ()
    here: Usage = NOTHING
    merged: Usage = NOTHING
    merged_prefixes: int = 0
