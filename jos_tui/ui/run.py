"""Opens the terminal user interface."""

from __future__ import annotations

from jos_tui.core.location import Target, parse_target
from jos_tui.jobs.worker.paths import StateHome
from jos_tui.profiles.found import Found
from jos_tui.profiles.profile import Profile
from jos_tui.ui.app import JosApp
from jos_tui.ui.wire.driver import ScreenDriver


def run(found: Found, profile: Profile | None, target: str, home: StateHome | None = None) -> int:
    """Run the program on this terminal until it is left; return its exit code.

    Without a profile the choice of ``found`` is shown. ``target`` is where to begin, "" for the
    list of buckets, ``home`` where jobs are written down, by default the user's. Blocks. Raises
    ProfileError for a target that names no place, and what the program itself did wrong.
    """
    start = parse_target(target) if target else Target("", "")
    app = JosApp(found, profile, start, home)
    app.driver_class = ScreenDriver
    app.run()
    if app.crash is not None:
        raise app.crash
    return app.return_code or 0
