"""``jos-tui cp`` and ``jos-tui mv``: from one place of a store to another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from jos_tui.cli.connect import chosen_profile, store_and_jobs
from jos_tui.cli.guard import Guard, confirm_option
from jos_tui.cli.options import connection_options
from jos_tui.cli.places import Place, place_in_bucket
from jos_tui.cli.transfer_options import conflict_option, outcome_options, speed_of, speed_options
from jos_tui.core.background import CancelToken
from jos_tui.core.location import SEPARATOR, Location, base_name
from jos_tui.jobs.model import Conflict, Selection
from jos_tui.jobs.request import CopyRequest, Originals

if TYPE_CHECKING:
    from jos_tui.store.store import Store

_Command = Callable[..., Any]


def _options(command: _Command) -> _Command:
    """Add the arguments and options that both have."""
    argument = click.argument(
        "arguments", metavar="s3://SOURCE... s3://TARGET", nargs=-1, required=True
    )
    for option in (
        click.pass_context,
        connection_options,
        outcome_options,
        speed_options,
        conflict_option,
        argument,
    ):
        command = option(command)
    return command


@click.command()
@_options
def cp(
    context: click.Context,
    arguments: tuple[str, ...],
    conflict: Conflict,
    detach: bool,
    as_json: bool,
) -> int:
    """Copy objects, prefixes, or what matches a pattern in the last name, within one store.

    The store copies by itself. A TARGET that ends in /, or that exists as a prefix, is copied
    below; otherwise it is the new name of a single source. What is there already is kept unless
    --conflict says otherwise.
    """
    return _copy(context, arguments, conflict, Originals.STAY, detach, as_json)


@click.command()
@confirm_option
@_options
def mv(
    context: click.Context,
    arguments: tuple[str, ...],
    conflict: Conflict,
    detach: bool,
    as_json: bool,
) -> int:
    """Move or rename objects and prefixes within one store: copy, check, delete the original.

    Places mean what they mean to cp. An original stays if its name is taken there, or if it has
    changed meanwhile.
    """
    return _copy(context, arguments, conflict, Originals.GO, detach, as_json)


def _copy(
    context: click.Context,
    arguments: Sequence[str],
    conflict: Conflict,
    originals: Originals,
    detach: bool,
    as_json: bool,
) -> int:
    from jos_tui.cli.reporting import Told
    from jos_tui.cli.running import run_jobs
    from jos_tui.cli.selections import refuse_same_names, selections_of

    places = [place_in_bucket(argument) for argument in arguments]
    if len(places) < 2:
        raise click.UsageError("Name what to copy and, last, where to: s3://bucket/prefix/.")
    *sources, target = places
    told = Told(as_json, conflict_hint=conflict is Conflict.SKIP)
    profile = chosen_profile(context, places)
    with store_and_jobs(profile) as (store, client):
        selections = selections_of(store, sources)
        refuse_same_names(selections, "copy them to two places")
        location, name = _destination(store, selections, target)
        requests = [
            CopyRequest(selection, location, name, conflict, originals) for selection in selections
        ]
        guard = Guard.of(context, profile)
        for request in requests:
            guard.check(request, nobody_asked=True)
        return run_jobs(client, requests, speed_of(context), told, detach, guard.given)


def _destination(
    store: Store, selections: Sequence[Selection], target: Place
) -> tuple[Location, str]:
    """Return the level to copy to, and the new name of a single source, "" to keep its own."""
    from jos_tui.browse.resolve import resolve
    from jos_tui.cli.lookup import require_bucket

    require_bucket(store, target, CancelToken())
    if not target.key or target.key.endswith(SEPARATOR):
        return Location(target.bucket, target.key), ""
    if sum(selection.count for selection in selections) > 1:
        return Location(target.bucket, target.key + SEPARATOR), ""
    location, key = resolve(store, target.bucket, target.key, CancelToken())
    return location, base_name(key)
