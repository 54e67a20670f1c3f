"""``jos-tui profiles``: what was found to connect with, and where, without secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jos_tui.cli import output
from jos_tui.cli.asked import find_profiles
from jos_tui.cli.exits import ExitCode
from jos_tui.cli.options import connection_of, connection_options
from jos_tui.profiles.access_keys import shortened
from jos_tui.profiles.endpoint import is_in_the_clear
from jos_tui.profiles.profile import Rights, Verification

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
    for remark in (*found.warnings, *found.notes, *map(_in_the_clear, found.profiles)):
        if remark:
            output.say(remark)
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
    settings = "".join(f"  [{setting}]" for setting in _settings(profile))
    return (
        output.as_shown(profile.name),
        output.as_shown(address),
        output.as_shown(key),
        output.as_shown(sources + settings),
    )


def _settings(profile: Profile) -> list[str]:
    """Return how a connection is used, where that is not the usual way."""
    settings = ["read-only"] if profile.rights is Rights.READ else []
    if profile.protected:
        settings.append(f"protected: {', '.join(profile.protected)}")
    if profile.ca_file:
        settings.append(f"trusts {profile.ca_file}")
    if profile.verification is Verification.NONE:
        settings.append("certificate not checked")
    return settings


def _in_the_clear(profile: Profile) -> str:
    if not is_in_the_clear(profile):
        return ""
    return (
        f"{profile.name}: what goes to and from {profile.address} can be read on the way. Use "
        "https if the store speaks it."
    )


def _record(profile: Profile) -> dict[str, object]:
    return {
        "name": profile.name,
        "endpoints": [endpoint.url for endpoint in profile.endpoints],
        "access_key": shortened(profile.access_key),
        "region": profile.region,
        "source": profile.source,
        "also_in": list(profile.also_in),
        "read_only": profile.rights is Rights.READ,
        "protected": list(profile.protected),
        "ca_file": profile.ca_file,
        "verify": profile.verification is Verification.FULL,
    }
