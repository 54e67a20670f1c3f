"""What is remembered of places, and for how long."""

from __future__ import annotations

from jos_tui.browse.places.model import (
    LONGEST_TRAIL,
    MOST_TRAILS,
    MOST_VISITED,
    Bookmark,
    Places,
    Step,
    Trail,
    Visit,
)
from jos_tui.core.location import Location
from jos_tui.profiles.connection_id import ConnectionId

HERE, THERE = ConnectionId("here", "h"), ConnectionId("there", "h")
NOW = 1_800_000_000_000
DAY = 24 * 3_600_000


def visit(prefix: str, days_ago: int = 0, times: int = 1) -> Visit:
    return Visit(HERE, Location("b", prefix), NOW - days_ago * DAY, times)


def prefixes(places: Places) -> list[str]:
    return [one.location.prefix for one in places.visits]


def test_there_is_one_bookmark_of_a_name_in_a_connection() -> None:
    first = Bookmark("x", HERE, Location("a"))
    other = Bookmark("x", THERE, Location("b"))
    later = Bookmark("x", HERE, Location("c"))
    places = Places().with_bookmark(first).with_bookmark(other).with_bookmark(later)
    assert places.bookmarks == (other, later)
    assert places.without_bookmark(first) == places, "it is another one by now"
    assert places.without_bookmark(later).bookmarks == (other,)


def test_places_that_are_visited_often_and_lately_come_first() -> None:
    places = Places().with_visits(
        [visit("once-lately/"), visit("often-before/", 30, 8), visit("often/", 2, 20)], NOW
    )
    assert prefixes(places) == ["often/", "once-lately/", "often-before/"]
    again = places.with_visits([visit("once-lately/")] * 2, NOW)
    assert prefixes(again)[0] == "once-lately/"
    assert again.visits[0].times == 3


def test_only_so_much_is_kept() -> None:
    places = Places().with_visits([visit(f"{number}/") for number in range(MOST_VISITED)], NOW)
    places = places.with_visits([visit("new/"), visit("old/", 30)], NOW)
    assert len(places.visits) == MOST_VISITED
    assert "new/" not in prefixes(places)[MOST_VISITED:]
    assert "old/" not in prefixes(places)

    steps = tuple(Step(Location("b", f"{number}/")) for number in range(LONGEST_TRAIL + 1))
    for number in range(MOST_TRAILS + 1):
        places = places.with_trail(Trail(ConnectionId(str(number), ""), steps))
    assert places.trail(ConnectionId("0", "")) == ()
    assert places.trail(ConnectionId("1", "")) == steps[1:]
