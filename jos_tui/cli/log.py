"""``jos-tui log``: what was written and deleted from this account, and when."""

from __future__ import annotations

import re
import time

import click

from jos_tui.cli import output
from jos_tui.cli.exits import ExitCode
from jos_tui.cli.places import Place, place_argument
from jos_tui.core import formats
from jos_tui.core.location import Location
from jos_tui.jobs.change_log import NO_JOB, LoggedChange
from jos_tui.jobs.worker.paths import StateHome

_AGE = re.compile(r"(\d{1,5})([mhdw])")
_SECONDS = {"m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_AT_ONCE = 1000


def _age(_context: click.Context, _parameter: click.Parameter, text: str | None) -> int:
    """Return since when, in milliseconds since 1970 UTC."""
    if text is None:
        return 0
    match = _AGE.fullmatch(text)
    if match is None:
        raise click.BadParameter("Write a number and one of m, h, d, w: 90m, 7d.")
    return int((time.time() - int(match[1]) * _SECONDS[match[2]]) * 1000)


@click.command()
@click.argument("place", metavar="[s3://BUCKET/PREFIX]", required=False, callback=place_argument)
@click.option("--since", metavar="AGE", callback=_age, help="Only what is no older: 90m, 12h, 7d.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
def log(place: Place, since: int, as_json: bool) -> int:
    """Show what was changed in stores from this account, on any host; the oldest first.

    Time (UTC), what was done, where, size, and the job that did it.
    """
    lines: list[str] = []
    for change in StateHome.of_user().change_log():
        if change.time_ms < since or not _is_below(change, place):
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
    return f"{when}  {change.deed.value:<14}  {where}{size}{job}"


def _json_line(change: LoggedChange) -> str:
    record: dict[str, object] = {
        "time": formats.iso_time(change.time_ms),
        "did": change.deed.value,
        "endpoint": change.endpoint,
        "bucket": change.bucket,
    }
    if change.key:
        record["key"] = change.key
    if change.size >= 0:
        record |= {"size": change.size, "etag": change.etag}
    if change.job != NO_JOB:
        record["job"] = change.job
    return output.as_json(record)
