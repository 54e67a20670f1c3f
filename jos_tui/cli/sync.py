"""``jos-tui sync``: make one side like the other, after a look at what differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from jos_tui.cli.completing import local_paths
from jos_tui.cli.connect import chosen_profile, jobs_of, store_of
from jos_tui.cli.exits import ExitCode
from jos_tui.cli.guard import Guard, confirm_option
from jos_tui.cli.local_paths import absolute
from jos_tui.cli.options import connection_options
from jos_tui.cli.places import Place, is_remote, place_in_bucket
from jos_tui.cli.transfer_options import (
    filter_options,
    folder_options,
    outcome_options,
    speed_of,
    speed_options,
)
from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.location import SEPARATOR, Location
from jos_tui.jobs.model import Conflict, Selection
from jos_tui.jobs.request import (
    EmptyFolders,
    Extra,
    Filters,
    GetRequest,
    Options,
    PutRequest,
    Symlinks,
)
from jos_tui.jobs.trash import today, with_trash
from jos_tui.profiles.profile import Trash

if TYPE_CHECKING:
    from jos_tui.profiles.profile import Profile


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to happen with the plan."""

    yes: bool
    dry_run: bool
    detach: bool
    as_json: bool
    guard: Guard


@click.command()
@click.argument("source", shell_complete=local_paths)
@click.argument("destination", shell_complete=local_paths)
@click.option("--delete", is_flag=True, help="Delete what is only at the destination.")
@click.option("--dry-run", is_flag=True, help="Print what differs, and change nothing.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@confirm_option
@filter_options
@folder_options
@speed_options
@outcome_options
@connection_options
@click.pass_context
def sync(
    context: click.Context,
    source: str,
    destination: str,
    delete: bool,
    dry_run: bool,
    yes: bool,
    filters: Filters,
    symlinks: Symlinks,
    empty_folders: EmptyFolders,
    detach: bool,
    as_json: bool,
) -> int:
    """Transfer only what differs.

    One of SOURCE and DESTINATION is a folder, the other s3://BUCKET/PREFIX/. What is in the source
    gets the same names in the destination. First shows what is new, changed and the same, then
    asks. Nothing is deleted without --delete.
    """
    from jos_tui.cli.confirm import require_terminal_or

    place = _only_place(source, destination)
    if not dry_run:
        require_terminal_or(yes, "add --yes to go ahead, or --dry-run to see what differs")
    extra = Extra.DELETE if delete else Extra.KEEP
    level = _level(place)
    request: GetRequest | PutRequest
    if is_remote(source):
        chosen = Selection(level, (Entry(level.prefix, Kind.PREFIX),))
        request = GetRequest(
            chosen,
            absolute(destination),
            conflict=Conflict.IF_DIFFERENT,
            filters=filters,
            extra=extra,
        )
    else:
        request = PutRequest(
            (absolute(source),),
            level,
            conflict=Conflict.IF_DIFFERENT,
            filters=filters,
            symlinks=symlinks,
            empty_folders=empty_folders,
            contents=True,
            extra=extra,
        )
    profile = _checked(context, place)
    if profile.trash is Trash.ON and isinstance(request, PutRequest):
        request = with_trash(request, today())
    asked = _Asked(yes, dry_run, detach, as_json, Guard.of(context, profile))
    return _sync(profile, request, speed_of(context), asked)


def _only_place(source: str, destination: str) -> Place:
    remote = [text for text in (source, destination) if is_remote(text)]
    if len(remote) != 1:
        raise click.UsageError("One of the two, and only one, is in a store: s3://bucket/prefix/.")
    return place_in_bucket(remote[0])


def _level(place: Place) -> Location:
    slash = SEPARATOR if place.key and not place.key.endswith(SEPARATOR) else ""
    return Location(place.bucket, place.key + slash)


def _checked(context: click.Context, place: Place) -> Profile:
    from jos_tui.cli.lookup import require_bucket

    profile = chosen_profile(context, [place])
    with store_of(profile) as store:
        require_bucket(store, place, CancelToken())
    return profile


def _sync(
    profile: Profile, request: GetRequest | PutRequest, options: Options, asked: _Asked
) -> int:
    from jos_tui.cli import sync_plan
    from jos_tui.cli.drafting import drafted
    from jos_tui.cli.reporting import Told
    from jos_tui.cli.running import run_confirmed

    guard = asked.guard
    if not asked.dry_run:
        guard.check(request, nobody_asked=asked.yes)
    with jobs_of(profile) as client, drafted(client, request, options) as draft:
        plan = sync_plan.plan_of(client, request, draft)
        if asked.dry_run:
            sync_plan.print_plan(plan, asked.as_json)
            return ExitCode.DONE
        sync_plan.say_plan(plan)
        if not plan.has_work:
            return ExitCode.DONE
        to_be_typed = guard.word_for(request) if guard.is_to_be_typed(request) else ""
        if not (asked.yes or sync_plan.confirmed(plan, to_be_typed)):
            return ExitCode.SOME_FAILED
        told = Told(asked.as_json, "Synchronised", said=frozenset(plan.notes))
        return run_confirmed(client, draft.id, told, asked.detach, guard.word_for(request))
