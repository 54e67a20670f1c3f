"""Several connections open at once, each with its own browser and place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual.app import App
from textual.content import Content
from textual.widgets import Static

from jos_tui.core.text import printable
from jos_tui.profiles.found import place_of
from jos_tui.profiles.profile import Profile
from jos_tui.ui.session import Session

if TYPE_CHECKING:
    from jos_tui.jobs.model import Change
    from jos_tui.profiles.connection_id import ConnectionId
    from jos_tui.ui.browser.screen import BrowserScreen

_CHANGES_AT_ONCE = 1_000
"""So many changes of a job are taken before a key gets its turn."""


class TabLine(Static):
    """The names of the connections that are open, above the browser of one of them."""

    auto_links = False


class Tab:
    """A connection in use. Its screens are those of a mode of the application."""

    def __init__(self, session: Session, browser: BrowserScreen, mode: str) -> None:
        self.session = session
        self.browser = browser
        self.mode = mode

    def is_of(self, profile: Profile) -> bool:
        """Whether it is the connection of a profile, whichever endpoint that prefers.

        Other keys are those of another one, unless the store refuses those that are in use.
        """
        mine = self.session.profile
        return (mine.name, place_of(mine)) == (profile.name, place_of(profile)) and (
            mine.access_key == profile.access_key or self.session.denied is not None
        )


class Changes:
    """Brings what jobs did to the browser of their connection; called on the thread of a job."""

    def __init__(self, app: App[None]) -> None:
        self._app = app
        self.browser: BrowserScreen | None = None

    def __call__(self, changes: Sequence[Change]) -> None:
        """Let the browser take them in its turn."""
        for start in range(0, len(changes), _CHANGES_AT_ONCE):
            self._app.call_later(self._take, changes[start : start + _CHANGES_AT_ONCE])

    def _take(self, changes: Sequence[Change]) -> None:
        if self.browser is not None and self.browser.is_attached:
            self.browser.take_changes(changes)


class Tabs:
    """Lives on the UI thread. Each one has a mode, of which its browser is the first screen."""

    def __init__(self, app: App[None]) -> None:
        self._app = app
        self._tabs: list[Tab] = []
        self._last: Tab | None = None
        self._number = 0

    def __iter__(self) -> Iterator[Tab]:
        return iter(tuple(self._tabs))

    def __len__(self) -> int:
        return len(self._tabs)

    @property
    def current(self) -> Tab | None:
        """The one that is shown, or was shown before the list of connections."""
        return self._last

    def of(self, profile: Profile) -> Tab | None:
        """Return the one of a connection."""
        return next((tab for tab in self._tabs if tab.is_of(profile)), None)

    def known_as(self, connection: ConnectionId) -> Tab | None:
        """Return the one of a connection by what that is written down as."""
        tabs = (tab for tab in self._tabs if connection.among([tab.session.profile]) is not None)
        return next(tabs, None)

    def begin(self, session: Session, browser: BrowserScreen) -> None:
        """Take the browser that the program starts with, as the screen of its first mode."""
        self._last = Tab(session, browser, self._app.DEFAULT_MODE)
        self._tabs.append(self._last)

    def open(self, session: Session, browser: BrowserScreen, place: int | None = None) -> None:
        """Show a new browser, behind the others or at a place among them."""
        self._write_down()
        self._number += 1
        tab = Tab(session, browser, f"tab-{self._number}")
        self._app.add_mode(tab.mode, lambda: browser)
        self._app.switch_mode(tab.mode)
        self._tabs.insert(len(self._tabs) if place is None else place, tab)
        self._last = tab
        self._show_lines()

    def show(self, tab: Tab) -> None:
        """Bring one to the front, as it was left."""
        self._write_down()
        self._last = tab
        self._app.switch_mode(tab.mode)
        self._show_lines()

    def step(self, by: int) -> None:
        """Show the next one, or the one before; after the last comes the first."""
        if self._last is not None:
            self.show(self._tabs[(self._tabs.index(self._last) + by) % len(self._tabs)])

    def take_out(self, tab: Tab, elsewhere: str) -> int:
        """Remove one and all its screens, and show the next; return where it stood.

        Where there is no next one, mode ``elsewhere`` is shown.
        """
        app, place = self._app, self._tabs.index(tab)
        self._tabs.remove(tab)
        if self._last is tab:
            self._last = self._tabs[min(place, len(self._tabs) - 1)] if self._tabs else None
        app.switch_mode(self._last.mode if self._last is not None else elsewhere)
        app.remove_mode(tab.mode)
        self._show_lines()
        return place

    def _write_down(self) -> None:
        """Let the others know where one has been in the one that was shown last."""
        if self._last is not None:
            self._last.browser.remembering.leave()

    def _show_lines(self) -> None:
        for tab in self._tabs:
            tab.browser.call_later(partial(self._show_line, tab))

    def _show_line(self, tab: Tab) -> None:
        browser = tab.browser
        if not browser.is_attached or tab not in self._tabs:
            return
        lines = browser.query(TabLine)
        if len(self._tabs) < 2:
            lines.remove()
            return
        names = [
            Content.styled(f" {number} {printable(one.session.profile.name)} ", _style(one is tab))
            for number, one in enumerate(self._tabs, start=1)
        ]
        if not lines:
            browser.mount(TabLine(Content.assemble(*names)), before=0)
        else:
            lines.first().update(Content.assemble(*names))


def _style(is_shown: bool) -> str:
    return "bold reverse" if is_shown else "$text-muted"
