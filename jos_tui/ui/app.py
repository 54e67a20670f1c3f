"""The Textual application: connections come and go, one browser at a time."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from textual import events
from textual.app import App
from textual.binding import Binding
from textual.reactive import Reactive
from textual.screen import Screen
from textual.theme import Theme
from textual.widget import Widget
from textual.widgets import Static

from jos_tui.core.background import CancelToken, Pool
from jos_tui.core.errors import JosError
from jos_tui.core.location import Location, Target
from jos_tui.core.text import printable
from jos_tui.jobs.worker.paths import StateHome
from jos_tui.profiles.found import Found
from jos_tui.profiles.profile import Profile
from jos_tui.profiles.typed import NOWHERE
from jos_tui.settings import Settings, keymap_of
from jos_tui.ui import styles
from jos_tui.ui.asking import ask
from jos_tui.ui.browser.screen import BrowserScreen
from jos_tui.ui.colours import OF_TERMINAL, theme_for
from jos_tui.ui.connections.connecting import Connecting
from jos_tui.ui.jobs_shown import JobsShown
from jos_tui.ui.keys_in_turn import KeysInTurn
from jos_tui.ui.look import PLAIN, HasLook, Line, Look
from jos_tui.ui.session import Listeners, Session
from jos_tui.ui.tabs import Changes, Tab, Tabs
from jos_tui.ui.themes import THEMES
from jos_tui.ui.wire.clipboard import send
from jos_tui.ui.wire.driver import ScreenDriver
from jos_tui.ui.words import urgent_line

if TYPE_CHECKING:
    from jos_tui.jobs.model import JobSnapshot
    from jos_tui.profiles.connection_id import ConnectionId
    from jos_tui.ui.dialogs.quit import Leaving

Answer = TypeVar("Answer")


CONNECTIONS = "connections"
"""The mode of the list of connections; each connection that is open has one of its own."""


class FoldedBrowser(BrowserScreen):
    """Shows the tree in the place of the table and only when it is asked for, however wide."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow")]


