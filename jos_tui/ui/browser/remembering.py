"""Where one has been, from one start of the program to the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from time import time_ns
from typing import TYPE_CHECKING

from textual.timer import Timer

from jos_tui.browse.history import Place
from jos_tui.core.errors import JosError
from jos_tui.core.location import Location, Target
from jos_tui.core.text import printable
from jos_tui.ui.asking import ask
from jos_tui.ui.widgets.object_table_layout import fit
from jos_tui.ui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from jos_tui.browse.places.model import Places, Step
    from jos_tui.browse.places.notes import PlacesFile
    from jos_tui.profiles.connection_id import ConnectionId
    from jos_tui.ui.browser.screen import BrowserScreen

SAVE_SECONDS = 3.0
"""So long after a visit it is written down, with those that came meanwhile."""

_URI_CELLS = 60


class Remembering:
    """Lives on the UI thread; the file is read behind the first frame, and written on a thread."""

    def __init__(self, browser: BrowserScreen) -> None:
        self._browser = browser
        self._known: Places | None = None
        self._visits: list[tuple[Location, int]] = []
        self._timer: Timer | None = None
        self._has_failed = False

    @property
    def known(self) -> Places:
        """What was remembered at last sight, and was changed here since."""
        from jos_tui.browse.places.model import Places

        if self._known is None:
            self._known = Places()
        return self._known

    @property
    def connection(self) -> ConnectionId:
        """What this connection is written down as."""
        from jos_tui.profiles.connection_id import ConnectionId

        return ConnectionId.of(self._browser.session.profile)

    def begin(self, start: Target) -> None:
        """Read what is remembered, and put the last session's places behind those of this one.

        Where no place was named to start in, say where the last session has ended.
        """
        self._ask(lambda file: file.load(), partial(self._begun, start))

    def _begun(self, start: Target, places: Places) -> None:
        self._known = places
        steps = places.trail(self.connection)
        browser = self._browser
        browser.level.history.recall([Place(step.location, step.cursor_key) for step in steps])
        for step in steps:
            browser.returning.doubt(step.location)
        if steps and not start.bucket and not browser.query_one(StatusLine).text:
            uri = printable(steps[-1].location.uri)
            back = browser.with_keys("{history.back} goes there")
            browser.say(f"Last time you left from {fit(uri, _URI_CELLS).rstrip()} · {back}")

    def went(self) -> None:
        """Count a visit of the level on screen; it is written down a little later."""
        location = self._browser.level.location
        if location.is_bucket_list:
            return
        self._visits.append((location, time_ns() // 1_000_000))
        if self._timer is None:
            self._timer = self._browser.set_timer(SAVE_SECONDS, self.save)

    def leave(self) -> None:
        """Write down what is left to write, with the cursor as it is. Does not wait for it."""
        table = self._browser.table
        if (entry := table.cursor_entry) is not None:
            self._browser.level.history.remember(entry.key, table.cursor_screen_line)
        self.save()

    def save(self) -> None:
        """Write down what came since the last time. Does not wait for it."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        visits, self._visits = self._visits, []
        left = self._browser.level.history.trail()
        self.change(lambda places: self._added(places, visits, left), self._tell_once)

    def _added(
        self, places: Places, visits: Sequence[tuple[Location, int]], left: Sequence[Place]
    ) -> Places:
        from jos_tui.browse.places.model import Step, Trail, Visit

        connection = self.connection
        counted = [Visit(connection, location, when) for location, when in visits]
        steps = [Step(place.location, place.cursor_key) for place in left]
        places = places.with_visits(counted, time_ns() // 1_000_000)
        return places.with_trail(Trail(connection, _without_end(steps))) if steps else places

    def _tell_once(self, error: JosError) -> None:
        """Nobody has asked for this: it is said once that it does not work."""
        if not self._has_failed:
            self._has_failed = True
            self._browser.say_error(error)

    def change(
        self,
        change: Callable[[Places], Places],
        failed: Callable[[JosError], None] | None = None,
    ) -> None:
        """Change what is known at once, and what is in the file soon."""
        self._known = change(self.known)
        self._ask(lambda file: file.change(change), self._seen, failed)

    def look(self, seen: Callable[[], None]) -> None:
        """Read again what other programs may have changed meanwhile."""

        def answered(places: Places) -> None:
            self._seen(places)
            seen()

        self._ask(lambda file: file.load(), answered)

    def _seen(self, places: Places) -> None:
        if self._browser.session.notes.idle():  # else a later change is still to be written
            self._known = places

    def _ask(
        self,
        question: Callable[[PlacesFile], Places],
        answered: Callable[[Places], None],
        failed: Callable[[JosError], None] | None = None,
    ) -> None:
        session = self._browser.session

        def work() -> Places:
            from jos_tui.browse.places.notes import PlacesFile

            return question(PlacesFile(session.home.folder))

        ask(self._browser, session.notes, work, answered, failed or self._browser.say_error)


def _without_end(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Drop the list of buckets at the end: every start begins there anyway."""
    end = len(steps)
    while end and steps[end - 1].location.is_bucket_list:
        end -= 1
    return tuple(steps[:end])
