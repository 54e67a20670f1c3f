"""Where the user has been: back, forward, up, and the cursor as it was left at each place."""

from __future__ import annotations

from dataclasses import dataclass

from jos_tui.core.location import Location


@dataclass(frozen=True, slots=True)
class Place:
    """A location with the cursor in it.

    ``cursor_key`` is the full key under the cursor, "" for the first row. ``screen_line`` is how
    many rows were shown above the cursor's, None if that is not known.
    """

    location: Location
    cursor_key: str = ""
    screen_line: int | None = None


class History:
    """The places visited, in the order of a web browser: a new visit forgets what was forward."""

    def __init__(self, start: Location) -> None:
        self._trail = [start]
        self._at = 0
        self._left: dict[Location, Place] = {}

    @property
    def here(self) -> Location:
        """The current location."""
        return self._trail[self._at]

    @property
    def can_go_back(self) -> bool:
        """Whether there is a place before this one."""
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        """Whether one has gone back from somewhere."""
        return self._at + 1 < len(self._trail)

    def remember(self, cursor_key: str, screen_line: int) -> None:
        """Note where the cursor is, before leaving the current location."""
        self._left[self.here] = Place(self.here, cursor_key, screen_line)

    def visit(self, location: Location, cursor_key: str = "") -> Place:
        """Go to a location and return it with the cursor it was left with.

        A ``cursor_key`` wins over what is remembered. Visiting where one is adds no step.
        """
        if location != self.here:
            self._trail[self._at + 1 :] = [location]
            self._at += 1
        left = self._place(location)
        if cursor_key in ("", left.cursor_key):
            return left
        return Place(location, cursor_key)

    def back(self) -> Place | None:
        """Go to the location visited before, None if there is none."""
        if not self.can_go_back:
            return None
        self._at -= 1
        return self._place(self.here)

    def forward(self) -> Place | None:
        """Undo a step back, None if there is none to undo."""
        if not self.can_go_forward:
            return None
        self._at += 1
        return self._place(self.here)

    def parent(self) -> Place | None:
        """Go one level up, to the row one came from; None in the list of buckets."""
        child = self.here
        if child.is_bucket_list:
            return None
        return self.visit(child.parent, child.name_in_parent)

    def _place(self, location: Location) -> Place:
        return self._left.get(location, Place(location))
