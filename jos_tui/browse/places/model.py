"""What is remembered: bookmarks, visited places, and where one was in each connection."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from jos_tui.core.location import Location
from jos_tui.profiles.connection_id import ConnectionId

MOST_VISITED = 1000
"""So many visited places are kept; the ones least likely wanted go first."""
LONGEST_TRAIL = 100
"""So many steps of a connection are kept."""
MOST_TRAILS = 50
"""Of so many connections."""

_HOUR_MS = 3_600_000
_DAY_MS = 24 * _HOUR_MS
_WEEK_MS = 7 * _DAY_MS


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A place with a name; there is one of a name in a connection."""

    name: str
    connection: ConnectionId
    location: Location


@dataclass(frozen=True, slots=True)
class Visit:
    """How often a place was gone to, and when last, in milliseconds since 1970 UTC."""

    connection: ConnectionId
    location: Location
    last_ms: int
    times: int = 1

    def weight(self, now_ms: int) -> float:
        """Return how likely it is wanted: often and lately count, as in zoxide."""
        age = now_ms - self.last_ms
        factors = ((_HOUR_MS, 4.0), (_DAY_MS, 2.0), (_WEEK_MS, 0.5))
        return self.times * next((factor for most, factor in factors if age < most), 0.25)


@dataclass(frozen=True, slots=True)
class Step:
    """A place one has been at, with the full key that was under the cursor ("" for none)."""

    location: Location
    cursor_key: str = ""


@dataclass(frozen=True, slots=True)
class Trail:
    """Where one has been in a connection, in order; the last step is where it was left."""

    connection: ConnectionId
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Places:
    """All that is remembered. Each change returns a new value, so that it can be made anew on what
    another program has written meanwhile. The newest bookmark and trail are the last ones.
    """

    bookmarks: tuple[Bookmark, ...] = ()
    visits: tuple[Visit, ...] = ()
    trails: tuple[Trail, ...] = ()

    def with_bookmark(self, bookmark: Bookmark) -> Places:
        """Add a bookmark, in the place of one of its name."""
        others = [each for each in self.bookmarks if not _same_name(each, bookmark)]
        return replace(self, bookmarks=(*others, bookmark))

    def without_bookmark(self, bookmark: Bookmark) -> Places:
        """Remove a bookmark, unless it is another by now."""
        return replace(self, bookmarks=tuple(one for one in self.bookmarks if one != bookmark))

    def with_visits(self, visits: Iterable[Visit], now_ms: int) -> Places:
        """Count visits; beyond the limit those least likely wanted are forgotten."""
        known = {(visit.connection, visit.location): visit for visit in self.visits}
        for visit in visits:
            place = visit.connection, visit.location
            before = known.get(place)
            known[place] = visit if before is None else _added(before, visit)
        ranked = sorted(known.values(), key=lambda visit: -visit.weight(now_ms))
        return replace(self, visits=tuple(ranked[:MOST_VISITED]))

    def without_visit(self, visit: Visit) -> Places:
        """Forget that a place was visited."""
        place = visit.connection, visit.location
        kept = [each for each in self.visits if (each.connection, each.location) != place]
        return replace(self, visits=tuple(kept))

    def with_trail(self, trail: Trail) -> Places:
        """Remember where one was in a connection, as far back as is kept."""
        others = [each for each in self.trails if each.connection != trail.connection]
        short = Trail(trail.connection, trail.steps[-LONGEST_TRAIL:])
        return replace(self, trails=(*others, short)[-MOST_TRAILS:])

    def trail(self, connection: ConnectionId) -> tuple[Step, ...]:
        """Return where one was in a connection, () if nobody knows."""
        return next((one.steps for one in self.trails if one.connection == connection), ())


def _same_name(one: Bookmark, other: Bookmark) -> bool:
    return (one.connection, one.name) == (other.connection, other.name)


def _added(before: Visit, visit: Visit) -> Visit:
    last = max(before.last_ms, visit.last_ms)
    return replace(visit, last_ms=last, times=before.times + visit.times)
