"""A remembered place may be gone: then the nearest one that is there is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jos_tui.browse.listing_model import LoadState
from jos_tui.core.background import CancelToken
from jos_tui.core.errors import JosError, NotFound
from jos_tui.core.location import Location
from jos_tui.core.text import printable
from jos_tui.ui.asking import ask

if TYPE_CHECKING:
    from jos_tui.ui.browser.screen import BrowserScreen


class Returning:
    """Lives on the UI thread. A place costs a request more only where its listing is empty."""

    def __init__(self, browser: BrowserScreen) -> None:
        self._browser = browser
        self._doubtful: set[Location] = set()

    def doubt(self, location: Location) -> None:
        """See, when a location is shown for the first time, whether it is still there."""
        if not location.is_bucket_list:
            self._doubtful.add(location)

    def go(self, location: Location) -> None:
        """Go to a place that is remembered."""
        self.doubt(location)
        self._browser.level.open(location)

    def look(self) -> None:
        """See how the level on screen is."""
        level = self._browser.level
        location, model = level.location, level.model
        if location not in self._doubtful or level.loading:
            return
        is_empty = model.state is LoadState.COMPLETE and not model.total
        is_refused = model.state is LoadState.FAILED and isinstance(model.error, NotFound)
        if model.state is not LoadState.STOPPED:
            self._doubtful.discard(location)
        if level.query is None and (is_empty or is_refused):
            self._search(location)

    def _search(self, gone: Location) -> None:
        from jos_tui.browse.places.nearest import nearest

        session, token = self._browser.session, CancelToken()
        ask(
            self._browser,
            session.listing,
            lambda: nearest(session.store, gone, token),
            lambda there: self._found(gone, there),
            self._not_found,
            token,
        )

    def _found(self, gone: Location, there: Location) -> None:
        level = self._browser.level
        if there == gone or level.location != gone:
            return
        level.open(there)
        level.history.forget(gone)
        self._browser.say(f"There is nothing left at {printable(gone.uri)}: this is above it")

    def _not_found(self, _: JosError) -> None:
        """The level on screen says what is wrong, or is empty: it stays."""
