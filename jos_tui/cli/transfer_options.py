"""The options of commands that transfer: what takes part, what may be replaced, how fast."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

import click

from jos_tui.cli.sizes import size_between
from jos_tui.jobs.model import Conflict
from jos_tui.jobs.request import EmptyFolders, Filters, Options, Originals, Symlinks

_META = "jos_tui.speed"
_MIB = 1 << 20
_MOST_AT_ONCE = 64
_CONFLICTS = tuple(conflict for conflict in Conflict if conflict is not Conflict.ASK)
_Command = TypeVar("_Command", bound=Callable[..., Any])


def conflict_option(command: _Command) -> _Command:
    """Add ``--conflict`` to a command, as its argument ``conflict``."""
    option = click.option(
        "--conflict",
        type=click.Choice([_hyphened(conflict) for conflict in _CONFLICTS]),
        default=_hyphened(Conflict.SKIP),
        show_default=True,
        callback=lambda _, __, value: Conflict(value.replace("-", " ")),
        help="What to do with a name that is taken at the destination.",
    )
    return option(command)


def move_option(command: _Command) -> _Command:
    """Add ``--move`` to a command, as its argument ``originals``."""
    option = click.option(
        "--move",
        "originals",
        is_flag=True,
        callback=lambda _, __, value: Originals.GO if value else Originals.STAY,
        help="Delete each original once its copy is checked, if neither has changed meanwhile.",
    )
    return option(command)


def filter_options(command: _Command) -> _Command:
    """Add ``--include`` and ``--exclude`` to a command, as its argument ``filters``."""

    @wraps(command)
    def filtered(*args: Any, include: tuple[str, ...], exclude: tuple[str, ...], **how: Any) -> Any:
        return command(*args, filters=Filters(include, exclude), **how)

    for name, what in (("--exclude", "Leave out"), ("--include", "Take only")):
        option = click.option(
            name,
            metavar="GLOB",
            multiple=True,
            help=f"{what} what matches by its name, or by its path below; may be repeated.",
        )
        filtered = option(filtered)
    return cast("_Command", filtered)


def folder_options(command: _Command) -> _Command:
    """Add ``--symlinks`` and ``--empty-folders``, as ``symlinks`` and ``empty_folders``."""
    empty = click.option(
        "--empty-folders",
        is_flag=True,
        callback=lambda _, __, value: EmptyFolders.MARK if value else EmptyFolders.LEAVE_OUT,
        help="Store empty folders too, each as an object of no bytes.",
    )
    links = click.option(
        "--symlinks",
        type=click.Choice([choice.value for choice in Symlinks]),
        default=Symlinks.FOLLOW.value,
        show_default=True,
        callback=lambda _, __, value: Symlinks(value),
        help="What to do with links in folders: follow those that stay within, or none.",
    )
    return links(empty(command))


def speed_options(command: _Command) -> _Command:
    """Add ``--in-flight``, ``--part-size`` and ``--limit-rate``, which :func:`speed_of` reads."""

    def gathered(context: click.Context, parameter: click.Parameter, value: int | None) -> None:
        if parameter.name is not None and value is not None:
            context.meta.setdefault(_META, {})[parameter.name] = value

    for option in reversed(_speed_options(gathered)):
        command = option(command)
    return command


def speed_of(context: click.Context) -> Options:
    """Return what the options of :func:`speed_options` say."""
    given: dict[str, int] = context.meta.get(_META, {})
    return Options(
        in_flight=given.get("in_flight", 0),
        part_size=given.get("part_size", 0),
        bandwidth=given.get("limit_rate", 0),
    )


def outcome_options(command: _Command) -> _Command:
    """Add ``--detach`` and ``--json``, as the arguments ``detach`` and ``as_json``."""
    as_json = click.option(
        "--json", "as_json", is_flag=True, help="Print the outcome as one JSON object."
    )
    detach = click.option(
        "--detach", is_flag=True, help="Print the job's number and leave; the job goes on."
    )
    return detach(as_json(command))


def _speed_options(callback: Callable[..., None]) -> tuple[Callable[[Any], Any], ...]:
    return (
        click.option(
            "--in-flight",
            type=click.IntRange(1, _MOST_AT_ONCE),
            expose_value=False,
            callback=callback,
            help="Parts or small files at once; 8 by default, and more where that is faster "
            "(at most 16 at JASMIN).",
        ),
        click.option(
            "--part-size",
            metavar="SIZE",
            type=size_between(5 * _MIB, 5 << 30),
            expose_value=False,
            callback=callback,
            help="How large the parts of large files are, such as 64M; K is 1,024.",
        ),
        click.option(
            "--limit-rate",
            metavar="SIZE",
            type=size_between(1024),
            expose_value=False,
            callback=callback,
            help="Bytes a second at most, such as 20M.",
        ),
    )


def _hyphened(conflict: Conflict) -> str:
    return conflict.value.replace(" ", "-")
