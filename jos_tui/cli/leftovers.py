"""``jos-tui leftovers``: unfinished uploads and older versions, which no listing shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from jos_tui.browse.leftovers import UploadLeft, VersionsLeft, uploads_left, versions_left
from jos_tui.cli import output
from jos_tui.cli.ages import moment_of_age
from jos_tui.cli.below import location_below
from jos_tui.cli.confirm import agrees, require_terminal_or
from jos_tui.cli.connect import connected
from jos_tui.cli.exits import ExitCode, of_error
from jos_tui.cli.options import connection_options
from jos_tui.cli.places import Place, place_argument
from jos_tui.cli.progress import ProgressLine
from jos_tui.core import formats
from jos_tui.core.background import CancelToken
from jos_tui.core.errors import JosError, NotSupported
from jos_tui.core.location import Location
from jos_tui.jobs.uploads_in_use import uploads_in_use
from jos_tui.jobs.worker.paths import StateHome
from jos_tui.store.capabilities import Ability

if TYPE_CHECKING:
    from jos_tui.store.store import Store


@click.command()
@click.argument("place", metavar="s3://BUCKET/PREFIX", callback=place_argument)
@click.option(
    "--older-than",
    metavar="AGE",
    callback=moment_of_age,
    help="Only uploads begun so long ago: 12h, 7d, 2w.",
)
@click.option("--abort", is_flag=True, help="Drop those uploads; needs --older-than.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@connection_options
@click.pass_context
def leftovers(
    context: click.Context,
    place: Place,
    older_than: int | None,
    abort: bool,
    yes: bool,
    as_json: bool,
) -> int:
    """Show unfinished uploads and count older versions: they take space and are not seen.

    For each upload: when it was begun (UTC), size and number of its parts, and its name.
    """
    location = location_below(place, "leftovers")
    if abort:
        if older_than is None:
            raise click.UsageError("--abort needs --older-than: others may be uploading just now.")
        require_terminal_or(yes, "add --yes to drop uploads without a question")
    with connected(context, [place]) as store:
        found = _uploads(store, location, older_than)
        _show_uploads(found, location, as_json)
        if abort:
            return _abort(store, location, found, yes)
        _show_versions(store, location, as_json)
    return ExitCode.DONE


def _uploads(store: Store, location: Location, older_than: int | None) -> list[UploadLeft]:
    progress, found = ProgressLine(), list[UploadLeft]()
    try:
        for left in uploads_left(store, location, CancelToken()):
            if older_than is None or 0 < left.upload.initiated_ms <= older_than:
                found.append(left)
            progress.show(f"{formats.plural(len(found), 'unfinished upload')}")
    except NotSupported:
        progress.clear()
        output.say(Ability.UPLOADS.value)
    finally:
        progress.clear()
    return found


def _show_uploads(found: Sequence[UploadLeft], location: Location, as_json: bool) -> None:
    if as_json:
        output.write_lines(map(_json_line, found))
    else:
        output.write_lines(_plain_line(left, location.prefix) for left in found)
        output.say(_total_of(found))


def _total_of(found: Sequence[UploadLeft]) -> str:
    size = formats.size(sum(left.size for left in found))
    return f"{formats.plural(len(found), 'unfinished upload')}, {size}."


def _show_versions(store: Store, location: Location, as_json: bool) -> None:
    progress, left = ProgressLine(), VersionsLeft()
    try:
        for left in versions_left(store, location, CancelToken()):
            progress.show(_words(left))
    except NotSupported:
        progress.clear()
        output.say(Ability.VERSIONS.value)
        return
    finally:
        progress.clear()
    if as_json:
        record = {"kind": "versions", "older": left.older, "bytes": left.size}
        output.write_lines([output.as_json({**record, "delete_markers": left.markers})])
    else:
        output.say(_words(left))


def _words(left: VersionsLeft) -> str:
    older = f"{formats.plural(left.older, 'older version')}, {formats.size(left.size)}"
    return f"{older}; {formats.plural(left.markers, 'delete marker')}."


def _abort(store: Store, location: Location, found: Sequence[UploadLeft], yes: bool) -> int:
    """Drop uploads, but those that a job of this host is at."""
    in_use = uploads_in_use(StateHome.of_user())
    doomed = [left for left in found if left.upload.upload_id not in in_use]
    if len(doomed) < len(found):
        kept = formats.plural(len(found) - len(doomed), "upload")
        output.say(f"{kept} of jobs that have not ended will be kept.")
    if not doomed or not (yes or agrees(f"Drop {_total_of(doomed).removesuffix('.')}?")):
        output.say("Nothing was dropped.")
        return ExitCode.DONE if not doomed else ExitCode.SOME_FAILED
    return _drop(store, location, doomed)


def _drop(store: Store, location: Location, doomed: Iterable[UploadLeft]) -> int:
    log, endpoint = StateHome.of_user().change_log(), store.profile.endpoint.url
    failed, dropped = ExitCode.DONE, list[UploadLeft]()
    for left in doomed:
        key = left.upload.key
        try:
            store.abort_upload(location.bucket, key, left.upload.upload_id)
        except JosError as error:
            output.say(f"{key}: {error}")
            failed = of_error(error)
        else:
            dropped.append(left)
            log.add_dropped(location.bucket, key, endpoint)
    output.say(f"Dropped {_total_of(dropped)}")
    return ExitCode.SOME_FAILED if failed and dropped else failed


def _plain_line(left: UploadLeft, prefix: str) -> str:
    when, size = formats.date(left.upload.initiated_ms), formats.size(left.size)
    name = output.as_shown(left.upload.key[len(prefix) :])
    return f"{when:<16}  {size:>9}  {left.parts:>6}  {name}"


def _json_line(left: UploadLeft) -> str:
    return output.as_json(
        {
            "kind": "upload",
            "key": left.upload.key,
            "upload_id": left.upload.upload_id,
            "began": formats.iso_time(left.upload.initiated_ms),
            "parts": left.parts,
            "bytes": left.size,
        }
    )
