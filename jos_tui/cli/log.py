"""``jos-tui log``: what was written and deleted from this account, and when."""

from __future__ import annotations

import click

from jos_tui.cli import output
from jos_tui.cli.ages import moment_of_age
from jos_tui.cli.exits import ExitCode
from jos_tui.cli.places import Place, place_argument
from jos_tui.core import formats
from jos_tui.core.location import Location
from jos_tui.jobs.change_log import NO_JOB, LoggedChange
from jos_tui.jobs.worker.paths import StateHome

_AT_ONCE = 1000


@click.command()
@click.argument("place", metavar="[s3://BUCKET/PREFIX]", required=False, callback=place_argument)
@click.option(
    "--since", metavar="AGE", callback=moment_of_age, help="Only what is no older: 12h, 7d, 2w."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
def log(place: Place, since: int | None, as_json: bool) -> int:
    """Show what was changed in stores from this account, on any host; the oldest first.

    Time (UTC), what was done, where, size, and the job that did it.
    """
    lines: list[str] = []
    for change in StateHome.of_user().change_log():
        if change.time_ms < (since or 0) or not _is_below(change, place):
            continue
        lines.append(_json_line(change) if as_json else _plain_line(change))
        if len(lines) == _AT_ONCE:
            output.write_lines(lines)
            lines.clear()
    output.write_lines(lines)
    return ExitCode.DONE


def _is_below(change: LoggedChange, place: Place) -> bool:
    if not place.bucket:
        return True
    return change.bucket == place.bucket and change.key.startswith(place.key)


def _plain_line(change: LoggedChange) -> str:
    when = formats.date(change.time_ms)
    where = output.as_shown(Location(change.bucket, change.key).uri)
    size = f"  {formats.size(change.size)}" if change.size >= 0 else ""
    job = f"  job {change.job}" if change.job != NO_JOB else ""
    return f"{when}  {change.deed.value:<15}  {where}{size}{job}"


def _json_line(change: LoggedChange) -> str:
    record: dict[str, object] = {
        "time": formats.iso_time(change.time_ms),
        "did": change.deed.value,
        "endpoint": change.endpoint,
        "bucket": change.bucket,
    }
    if change.key:
        record["key"] = change.key
    if change.version:
        record["version"] = change.version
    if change.size >= 0:
        record |= {"size": change.size, "etag": change.etag}
    if change.job != NO_JOB:
        record["job"] = change.job
    return output.as_json(record)
