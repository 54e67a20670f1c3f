"""``jos-tui get``: objects, prefixes and patterns to this machine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jos_tui.cli.ages import moment
from jos_tui.cli.completing import local_paths
from jos_tui.cli.connect import chosen_profile, store_and_jobs
from jos_tui.cli.guard import Guard, confirm_option
from jos_tui.cli.local_paths import absolute
from jos_tui.cli.options import connection_options
from jos_tui.cli.places import Place, is_remote, place_in_bucket
from jos_tui.cli.transfer_options import (
    conflict_option,
    filter_options,
    move_option,
    outcome_options,
    speed_of,
    speed_options,
)
from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Kind
from jos_tui.core.errors import NotSupported
from jos_tui.core.location import SEPARATOR
from jos_tui.core.text import printable
from jos_tui.jobs.model import Conflict, Selection
from jos_tui.jobs.request import Filters, GetRequest, Originals

if TYPE_CHECKING:
    from jos_tui.cli.lookup import Row
    from jos_tui.store.store import Store


@click.command()
@click.argument(
    "arguments",
    metavar="s3://SOURCE... [DEST]",
    nargs=-1,
    required=True,
    shell_complete=local_paths,
)
@click.option(
    "--as-of",
    metavar="TIME",
    callback=moment,
    help="As it was then, where versions are kept: 2026-03-01, '2026-03-01 12:00', 3d.",
)
@conflict_option
@move_option
@confirm_option
@filter_options
@speed_options
@outcome_options
@connection_options
@click.pass_context
def get(
    context: click.Context,
    arguments: tuple[str, ...],
    as_of: int,
    conflict: Conflict,
    originals: Originals,
    filters: Filters,
    detach: bool,
    as_json: bool,
) -> int:
    """Download objects, prefixes, or what matches a pattern in the last name.

    A prefix becomes a folder. DEST is the current folder unless given; an existing folder, or a
    DEST that ends in /, is saved into; otherwise a single object is saved as DEST. What is there
    already is kept unless --conflict says otherwise. With --move the objects go that were saved.
    """
    from jos_tui.cli.reporting import Told
    from jos_tui.cli.running import run_jobs
    from jos_tui.cli.selections import refuse_same_names, selections_of

    sources, destination = _split(arguments)
    told = Told(as_json, conflict_hint=conflict is Conflict.SKIP)
    profile = chosen_profile(context, sources)
    with store_and_jobs(profile) as (store, client):
        selections = selections_of(store, sources, _look_up_then if as_of else None)
        refuse_same_names(selections, "get them into two folders")
        folder, name = _destination(destination, selections)
        requests = [
            GetRequest(
                selection, folder, name, conflict, filters, as_of_ms=as_of, originals=originals
            )
            for selection in selections
        ]
        guard = Guard.of(context, profile)
        for request in requests:
            guard.check(request, nobody_asked=True)
        return run_jobs(client, requests, speed_of(context), told, detach, guard.given)


def _split(arguments: Sequence[str]) -> tuple[list[Place], str]:
    destination = "."
    if len(arguments) > 1 and not is_remote(arguments[-1]):
        *arguments, destination = arguments
    if destination == "-":
        raise click.UsageError(
            "get writes files, not to stdout; ./- is a file of that name. For a pipe there is "
            "curl with what jos-tui url --presign 1h prints."
        )
    return [place_in_bucket(argument) for argument in arguments], destination


def _look_up_then(store: Store, source: Place, cancel: CancelToken) -> list[Row]:
    """Return what a place names, also where it is deleted now.

    Raises NotSupported where the store lists no versions, before there is a job that can never end.
    """
    from jos_tui.cli.lookup import look_up_hidden

    row = look_up_hidden(store, source, cancel)
    try:
        next(store.versions(row.level.child(row.entry.key), cancel), None)
    except NotSupported as exc:
        raise NotSupported(
            f"What was in {printable(source.bucket)} at that time cannot be told",
            "This store does not list the versions of objects",
            "Save what is there now: leave out --as-of.",
        ) from exc
    return [row]


def _destination(text: str, selections: Sequence[Selection]) -> tuple[str, str]:
    """Return the folder to save into, and the name of a single object, "" to keep its own.

    As ``cp`` reads it: an existing folder, or a path that ends in ``/``, is saved into. Any other
    path is the new file's own when one object was chosen, otherwise a folder to make.
    """
    path = Path(absolute(text))
    kinds = [entry.kind for selection in selections for entry in selection.entries]
    if kinds == [Kind.OBJECT] and not text.endswith(SEPARATOR) and not path.is_dir():
        return str(path.parent), path.name
    return str(path), ""