class JosApp(HasLook, App[None], inherit_bindings=False):
    """Shows the choice of connections, and in front of it the browser of the one in use.

    Textual's own keys are left out: its Ctrl-Q would leave without asking.
    """

    CSS_PATH = styles.APP
    ENABLE_COMMAND_PALETTE = False
    TITLE = "jos-tui"
    DEFAULT_MODE = "start"  # Textual lets no screen be added under its own name for it
    BINDINGS = [Binding("ctrl+c", "leave", show=False, priority=True)]
    theme = Reactive("", init=False)  # or all styles are read again before the first frame

    def __init__(
        self,
        found: Found,
        profile: Profile | None,
        start: Target,
        home: StateHome | None = None,
        look: Look = PLAIN,
        find: Callable[[], Found] | None = None,
    ) -> None:
        """``find`` reads again what was found: it blocks, and raises ProfileError."""
        self.set_reactive(JosApp.theme, look.theme)
        super().__init__(ansi_color=look.theme in OF_TERMINAL or None)
        self._disable_notifications = self._disable_tooltips = True  # no screen shows any
        self.animation_level = "none"
        self.look = look
        for theme in THEMES:
            self.register_theme(theme)
        self.set_class(look.line is Line.SLOW, "-slow")
        self._profile = profile
        self._start = start
        self._urgent = found.urgent
        self._home = home or StateHome.of_user()
        self._jobs_shown = JobsShown(self, lambda: self.session, look.line.value)
        self.connecting = Connecting(self, self, found, find or (lambda: found), self._home.folder)
        self._closers = Pool("closing", 1)
        self._leaving = False
        self._keys = KeysInTurn(self, super().on_event, self._handle_exception)
        self.tabs = Tabs(self)
        self.add_mode(self.DEFAULT_MODE, self._first_screen)
        self.add_mode(CONNECTIONS, lambda: self.connecting.screen)
        self.crash: Exception | None = None

    def get_theme(self, theme_name: str) -> Theme | None:
        """Return a theme by its name; ours are there from before Textual asks for the first."""
        ours = next((theme for theme in THEMES if theme.name == theme_name), None)
        return ours or super().get_theme(theme_name)

    @property
    def session(self) -> Session | None:
        """The connection that is shown, or was shown before the list of connections."""
        return self.tabs.current.session if self.tabs.current is not None else None

    def use(self, settings: Settings) -> str:
        """Take other settings: colours and keys change at once."""
        theme = theme_for(settings.theme, os.environ, slow=self.look.line is Line.SLOW)
        keymap, _ = keymap_of(settings)
        self.look = self.look._replace(theme=theme.name, settings=settings, keymap=keymap)
        self.ansi_color = theme.name in OF_TERMINAL or None
        self.theme = theme.name
        for browser in self._browsers():
            browser.take_keys()
            browser.state_changed()
        return theme.because

    def get_loading_widget(self) -> Widget:
        """A word instead of the animation that would repaint all the time."""
        still = Static("Loading…")
        still.auto_links = False
        return still

    def copy_to_clipboard(self, text: str) -> None:
        """Send text that was selected in a field to the terminal's clipboard, if that takes it."""
        self._clipboard = text
        send(self, text)

    def lend_terminal(self, use: Callable[[], Answer]) -> Answer | None:
        """Give the terminal to others while ``use`` runs, or return None if it is none of ours.

        What was typed before it is back is dropped: it was not meant for this program. Raises the
        JosError of ``use``.
        """
        if not isinstance(self._driver, ScreenDriver):
            return None
        answer: Answer | JosError
        with self.suspend():  # it would not take the terminal back from an exception
            try:
                answer = use()
            except JosError as error:
                answer = error
        self._driver.draw_all_again()
        self._keys.forget()
        if isinstance(answer, JosError):
            raise answer
        return answer

    def _handle_exception(self, error: Exception) -> None:
        """End without Textual's traceback, which prints local variables and so may print secrets.

        ``run`` raises the error again once the terminal is back. Private in Textual, which has no
        public place for this: covered by the test that crashes the program.
        """
        self.crash = self.crash or error
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self.exit(return_code=1)

    def _first_screen(self) -> Screen[Any]:
        """Go straight in where there is no choice; that is made ready when somebody comes to it."""
        profile = self._wanted_profile
        if profile is None or not profile.complete or len(profile.endpoints) != 1:
            return self.get_default_screen()
        session, browser = self._new_browser(self.connecting.found.braked(profile), NOWHERE)
        self.tabs.begin(session, browser)
        return browser

    @property
    def _wanted_profile(self) -> Profile | None:
        found = self.connecting.found.profiles
        return found[0] if self._profile is None and len(found) == 1 else self._profile

    def on_mount(self) -> None:
        """Let a connection be chosen, if none is open."""
        if self.tabs.current is not None:
            return
        self.choose_connection()
        if self._wanted_profile is not None:
            self.connecting.connect(self._wanted_profile)
        elif not self.connecting.found.profiles:
            self.connecting.ask_for_store()

    async def on_event(self, event: events.Event) -> None:
        """Take what is typed in its turn, but for Ctrl-C: it works whatever hangs."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            if not (isinstance(event, events.Key) and event.key == "ctrl+c"):
                self._keys.add(event)
                return
            self._keys.forget()
        await super().on_event(event)

    def idle(self) -> bool:
        """Whether nothing goes on in the background, and no key waits for its turn."""
        pools = self.connecting.idle() and self._closers.idle()
        jobs = self._jobs_shown.is_up_to_date() and all(tab.session.idle() for tab in self.tabs)
        browsers = all(
            browser.recognising.idle and browser.level.at_rest and browser.beside.at_rest
            for browser in self._browsers()
        )
        dialogs = all(getattr(screen, "at_rest", True) for screen in self.screen_stack)
        return self._keys.idle() and pools and jobs and browsers and dialogs

    # -- connecting ------------------------------------------------------------------------------

    def browse(self, profile: Profile, start: Target = NOWHERE, place: int | None = None) -> None:
        """Open a browser at the preferred endpoint, or show the one that is open already.

        It is a tab behind the others, or at a ``place`` among them.
        """
        profile = self.connecting.found.braked(profile)
        if (tab := self.tabs.of(profile)) is not None:
            self.show_tab(tab)
            if tab.session.denied is not None:
                from jos_tui.ui.browser.renewing import take_keys

                take_keys(tab.browser, profile)
            if start.bucket:
                tab.browser.level.go_to(start)
            return
        self._jobs_shown.forget()
        self.tabs.open(*self._new_browser(profile, start), place)

    def _new_browser(self, profile: Profile, start: Target) -> tuple[Session, BrowserScreen]:
        changed = Changes(self)
        session = Session(profile, self._home, Listeners(changed, self._post_jobs, self.crashed))
        start, self._start = start if start.bucket else self._start, NOWHERE
        if self.look.line is Line.SLOW:
            browser: BrowserScreen = FoldedBrowser(session, start, self, None)
        else:
            browser = BrowserScreen(session, start, self, self.look.rest_seconds)
        changed.browser = browser
        browser.call_later(self._say_first, browser)
        return session, browser

    def _say_first(self, browser: BrowserScreen) -> None:
        """Say what cannot wait: a fault of the configuration, or that the keys end."""
        from jos_tui.profiles.expiry import expiry_sentence

        urgent, self._urgent = self._urgent, ()
        today = date.today()
        ending = printable(expiry_sentence(browser.session.profile, today))
        if first := urgent_line(urgent) if urgent else ending:
            browser.warn(first)

    def crashed(self, error: BaseException) -> None:
        """Let a fault end the program as one on the screen does; on any thread."""
        self.call_later(self._handle_exception, error)

    def _post_jobs(self, _: Sequence[JobSnapshot]) -> None:
        """Bring how the jobs are to the screen; called on the thread that hears of it."""
        self.call_later(self._jobs_shown.take)

    def _browsers(self) -> list[BrowserScreen]:
        return [tab.browser for tab in self.tabs]

    # -- leaving ---------------------------------------------------------------------------------

    def choose_connection(self) -> None:
        """Show the connections; what is open stays so."""
        self.switch_mode(CONNECTIONS)

    def back_to_tab(self) -> bool:
        """Leave the list of connections; return whether there is something to go back to."""
        if self.tabs.current is None:
            return False
        self.show_tab(self.tabs.current)
        return True

    def step_tab(self, by: int) -> None:
        """Show another connection that is open."""
        self.tabs.step(by)
        self._jobs_shown.take()

    def show_tab(self, tab: Tab) -> None:
        """Show a connection that is open, as it was left."""
        self.tabs.show(tab)
        self._jobs_shown.forget()
        self._jobs_shown.take()

    @property
    def open_connections(self) -> int:
        """How many connections are open."""
        return len(self.tabs)

    def go_elsewhere(self, connection: ConnectionId, location: Location) -> None:
        """Go to a place of another connection, which is opened if need be."""
        from jos_tui.ui.connections.elsewhere import Elsewhere

        if isinstance(self.screen, BrowserScreen):
            Elsewhere(self, self.screen).go(connection, location)

    def close_tab(self) -> None:
        """Close the connection that is shown. Jobs go on, unless they cannot."""
        tab = self.tabs.current
        if tab is None:
            return
        ends = [tab] if tab.session.jobs_end_with_us else []
        self._ask_about_jobs(ends, partial(self._close_and_go_on, tab))

    def _close_and_go_on(self, tab: Tab) -> None:
        self._close(tab)
        self.back_to_tab()

    def switch_side(self) -> None:
        """Go on at the other address of a JASMIN tenancy, if it answers, in the same place."""
        browser = self.screen
        if isinstance(browser, BrowserScreen):
            profile = browser.session.profile
            self.connecting.try_side(profile, partial(self._reopen, browser), browser.warn)

    def _reopen(self, browser: BrowserScreen, profile: Profile) -> None:
        tab = self.tabs.current
        # Else a question lies in front, which is not to be taken away.
        if tab is not None and tab.browser is browser and self.screen is browser:
            here = browser.level.location
            place = self._close(tab)
            self.browse(profile, Target(here.bucket, here.prefix), place)

    def _close(self, tab: Tab) -> int:
        """Close a connection and show the next one, or the list; return where it stood."""
        tab.browser.remembering.leave()
        place = self.tabs.take_out(tab, CONNECTIONS)
        self._closers.submit(lambda _: tab.session.close())
        return place

    def action_leave(self) -> None:
        """Leave the program; ask first what becomes of the jobs that it has begun."""
        self._ask_about_jobs(list(self.tabs), self.leave)

    def _ask_about_jobs(self, tabs: Sequence[Tab], leave: Callable[[], None]) -> None:
        busy = [tab.session for tab in tabs if tab.session.at_work()]
        if not busy:
            leave()
            return
        from jos_tui.ui.dialogs.quit import EndDialog, Leaving, QuitDialog

        if isinstance(self.screen, QuitDialog | EndDialog):
            return
        at_work = sum(len(session.at_work()) for session in busy)
        dialog = (EndDialog if busy[0].jobs_end_with_us else QuitDialog)(at_work)

        def answered(answer: Leaving | None) -> None:
            if answer is Leaving.PAUSE:
                self._pause_jobs(busy, leave)
            elif answer is not None:
                leave()

        self.push_screen(dialog, answered)

    def _note_places(self) -> None:
        for browser in self._browsers():
            browser.remembering.leave()

    def _pause_jobs(self, sessions: Sequence[Session], leave: Callable[[], None]) -> None:
        def pause() -> None:
            for session in sessions:
                for job_id in session.at_work():
                    session.jobs.pause(job_id)

        ask(self, sessions[0].orders, pause, lambda _: leave(), self._say_error)

    def _say_error(self, error: JosError) -> None:
        for browser in self._browsers():
            browser.say_error(error)

    def leave(self) -> None:
        """Hang up, which gives a worker that ends with us the time to clean up, and end."""
        if self._leaving:
            return
        self._leaving = True
        self._note_places()
        tabs = list(self.tabs)
        for tab in tabs:
            if tab.session.jobs_end_with_us and tab.session.at_work():
                tab.browser.say("Stopping what runs, and cleaning up behind it…")

        def work(_: CancelToken) -> None:
            for tab in tabs:
                tab.session.close()
            self.call_later(self.exit)

        self._closers.submit(work)
