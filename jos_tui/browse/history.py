"""Where the user has been: back, forward, up, and the cursor as it was left at each place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from jos_tui.core.location import Location

if TYPE_CHECKING:
    from jos_tui.browse.query import Query


class Place(NamedTuple):
    """A location, or what was found below it, with the cursor in it.

    ``cursor_key`` is the full key under the cursor, "" for the first row. ``screen_line`` is how
    many rows were shown above the cursor's, None if that is not known. ``query`` is what was asked
    for, None for the level itself.
    """

    location: Location
    cursor_key: str = ""
    screen_line: int | None = None
    query: Query | None = None


_Step = tuple[Location, "Query | None"]


class History:
    """The places visited, in the order of a web browser: a new visit forgets what was forward."""

    def __init__(self, start: Location) -> None:
        self._trail: list[_Step] = [(start, None)]
        self._at = 0
        self._left: dict[_Step, Place] = {}

    @property
    def here(self) -> Location:
        """The current location."""
        return self._trail[self._at][0]

    @property
    def query(self) -> Query | None:
        """What was asked for below the current location, None at the level itself."""
        return self._trail[self._at][1]

    @property
    def can_go_back(self) -> bool:
        """Whether there is a place before this one."""
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        """Whether one has gone back from somewhere."""
        return self._at + 1 < len(self._trail)

    @property
    def before(self) -> Location | None:
        """The location that :meth:`back` leads to, None if there is none."""
        return self._trail[self._at - 1][0] if self.can_go_back else None

    @property
    def after(self) -> Location | None:
        """The location that :meth:`forward` leads to, None if there is none."""
        return self._trail[self._at + 1][0] if self.can_go_forward else None

    def remember(self, cursor_key: str, screen_line: int) -> None:
        """Note where the cursor is, before leaving the current place."""
        here, query = step = self._trail[self._at]
        self._left[step] = Place(here, cursor_key, screen_line, query)

    def visit(self, location: Location, cursor_key: str = "", query: Query | None = None) -> Place:
        """Go to a location, or to what a query finds below it, with the cursor it was left with.

        A ``cursor_key`` wins over what is remembered. Visiting where one is adds no step.
        """
        if (location, query) != self._trail[self._at]:
            self._trail[self._at + 1 :] = [(location, query)]
            self._at += 1
        left = self._place()
        if cursor_key in ("", left.cursor_key):
            return left
        return Place(location, cursor_key, query=query)

    def recall(self, places: Sequence[Place]) -> None:
        """Put places of an earlier time behind those of this one, in their order: back leads there.

        A cursor that was left since is the newer one.
        """
        before = [(place.location, place.query) for place in places]
        self._trail[:0] = before
        self._at += len(before)
        self._left = {(place.location, place.query): place for place in places} | self._left

    def trail(self) -> list[Place]:
        """Return the levels up to the current one, each with the cursor it was left with."""
        levels = [location for location, _ in self._trail[: self._at + 1]]
        steps = [
            step for step, before in zip(levels, [None, *levels], strict=False) if step != before
        ]
        return [self._left.get((step, None), Place(step)) for step in steps]

    def forget(self, location: Location) -> None:
        """Drop a location that is gone, but for the current place."""
        here = self._trail[self._at]
        before = [step for step in self._trail[: self._at] if step[0] != location]
        after = [step for step in self._trail[self._at + 1 :] if step[0] != location]
        self._trail, self._at = [*before, here, *after], len(before)

    def back(self) -> Place | None:
        """Go to the location visited before, None if there is none."""
        if not self.can_go_back:
            return None
        self._at -= 1
        return self._place()

    def forward(self) -> Place | None:
        """Undo a step back, None if there is none to undo."""
        if not self.can_go_forward:
            return None
        self._at += 1
        return self._place()

    def parent(self) -> Place | None:
        """Go one level up, to the row one came from; None in the list of buckets.

        What was found below a level is left for that level.
        """
        child = self.here
        if self.query is not None:
            came_from_there = self._at > 0 and self._trail[self._at - 1] == (child, None)
            return self.back() if came_from_there else self.visit(child)
        if child.is_bucket_list:
            return None
        return self.visit(child.parent, child.name_in_parent)

    def _place(self) -> Place:
        here, query = step = self._trail[self._at]
        return self._left.get(step, Place(here, query=query))
