"""Opens the terminal user interface."""

from __future__ import annotations

import os
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any

from textual import events
from textual.binding import Binding

from jos_tui.core.location import Target, parse_target
from jos_tui.jobs.worker.paths import StateHome
from jos_tui.profiles.found import Found
from jos_tui.profiles.profile import Profile
from jos_tui.settings import USUAL, Settings, keymap_of
from jos_tui.ui import garbage, styles
from jos_tui.ui.app import JosApp
from jos_tui.ui.browser.screen import BrowserScreen
from jos_tui.ui.colours import theme_for
from jos_tui.ui.look import Line, Look
from jos_tui.ui.wire.abilities import hears_escape_beside_mouse
from jos_tui.ui.wire.driver import ScreenDriver
from jos_tui.ui.wire.job_control import somebody_can_continue_us

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.screen import Screen

_ASK_FOR_ANSWER = "\x1b[?2026$p"
_MOST_ASKED = 3
_LONG_SECONDS = 0.15
_STARTED_SECONDS = 1.0
_AT_REST_SECONDS = 30.0


class TerminalApp(JosApp):
    """The application with a terminal and a process of its own."""

    BINDINGS = [Binding("ctrl+z", "sleep", show=False, priority=True)]

    def __init__(
        self,
        found: Found,
        profile: Profile | None,
        start: Target,
        home: StateHome | None,
        look: Look,
        find: Callable[[], Found] | None,
        *,
        is_remote: bool,
    ) -> None:
        super().__init__(found, profile, start, home, look, find)
        self.driver_class = ScreenDriver
        self._typed_at = monotonic()
        self._may_offer = is_remote and look.line is Line.FAST
        self._asked_at: float | None = None
        self._answers: list[float] = []

    def on_mount(self) -> None:
        """Look for garbage, and how long the line is, from when all is on screen."""
        self.set_timer(_STARTED_SECONDS, self._begin)
        self.set_interval(_AT_REST_SECONDS, self._tidy)
        # Behind what takes the terminal again, whose screen is empty then.
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))

    def action_sleep(self) -> None:
        """Stop until the shell continues the program; transfers go on."""
        if not somebody_can_continue_us():
            if isinstance(self.screen, BrowserScreen):
                self.screen.say("There is no shell that could bring jos-tui back after Ctrl-Z.")
        elif isinstance(self._driver, ScreenDriver):
            self._driver.sleep()

    def _begin(self) -> None:
        from jos_tui.ui.browser.tour import show_once

        garbage.begin()
        self._read_styles()
        if isinstance(self.screen, BrowserScreen):
            show_once(self.screen)
        if self._may_offer:
            self._ask_terminal()

    def _read_styles(self) -> None:
        """Read the style sheets of other screens, or the first of them would come late for it."""
        for path in (styles.DIALOGS, styles.LISTS):
            if not self.stylesheet.has_source(str(path)):
                self.stylesheet.read(path)
        self.stylesheet.parse()

    def _ask_terminal(self) -> None:
        if self._driver is not None:
            self._asked_at = monotonic()
            self._driver.write(_ASK_FOR_ANSWER)

    def on_terminal_supports_synchronized_output(self) -> None:
        """Measure an answer of the terminal; a slow one may be due to this machine, so ask anew."""
        if self._asked_at is None:
            return
        self._answers.append(monotonic() - self._asked_at)
        self._asked_at = None
        if self._answers[-1] < _LONG_SECONDS:
            return
        if len(self._answers) < _MOST_ASKED:
            self._ask_terminal()
        elif isinstance(self.screen, BrowserScreen):
            self.screen.say(
                f"This line is slow, {min(self._answers):.1f} s there and back: "
                "jos-tui --slow sends less."
            )

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Send what is drawn at once. Private in Textual: without it keys are answered later."""
        super()._display(screen, renderable)
        if isinstance(self._driver, ScreenDriver):
            self._driver.let_out()

    async def on_event(self, event: events.Event) -> None:
        """Note when somebody has typed."""
        if isinstance(event, events.InputEvent):
            self._typed_at = monotonic()
        await super().on_event(event)

    def _tidy(self) -> None:
        if monotonic() - self._typed_at > _AT_REST_SECONDS:
            garbage.tidy()


def run(
    found: Found,
    profile: Profile | None,
    target: str,
    home: StateHome | None = None,
    line: Line = Line.FAST,
    settings: Settings = USUAL,
    find: Callable[[], Found] | None = None,
) -> int:
    """Run the program on this terminal until it is left; return its exit code.

    Without a profile the choice of ``found`` is shown. ``target`` is where to begin, "" for the
    list of buckets, ``home`` where jobs are written down, by default the user's. ``find``
    reads again what was found. Blocks. Raises ProfileError for a target that names no place, and
    what the program itself did wrong.
    """
    start = parse_target(target) if target else Target("", "")
    is_remote = "SSH_CONNECTION" in os.environ
    line = Line.SLOW if settings.slow else line
    keymap, slips = keymap_of(settings)
    found = found._replace(warnings=(*found.warnings, *map(str, (*settings.problems, *slips))))
    theme = theme_for(settings.theme, os.environ, slow=line is Line.SLOW)
    look = Look(theme.name, line, settings=settings, keymap=keymap)
    app = TerminalApp(found, profile, start, home, look, find, is_remote=is_remote)
    has_escape = hears_escape_beside_mouse(os.environ)
    app.run(mouse=line is Line.FAST and settings.mouse and has_escape)
    if app.crash is not None:
        raise app.crash
    return app.return_code or 0
