"""``jos-tui put``: files and folders of this machine into a store."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jos_tui.cli.completing import local_paths
from jos_tui.cli.connect import chosen_profile, store_and_jobs
from jos_tui.cli.local_paths import absolute
from jos_tui.cli.options import connection_options
from jos_tui.cli.places import Place, is_remote, place_in_bucket
from jos_tui.cli.transfer_options import (
    conflict_option,
    filter_options,
    folder_options,
    move_option,
    outcome_options,
    speed_of,
    speed_options,
)
from jos_tui.core.background import CancelToken
from jos_tui.core.location import SEPARATOR, Location, base_name
from jos_tui.jobs.model import Conflict
from jos_tui.jobs.request import EmptyFolders, Filters, Originals, PutRequest, Symlinks

if TYPE_CHECKING:
    from jos_tui.store.store import Store


@click.command()
@click.argument(
    "arguments",
    metavar="PATH... s3://BUCKET/PREFIX/",
    nargs=-1,
    required=True,
    shell_complete=local_paths,
)
@conflict_option
@move_option
@filter_options
@folder_options
@speed_options
@outcome_options
@connection_options
@click.pass_context
def put(
    context: click.Context,
    arguments: tuple[str, ...],
    conflict: Conflict,
    originals: Originals,
    filters: Filters,
    symlinks: Symlinks,
    empty_folders: EmptyFolders,
    detach: bool,
    as_json: bool,
) -> int:
    """Upload files and folders.

    A folder becomes a prefix of its name. A target that ends in /, or that exists as a prefix, is
    uploaded below; otherwise a single file is stored under exactly that key. What is there already
    is kept unless --conflict says otherwise. With --move the files go that were stored, and folders
    that are empty then; links stay, with what they lead to.
    """
    from jos_tui.cli.reporting import Told
    from jos_tui.cli.running import run_jobs

    sources, target = _split(arguments)
    told = Told(as_json, conflict_hint=conflict is Conflict.SKIP)
    with store_and_jobs(chosen_profile(context, [target])) as (store, client):
        location, name = _destination(store, sources, target)
        request = PutRequest(
            tuple(sources),
            location,
            name,
            conflict=conflict,
            filters=filters,
            symlinks=symlinks,
            empty_folders=empty_folders,
            originals=originals,
        )
        return run_jobs(client, [request], speed_of(context), told, detach)


def _split(arguments: Sequence[str]) -> tuple[list[str], Place]:
    *sources, target = arguments
    if not sources:
        raise click.UsageError("Name what to upload and, last, where to: s3://bucket/prefix/.")
    for source in sources:
        if is_remote(source):
            raise click.UsageError("put uploads from this machine; only the target is in a store.")
        if source == "-":
            raise click.UsageError("put reads files, not stdin; ./- is a file of that name.")
    return [absolute(source) for source in sources], place_in_bucket(target)


def _destination(store: Store, sources: Sequence[str], target: Place) -> tuple[Location, str]:
    """Return the level to upload to, and the name of a single file, "" to keep its own."""
    from jos_tui.browse.resolve import resolve
    from jos_tui.cli.lookup import require_bucket

    require_bucket(store, target, CancelToken())
    if not target.key or target.key.endswith(SEPARATOR):
        return Location(target.bucket, target.key), ""
    if len(sources) > 1 or Path(sources[0]).is_dir():
        return Location(target.bucket, target.key + SEPARATOR), ""
    location, key = resolve(store, target.bucket, target.key, CancelToken())
    return location, base_name(key)
