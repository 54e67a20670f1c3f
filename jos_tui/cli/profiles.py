"""``jos-tui profiles``: what was found to connect with, and where, without secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jos_tui.cli import output
from jos_tui.cli.access_keys import shortened
from jos_tui.cli.connect import find_profiles
from jos_tui.cli.exits import ExitCode
from jos_tui.cli.options import connection_of, connection_options

if TYPE_CHECKING:
    from jos_tui.profiles.found import Found
    from jos_tui.profiles.profile import Profile


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@connection_options
@click.pass_context
def profiles(context: click.Context, as_json: bool) -> int:
    """List the connections that were found, and where. Shows no secrets."""
    found = find_profiles(connection_of(context))
    if as_json:
        output.write_lines(output.as_json(_record(profile)) for profile in found.profiles)
    else:
        _print(found)
    for problem in found.problems:
        output.say_error(problem)
    for note in found.notes:
        output.say(note)
    if not found.profiles:
        output.say("No connections were found. See --credentials and --endpoint in --help.")
    return ExitCode.NO_ACCESS if found.problems and not found.profiles else ExitCode.DONE


def _print(found: Found) -> None:
    rows = [_columns(profile) for profile in found.profiles]
    widths = [max((len(row[i]) for row in rows), default=0) for i in range(3)]
    for row in rows:
        padded = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False))
        output.write_lines(["  ".join((*padded, row[-1]))])


def _columns(profile: Profile) -> tuple[str, str, str, str]:
    sources = ", ".join((profile.source, *profile.also_in))
    address = profile.address or "no address"
    key = "anonymous" if profile.anonymous else f"key {shortened(profile.access_key)}"
    return (
        output.as_shown(profile.name),
        output.as_shown(address),
        output.as_shown(key),
        output.as_shown(sources),
    )


def _record(profile: Profile) -> dict[str, object]:
    return {
        "name": profile.name,
        "endpoints": [endpoint.url for endpoint in profile.endpoints],
        "access_key": shortened(profile.access_key),
        "region": profile.region,
        "source": profile.source,
        "also_in": list(profile.also_in),
    }
