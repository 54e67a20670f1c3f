"""Opening the TUI: on what was found, or on the demo store."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from jos_tui.cli.connect import as_asked, find_profiles
from jos_tui.cli.options import ConnectionOptions, connection_of, connection_options
from jos_tui.cli.places import Place, place_argument
from jos_tui.core.errors import JosError
from jos_tui.ui import garbage, lean_textual

if TYPE_CHECKING:
    from jos_tui.core.background import CancelToken
    from jos_tui.demo.scratch import Scratch
    from jos_tui.jobs.worker.paths import StateHome
    from jos_tui.profiles.found import Found
    from jos_tui.profiles.profile import Profile
    from jos_tui.settings import Settings

_DEMO = "jos_tui.demo"
_SLOW = "jos_tui.slow"
_PATIENCE_SECONDS = 5.0
_Command = TypeVar("_Command", bound=Callable[..., Any])


def screen_options(command: _Command) -> _Command:
    """Add ``--demo`` and ``--slow`` to a command; read them with :func:`wanted_of_screen`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def wanted_of_screen(context: click.Context) -> list[str]:
    """Return which of the options of the screen stand anywhere on the command line."""
    names = {_DEMO: "--demo", _SLOW: "--slow"}
    return [name for key, name in names.items() if context.meta.get(key)]


def _flag(name: str, key: str, text: str) -> Callable[[_Command], _Command]:
    def remember(context: click.Context, _: click.Parameter, value: bool) -> None:
        if value:
            context.meta[key] = True

    return click.option(name, is_flag=True, expose_value=False, callback=remember, help=text)


_OPTIONS = (
    _flag("--demo", _DEMO, "Open on a store of sample data that is gone afterwards."),
    _flag("--slow", _SLOW, "Send as little as possible to the terminal, for a slow line."),
)


@click.command()
@click.argument("place", metavar="s3://BUCKET/PREFIX", callback=place_argument)
@connection_options
@screen_options
@click.pass_context
def open_tui(context: click.Context, place: Place) -> int:
    """Open on the screen, in this place."""
    return run_tui(context, place)


def run_tui(context: click.Context, place: Place | None) -> int:
    """Open the TUI and return its exit code when it is left."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.UsageError(
            "The screen needs a terminal. In a script use a command: jos-tui --help lists them."
        )
    garbage.put_off()
    options, is_slow = connection_of(context), bool(context.meta.get(_SLOW))
    if context.meta.get(_DEMO):
        return _run_demo(place, options, is_slow=is_slow)
    from jos_tui.settings import read_settings

    def find() -> Found:
        return find_profiles(options, place.endpoint if place else "")

    found = find()
    settings = read_settings(found.brakes.config)
    return _run(found, None, place, settings, is_slow=is_slow, find=find)


def _run(
    found: Found,
    profile: Profile | None,
    place: Place | None,
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

    line = Line.SLOW if is_slow else Line.FAST
    return run(found, profile, place.text if place else "", home, line, settings, find)


def _run_demo(place: Place | None, options: ConnectionOptions, *, is_slow: bool) -> int:
    import tempfile

    from jos_tui.demo.scratch import Scratch
    from jos_tui.jobs.worker.paths import Lifetime, StateHome

    home = StateHome(Path(tempfile.mkdtemp(prefix="jos-tui-demo-")), Lifetime.TIED)
    scratch = Scratch(home.folder, home.meeting_point.lock)
    try:
        return _run_on_demo(place, options, home, scratch, is_slow=is_slow)
    finally:
        scratch.remove()


def _run_on_demo(
    place: Place | None,
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
