"""Bookmarks, and jumping to places that were visited before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from time import time_ns
from typing import TYPE_CHECKING

from jos_tui.core.location import SEPARATOR, Location, Target, base_name
from jos_tui.core.text import printable
from jos_tui.ui.browser.actions import Run, WhyNot

if TYPE_CHECKING:
    from jos_tui.browse.places.model import Bookmark, Visit
    from jos_tui.profiles.connection_id import ConnectionId
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
        """List where one has been in this connection, what is likely wanted first."""
        from jos_tui.ui.dialogs.places import VISITED, PlaceRow

        def row(visit: Visit) -> PlaceRow:
            return PlaceRow(visit.location, partial(self._forget, visit))

        self._browser.remembering.save()
        self._show(VISITED, lambda: [row(one) for one in self._visits()])

    def _visits(self) -> list[Visit]:
        remembering, here = self._browser.remembering, self._browser.level.location
        connection, now = remembering.connection, time_ns() // 1_000_000
        visits = [
            one
            for one in remembering.known.visits
            if one.connection == connection and one.location != here
        ]
        return sorted(visits, key=lambda visit: -visit.weight(now))

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
            self._go_elsewhere(row.elsewhere, row.location)
        else:
            self._browser.returning.doubt(row.location)
            self._browser.level.open(row.location)

    def _go_elsewhere(self, connection: ConnectionId, location: Location) -> None:
        from jos_tui.ui.app import JosApp

        browser, app = self._browser, self._browser.app
        assert isinstance(app, JosApp)
        name = printable(connection.name)
        profiles = app.connecting.found.profiles
        profile = connection.among(profiles)
        if profile is None:
            others = browser.with_keys("{go.connections} shows those there are")
            browser.say(f"There is no connection {name} any more · {others}")
        else:
            browser.say(f"Connecting to {name}…")
            app.connecting.connect(profile, Target(location.bucket, location.prefix))
