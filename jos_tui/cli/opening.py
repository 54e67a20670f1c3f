"""The screen, opened on what was found or on the demo store: without click, which it needs not."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from jos_tui.cli.asked import ConnectionOptions, as_asked, find_profiles
from jos_tui.core.errors import JosError
from jos_tui.ui import garbage, lean_textual

if TYPE_CHECKING:
    from jos_tui.core.background import CancelToken
    from jos_tui.demo.scratch import Scratch
    from jos_tui.jobs.worker.paths import StateHome
    from jos_tui.profiles.found import Found
    from jos_tui.profiles.profile import Profile
    from jos_tui.settings import Settings

_PATIENCE_SECONDS = 5.0


def has_terminal() -> bool:
    """Whether there is a terminal to open the screen on."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


def open_screen(options: ConnectionOptions, place: str, endpoint: str, *, is_slow: bool) -> int:
    """Open the screen on what the options mean; return its exit code when it is left.

    ``place`` is where it begins, "" for the list of buckets; ``endpoint`` counts where the options
    name none. Blocks. Raises ProfileError.
    """
    garbage.put_off()
    from jos_tui.settings import read_settings

    def find() -> Found:
        return find_profiles(options, endpoint)

    found = find()
    settings = read_settings(found.brakes.config)
    return _run(found, None, place, settings, is_slow=is_slow, find=find)


def open_demo(options: ConnectionOptions, place: str, *, is_slow: bool) -> int:
    """Open the screen like :func:`open_screen`, on a store of its own that is gone afterwards."""
    garbage.put_off()
    import tempfile

    from jos_tui.demo.scratch import Scratch
    from jos_tui.jobs.worker.paths import Lifetime, StateHome

    home = StateHome(Path(tempfile.mkdtemp(prefix="jos-tui-demo-")), Lifetime.TIED)
    scratch = Scratch(home.folder, home.meeting_point.lock)
    try:
        return _run_on_demo(place, options, home, scratch, is_slow=is_slow)
    finally:
        scratch.remove()


def _run(
    found: Found,
    profile: Profile | None,
    place: str,
    settings: Settings,
    home: StateHome | None = None,
    *,
    is_slow: bool,
    find: Callable[[], Found] | None = None,
) -> int:
    # Textual reads these when it is imported. No animation: each frame is bytes on a slow line.
    os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    os.environ.setdefault("TEXTUAL_SMOOTH_SCROLL", "0")
    lean_textual.load()
    from jos_tui.ui.look import Line
    from jos_tui.ui.run import run

    return run(found, profile, place, home, Line.SLOW if is_slow else Line.FAST, settings, find)


def _run_on_demo(
    place: str,
    options: ConnectionOptions,
    home: StateHome,
    scratch: Scratch,
    *,
    is_slow: bool,
) -> int:
    from jos_tui.core.background import CancelToken
    from jos_tui.demo.sample import quick
    from jos_tui.demo.server import DemoServer
    from jos_tui.profiles.config_file import read_config
    from jos_tui.profiles.found import Found
    from jos_tui.settings import read_settings
    from jos_tui.store.store import connect

    cancel = CancelToken()
    with DemoServer(scratch) as server:
        store = connect(server.profile)
        quick(store, cancel)
        store.close()
        filling = threading.Thread(
            target=_fill, args=(server.profile, cancel), name="demo-data", daemon=True
        )
        filling.start()
        try:
            found = as_asked(Found((server.profile,)), options)
            settings = read_settings(read_config(os.environ, Path.home()))
            return _run(found, found.profiles[0], place, settings, home, is_slow=is_slow)
        finally:
            cancel.cancel()
            filling.join(_PATIENCE_SECONDS)


def _fill(profile: Profile, cancel: CancelToken) -> None:
    from jos_tui.demo.sample import big_prefix
    from jos_tui.store.store import connect

    store = connect(profile)
    with suppress(JosError):  # cancelled; or the store is gone, as the screen says by itself
        big_prefix(store, cancel)
    store.close()
