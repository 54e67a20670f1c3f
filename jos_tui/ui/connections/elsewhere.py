"""Going to a place of another connection, which is open, or is found again and opened."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from jos_tui.core.errors import ProfileError
from jos_tui.core.location import Location, Target
from jos_tui.core.text import printable
from jos_tui.profiles.connection_id import ConnectionId
from jos_tui.profiles.found import Found
from jos_tui.profiles.profile import TYPED_IN, Profile

if TYPE_CHECKING:
    from jos_tui.ui.app import JosApp
    from jos_tui.ui.browser.screen import BrowserScreen

_OTHERS = (
    "{go.connections} shows those there are; where its keys are in another file, "
    "start with --credentials and that file."
)


class Elsewhere:
    """Lives on the UI thread. ``browser`` is where the way begins, and where it is said if it ends.

    A store that does not answer is opened all the same: its tab says so, and tries again.
    """

    def __init__(self, app: JosApp, browser: BrowserScreen) -> None:
        self._app = app
        self._browser = browser

    def go(self, connection: ConnectionId, location: Location) -> None:
        """Go there in the tab that is open, else in a new one, also if it was made known since."""
        if (tab := self._app.tabs.known_as(connection)) is not None:
            self._app.show_tab(tab)
            if self._app.screen is tab.browser:
                tab.browser.returning.go(location)
            return
        connecting = self._app.connecting
        if (profile := connection.among(connecting.profiles)) is not None:
            self._open(profile, location)
            return
        seen = partial(self._files_read, connection, location)
        connecting.read_again(seen, self._browser.say_error)

    def _files_read(self, connection: ConnectionId, location: Location, found: Found) -> None:
        if (profile := connection.among(found.profiles)) is not None:
            self._open(profile, location)
        else:
            others = self._browser.with_keys(_OTHERS)
            self._browser.say_error(gone(connection, found.problems, others))

    def _open(self, profile: Profile, location: Location) -> None:
        self._browser.say(f"Connecting to {printable(profile.name)}…")
        opened = partial(self._opened, location)
        self._app.connecting.choose(profile, opened, self._browser.say_error)

    def _opened(self, location: Location, profile: Profile) -> None:
        if self._app.screen is not self._browser:
            return  # the user has gone on to something else
        self._browser.unsay()
        self._app.browse(profile, Target(location.bucket, location.prefix))
        if (tab := self._app.tabs.current) is not None:
            tab.browser.returning.doubt(location)


def gone(
    connection: ConnectionId, problems: Sequence[ProfileError], next_step: str
) -> ProfileError:
    """Return the error of a connection that no file leads to any more."""
    source = connection.source
    title = f"There is no connection {connection.name} any more"
    if source == TYPED_IN:
        reason = f"Its keys for {connection.host} were typed in, and not kept"
    elif source:
        fault = next((str(one) for one in problems if source in one.title), "")
        reason = fault or f"Its keys for {connection.host} were in {source}"
    else:
        reason = f"No keys of that name for {connection.host} were found"
    return ProfileError(title, reason, next_step)
