"""``jos-tui mb`` and ``jos-tui rb``: make and remove a bucket."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jos_tui.cli.connect import chosen_profile, connected, store_and_jobs
from jos_tui.cli.exits import ExitCode
from jos_tui.cli.guard import Guard, confirm_option
from jos_tui.cli.options import connection_options
from jos_tui.cli.places import Place, bucket_argument
from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.errors import Conflict
from jos_tui.core.location import Location
from jos_tui.jobs.model import Change, Selection
from jos_tui.jobs.request import DeleteRequest, Scope

if TYPE_CHECKING:
    from jos_tui.store.store import Store


@click.command()
@click.argument("bucket", metavar="BUCKET", callback=bucket_argument)
@connection_options
@click.pass_context
def mb(context: click.Context, bucket: Place) -> int:
    """Make a bucket."""
    with connected(context, [bucket]) as store:
        store.make_bucket(bucket.bucket, CancelToken())
        _write_down(store, Change("", Entry(bucket.bucket, Kind.BUCKET)))
    return ExitCode.DONE


@click.command()
@click.argument("bucket", metavar="BUCKET", callback=bucket_argument)
@click.option("--force", is_flag=True, help="Delete everything in it first.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@confirm_option
@click.option("--detach", is_flag=True, help="With --force: print the job's number and leave.")
@connection_options
@click.pass_context
def rb(context: click.Context, bucket: Place, force: bool, yes: bool, detach: bool) -> int:
    """Remove an empty bucket, with --force also a full one, with all versions.

    --force first counts what goes, then asks for the bucket's name.
    """
    from jos_tui.cli.confirm import require_terminal_or

    if not force:
        with connected(context, [bucket]) as store:
            if not _may_go(bucket, Guard.of(context, store.profile), yes):
                return ExitCode.SOME_FAILED
            return _remove_empty(store, bucket.bucket)
    require_terminal_or(yes)
    return _remove_with_content(context, bucket, yes, detach)


def _may_go(bucket: Place, guard: Guard, yes: bool) -> bool:
    """Whether an empty bucket is not protected, or its name is given. Raises Protected."""
    from jos_tui.cli.confirm import agrees_by_typing, is_terminal

    request = DeleteRequest(_chosen(bucket))
    guard.check(request, nobody_asked=yes or not is_terminal())
    return not guard.is_to_be_typed(request) or agrees_by_typing(bucket.bucket, "delete")


def _chosen(bucket: Place) -> Selection:
    return Selection(Location(), (Entry(bucket.bucket, Kind.BUCKET),))


def _remove_empty(store: Store, bucket: str) -> int:
    try:
        store.remove_bucket(bucket, CancelToken())
    except Conflict as exc:
        next_step = "Add --force to delete what is in it as well."
        raise Conflict(exc.title, exc.reason, next_step, code=exc.code, status=exc.status) from exc
    _write_down(store, Change("", deleted=bucket))
    return ExitCode.DONE


def _write_down(store: Store, change: Change) -> None:
    from jos_tui.jobs.worker.paths import StateHome

    StateHome.of_user().change_log().add([change], store.profile.endpoint.url)


def _remove_with_content(context: click.Context, bucket: Place, yes: bool, detach: bool) -> int:
    from jos_tui.cli.lookup import require_bucket
    from jos_tui.cli.rm import delete_confirmed

    profile = chosen_profile(context, [bucket])
    with store_and_jobs(profile) as (store, client):
        require_bucket(store, bucket, CancelToken())
        guard = Guard.of(context, profile)
        request = DeleteRequest(_chosen(bucket), Scope.ALL_VERSIONS)
        return delete_confirmed(client, request, guard, yes, as_json=False, detach=detach)
