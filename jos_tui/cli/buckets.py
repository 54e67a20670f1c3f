"""``jos-tui mb`` and ``jos-tui rb``: make and remove a bucket."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jos_tui.cli.connect import chosen_profile, connected, store_and_jobs
from jos_tui.cli.exits import ExitCode
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
            return _remove_empty(store, bucket.bucket)
    require_terminal_or(yes)
    return _remove_with_content(context, bucket, yes, detach)


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

    selection = Selection(Location(), (Entry(bucket.bucket, Kind.BUCKET),))
    with store_and_jobs(chosen_profile(context, [bucket])) as (store, client):
        require_bucket(store, bucket, CancelToken())
        request = DeleteRequest(selection, Scope.ALL_VERSIONS)
        return delete_confirmed(client, request, yes, as_json=False, detach=detach)
