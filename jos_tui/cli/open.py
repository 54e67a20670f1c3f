"""Opening the TUI from a command line with options."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from jos_tui.cli.opening import has_terminal, open_demo, open_screen
from jos_tui.cli.options import connection_of, connection_options
from jos_tui.cli.places import Place, place_argument

_DEMO = "jos_tui.demo"
_SLOW = "jos_tui.slow"
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
    if not has_terminal():
        raise click.UsageError(
            "The screen needs a terminal. In a script use a command: jos-tui --help lists them."
        )
    options, is_slow = connection_of(context), bool(context.meta.get(_SLOW))
    text, endpoint = (place.text, place.endpoint) if place else ("", "")
    if context.meta.get(_DEMO):
        return open_demo(options, text, is_slow=is_slow)
    return open_screen(options, text, endpoint, is_slow=is_slow)
