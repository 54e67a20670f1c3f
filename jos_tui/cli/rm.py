"""``jos-tui rm``: objects and prefixes, after a look at what goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from jos_tui.cli import output
from jos_tui.cli.connect import chosen_profile, store_and_jobs
from jos_tui.cli.exits import ExitCode
from jos_tui.cli.guard import Guard, confirm_option
from jos_tui.cli.options import connection_options
from jos_tui.cli.places import Place, places_argument
from jos_tui.cli.transfer_options import outcome_options
from jos_tui.cli.trashing import trash_confirmed
from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.location import SEPARATOR, Location
from jos_tui.jobs.model import Selection
from jos_tui.jobs.request import DeleteRequest, Options, Scope
from jos_tui.jobs.trash import can_be_trashed
from jos_tui.profiles.profile import Trash

if TYPE_CHECKING:
    from jos_tui.jobs.worker.client import JobsClient
    from jos_tui.store.store import Store


@click.command()
@click.argument(
    "places", metavar="s3://BUCKET/KEY...", nargs=-1, required=True, callback=places_argument
)
@click.option("-r", "--recursive", is_flag=True, help="Delete everything below a prefix.")
@click.option(
    "--versions",
    "scope",
    flag_value=Scope.ALL_VERSIONS,
    type=Scope,
    help="Also all older versions, delete markers and unfinished uploads.",
)
@click.option(
    "--noncurrent",
    "scope",
    flag_value=Scope.NONCURRENT,
    type=Scope,
    help="Only older versions and delete markers: what ls shows stays.",
)
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@confirm_option
@outcome_options
@connection_options
@click.pass_context
def rm(
    context: click.Context,
    places: list[Place],
    recursive: bool,
    scope: Scope | None,
    yes: bool,
    detach: bool,
    as_json: bool,
) -> int:
    """Delete objects, with --recursive also prefixes. All must be in one bucket.

    Names are taken exactly, without patterns. First counts what goes, then asks; Enter stops
    the counting, and then only what was counted goes.
    """
    from jos_tui.cli.confirm import require_terminal_or

    _check(places, recursive)
    require_terminal_or(yes)
    profile = chosen_profile(context, places)
    with store_and_jobs(profile) as (store, client):
        reach = scope or Scope.CURRENT
        selection = _selection(store, places, recursive, reach)
        guard = Guard.of(context, profile)
        if scope is None and profile.trash is Trash.ON and can_be_trashed(selection):
            return trash_confirmed(client, selection, guard, yes, as_json, detach)
        request = DeleteRequest(selection, reach)
        return delete_confirmed(client, request, guard, yes, as_json, detach)


def delete_confirmed(
    client: JobsClient,
    request: DeleteRequest,
    guard: Guard,
    yes: bool,
    as_json: bool,
    detach: bool,
) -> int:
    """Count what goes, show it, ask, and carry it out; return the exit code."""
    from jos_tui.cli.confirm import confirmed
    from jos_tui.cli.drafting import Counting, drafted
    from jos_tui.cli.reporting import Told
    from jos_tui.cli.running import run_confirmed

    guard.check(request, nobody_asked=yes)
    counting = Counting.TO_THE_END if yes else Counting.UNTIL_ENTER
    with drafted(client, request, Options(), counting) as draft:
        if not draft.items_total:
            output.say("There is nothing to delete.")
            return ExitCode.SOME_FAILED
        if not confirmed(client, request, draft, guard, yes):
            return ExitCode.SOME_FAILED
        told = Told(as_json, said=frozenset(client.report(draft.id).notes))
        return run_confirmed(client, draft.id, told, detach, guard.word_for(request))


def _check(places: Sequence[Place], recursive: bool) -> None:
    if len({place.bucket for place in places}) > 1:
        raise click.UsageError("All places must be in one bucket.")
    for place in places:
        if not recursive and (not place.key or place.key.endswith(SEPARATOR)):
            raise click.UsageError(f"{place.text} is a prefix: add --recursive to delete it.")


def _selection(store: Store, places: Sequence[Place], recursive: bool, scope: Scope) -> Selection:
    """Return the chosen rows, as rows of the bucket's root, with what lies in others left out."""
    entries = [_entry(store, place, recursive, scope) for place in places]
    prefixes = tuple({entry.key for entry in entries if entry.kind is Kind.PREFIX})
    outermost = [
        entry
        for entry in entries
        if not any(entry.key != p and entry.key.startswith(p) for p in prefixes)
    ]
    return Selection(Location(places[0].bucket), tuple(dict.fromkeys(outermost)))


def _entry(store: Store, place: Place, recursive: bool, scope: Scope) -> Entry:
    from jos_tui.cli.lookup import look_up_content, look_up_hidden

    look = look_up_content if scope is Scope.CURRENT else look_up_hidden
    entry = look(store, place, CancelToken()).entry
    if entry.kind is Kind.BUCKET:
        return Entry("", Kind.PREFIX)  # its content: the bucket stays
    if entry.kind is Kind.PREFIX and not recursive:
        raise click.UsageError(f"{place.text}/ is a prefix: add --recursive to delete it.")
    return entry
