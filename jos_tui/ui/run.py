"""Opens the terminal user interface."""

from __future__ import annotations

from time import monotonic

from textual import events

from jos_tui.core.location import Target, parse_target
from jos_tui.jobs.worker.paths import StateHome
from jos_tui.profiles.found import Found
from jos_tui.profiles.profile import Profile
from jos_tui.ui import garbage
from jos_tui.ui.app import JosApp
from jos_tui.ui.wire.driver import ScreenDriver

_STARTED_SECONDS = 1.0
_AT_REST_SECONDS = 30.0


class TerminalApp(JosApp):
    """The application with a terminal and a process of its own."""

    def __init__(
        self, found: Found, profile: Profile | None, start: Target, home: StateHome | None = None
    ) -> None:
        super().__init__(found, profile, start, home)
        self.driver_class = ScreenDriver
        self._typed_at = monotonic()

    def on_mount(self) -> None:
        """Look for garbage from when all is on screen."""
        self.set_timer(_STARTED_SECONDS, garbage.begin)
        self.set_interval(_AT_REST_SECONDS, self._tidy)

    async def on_event(self, event: events.Event) -> None:
        """Note when somebody has typed."""
        if isinstance(event, events.InputEvent):
            self._typed_at = monotonic()
        await super().on_event(event)

    def _tidy(self) -> None:
        if monotonic() - self._typed_at > _AT_REST_SECONDS:
            garbage.tidy()


def run(found: Found, profile: Profile | None, target: str, home: StateHome | None = None) -> int:
    """Run the program on this terminal until it is left; return its exit code.

    Without a profile the choice of ``found`` is shown. ``target`` is where to begin, "" for the
    list of buckets, ``home`` where jobs are written down, by default the user's. Blocks. Raises
    ProfileError for a target that names no place, and what the program itself did wrong.
    """
    start = parse_target(target) if target else Target("", "")
    app = TerminalApp(found, profile, start, home)
    app.run()
    if app.crash is not None:
        raise app.crash
    return app.return_code or 0
