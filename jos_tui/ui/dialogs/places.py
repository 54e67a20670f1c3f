"""Bookmarks and visited places: type to find one, Enter goes there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.binding import Binding
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from jos_tui.browse.places.ranking import ranked
from jos_tui.core.location import Location
from jos_tui.core.text import printable
from jos_tui.profiles.connection_id import ConnectionId
from jos_tui.ui.dialogs.finder import Finder
from jos_tui.ui.look import keymap_of
from jos_tui.ui.widgets.key_footer import Hint
from jos_tui.ui.widgets.object_table_layout import fit

_MOST_SHOWN = 200
_CELLS = 70
_MOST_NAME = 30


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place of the list, how to take it out of it, its name if it has one, and its connection if
    that is another one.
    """

    location: Location
    remove: Callable[[], None]
    name: str = ""
    elsewhere: ConnectionId | None = None

    @property
    def text(self) -> str:
        """What typed letters are looked for in."""
        return f"{self.name} {self.path}".strip().rstrip("/")

    @property
    def path(self) -> str:
        """Where it is; raw."""
        path = f"{self.location.bucket}/{self.location.prefix}"
        return path if self.elsewhere is None else f"{self.elsewhere.name}: {path}"


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """What a list is called, and what it says when it is empty."""

    title: str
    empty: str


BOOKMARKS = PlaceWords(
    "Bookmarks", "There are no bookmarks yet: {place.bookmark} sets one on the level shown."
)
VISITED = PlaceWords(
    "Visited places",
    "No other place was visited yet: each level that is opened can be jumped to from then on.",
)


class PlacesDialog(Finder[PlaceRow]):
    """Answers where to go. ``rows`` are asked for anew when one was removed."""

    HINTS = (
        Hint("Enter", "go"),
        Hint("F8", "remove", "remove"),
        Hint("Esc", "close", "leave"),
    )
    BINDINGS = [Binding("f8,delete", "remove", show=False, priority=True)]
    PLACEHOLDER = "type some letters of it"

    def __init__(self, words: PlaceWords, rows: Callable[[], Sequence[PlaceRow]]) -> None:
        super().__init__()
        self._words = words
        self._ask_rows = rows
        self._rows: list[PlaceRow] = list(rows())

    def title_text(self) -> str:
        """Say what is listed."""
        return self._words.title

    def offered(self, typed: str) -> Sequence[Option]:
        """Return the places that fit."""
        numbers = [(row.text, number) for number, row in enumerate(self._rows)]
        found = ranked(numbers, typed)[:_MOST_SHOWN]
        width = max((len(printable(self._rows[number].name)) for number in found), default=0)
        return [Option(self._line(number, min(width, _MOST_NAME)), str(number)) for number in found]

    def _line(self, number: int, width: int) -> Content:
        row = self._rows[number]
        place = printable(row.path)
        if not width:
            return Content(fit(place, _CELLS).rstrip())
        return Content.assemble(
            Content.styled(fit(printable(row.name), width), "bold"),
            "  ",
            fit(place, _CELLS - 2 - width).rstrip(),
        )

    def nothing_fits(self) -> str:
        """Say whether there are none at all."""
        if self._rows:
            return "No place has these letters. Fewer of them may find one."
        return keymap_of(self).filled(self._words.empty)

    def taken(self, option_id: str) -> PlaceRow | None:
        """Return the place."""
        return self._rows[int(option_id)]

    def renew(self) -> None:
        """Show what the list is by now, if that is something else."""
        rows = list(self._ask_rows())
        if [row.text for row in rows] != [row.text for row in self._rows] and self.is_mounted:
            self._rows = rows
            self.offer()

    def action_remove(self) -> None:
        """Take the place under the cursor out of the list."""
        if (chosen := self.chosen_id) is None:
            return
        options = self.query_one(OptionList)
        line = options.highlighted or 0
        self._rows[int(chosen)].remove()
        self.renew()
        if options.option_count:
            options.highlighted = min(line, options.option_count - 1)
