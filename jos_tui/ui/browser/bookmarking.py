"""Bookmarks, and jumping to places that were visited before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from time import time_ns
from typing import TYPE_CHECKING

from jos_tui.core.location import SEPARATOR, Location, base_name
from jos_tui.core.text import printable
from jos_tui.ui.browser.actions import Run, WhyNot

if TYPE_CHECKING:
    from jos_tui.browse.places.model import Bookmark, Visit
    from jos_tui.ui.browser.screen import BrowserScreen
    from jos_tui.ui.dialogs.places import PlaceRow, PlaceWords


class BookmarkActions:
    """Sets bookmarks here, and goes to them and to visited places."""

    def __init__(self, browser: BrowserScreen) -> None:
        self._browser = browser
        self.runs: dict[str, Run] = {
            "place.bookmark": self.bookmark,
            "place.bookmarks": self.bookmarks,
            "place.visited": self.visited,
        }
        self.why_not: dict[str, WhyNot] = {
            "place.bookmark": lambda: (
                browser.with_keys(
                    "Open a bucket first: {level.buckets} comes back to this list anyway"
                )
                if browser.level.location.is_bucket_list
                else ""
            )
        }

    # -- bookmarks -------------------------------------------------------------------------------

    def bookmark(self) -> None:
        """Ask for a name for this level."""
        from jos_tui.ui.dialogs.prompt import Prompt

        location = self._browser.level.location
        prompt = Prompt(
            "Bookmark this place",
            value=printable(base_name(location.prefix).strip(SEPARATOR) or location.bucket),
            explanation=printable(location.uri),
            check=partial(self._problem, location),
            enter="set",
        )
        self._browser.app.push_screen(prompt, partial(self._set, location))

    def _problem(self, location: Location, name: str) -> str:
        remembering = self._browser.remembering
        known, here = remembering.known.bookmarks, remembering.connection
        taken = next((one for one in known if (one.name, one.connection) == (name, here)), None)
        if taken is None or taken.location == location:
            return ""
        return f"That is the name of {printable(taken.location.uri)}: type another one"

    def _set(self, location: Location, name: str | None) -> None:
        if not name:
            return
        from jos_tui.browse.places.model import Bookmark

        bookmark = Bookmark(name, self._browser.remembering.connection, location)
        self._browser.remembering.change(lambda places: places.with_bookmark(bookmark))
        listed = self._browser.with_keys("{place.bookmarks} lists bookmarks")
        self._browser.say(f"Bookmarked as {printable(name)} · {listed}")

    def bookmarks(self) -> None:
        """List the bookmarks, those of this connection first."""
        from jos_tui.ui.dialogs.places import BOOKMARKS, PlaceRow

        here = self._browser.remembering.connection

        def row(bookmark: Bookmark) -> PlaceRow:
            elsewhere = None if bookmark.connection == here else bookmark.connection
            remove = partial(self._remove, bookmark)
            return PlaceRow(bookmark.location, remove, bookmark.name, elsewhere)

        def rows() -> list[PlaceRow]:
            every = [row(one) for one in self._browser.remembering.known.bookmarks]
            return sorted(every, key=lambda one: (one.elsewhere is not None, one.text.lower()))

        self._show(BOOKMARKS, rows)

    def _remove(self, bookmark: Bookmark) -> None:
        self._browser.remembering.change(lambda places: places.without_bookmark(bookmark))

    # -- visited places --------------------------------------------------------------------------

    def visited(self) -> None:
        """List where one has been, in this connection first; what is likely wanted comes first."""
        from jos_tui.ui.dialogs.places import VISITED

        self._browser.remembering.save()
        self._show(VISITED, self._visits)

    def _visits(self) -> list[PlaceRow]:
        from jos_tui.ui.dialogs.places import PlaceRow

        remembering, location = self._browser.remembering, self._browser.level.location
        here, now = remembering.connection, time_ns() // 1_000_000

        def row(visit: Visit) -> PlaceRow:
            elsewhere = None if visit.connection == here else visit.connection
            return PlaceRow(visit.location, partial(self._forget, visit), elsewhere=elsewhere)

        visits = sorted(remembering.known.visits, key=lambda one: -one.weight(now))
        rows = [row(one) for one in visits if (one.connection, one.location) != (here, location)]
        return sorted(rows, key=lambda one: one.elsewhere is not None)

    def _forget(self, visit: Visit) -> None:
        self._browser.remembering.change(lambda places: places.without_visit(visit))

    # -- both ------------------------------------------------------------------------------------

    def _show(self, words: PlaceWords, rows: Callable[[], Sequence[PlaceRow]]) -> None:
        from jos_tui.ui.dialogs.places import PlacesDialog

        dialog = PlacesDialog(words, rows)
        self._browser.app.push_screen(dialog, self._go)
        self._browser.remembering.look(dialog.renew)

    def _go(self, row: PlaceRow | None) -> None:
        if row is None:
            return
        if row.elsewhere is not None:
            self._browser.owner.go_elsewhere(row.elsewhere, row.location)
        else:
            self._browser.returning.go(row.location)
