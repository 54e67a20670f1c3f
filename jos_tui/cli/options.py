"""The options that say where to connect, the same before and after a subcommand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from jos_tui.cli.asked import ConnectionOptions

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_META = "jos_tui.connection"
_Command = TypeVar("_Command", bound=Callable[..., Any])


def connection_options(command: _Command) -> _Command:
    """Add the connection options to a command; read them with :func:`connection_of`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def connection_of(context: click.Context) -> ConnectionOptions:
    """Return what was given anywhere on the command line; after the subcommand wins."""
    found = context.meta.get(_META)
    return found if isinstance(found, ConnectionOptions) else ConnectionOptions()


def _remember(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    if value is None or value is False or parameter.name is None:
        return
    context.meta[_META] = connection_of(context)._replace(**{parameter.name: value})


def _profile_names(
    context: click.Context, parameter: click.Parameter, typed: str
) -> list[CompletionItem]:
    from jos_tui.cli.completing import profile_names

    return profile_names(context, parameter, typed)


def _option(*names: str, help: str, **how: Any) -> Callable[[_Command], _Command]:  # noqa: A002
    return click.option(*names, help=help, expose_value=False, callback=_remember, **how)


_OPTIONS = (
    _option(
        "--credentials",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="Read the keys from this file (JSON, s3cmd, mc, rclone or AWS).",
    ),
    _option(
        "--endpoint",
        metavar="URL",
        help="Connect to this URL, host, or JASMIN tenancy name.",
    ),
    _option(
        "--profile",
        metavar="NAME",
        help="Use this one of the connections that were found.",
        shell_complete=_profile_names,
    ),
    _option("--anonymous", is_flag=True, help="Send no keys: for public data."),
    _option("--region", metavar="NAME", help="Sign requests for this region."),
    _option("--read-only", is_flag=True, help="Change nothing in the store: only look and save."),
)
