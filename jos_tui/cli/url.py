"""``jos-tui url``: addresses that open in other programs, plain or presigned."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from jos_tui.browse.amounts import AGE_EXAMPLES, read_age
from jos_tui.cli import crash, output
from jos_tui.cli.connect import chosen_profile
from jos_tui.cli.exits import ExitCode
from jos_tui.cli.options import connection_options
from jos_tui.cli.places import Place, places_argument
from jos_tui.core import formats
from jos_tui.core.errors import ProfileError
from jos_tui.core.urls import url_of

if TYPE_CHECKING:
    from jos_tui.profiles.profile import Profile


def _lifetime(_: click.Context, __: click.Parameter, text: str | None) -> int | None:
    from jos_tui.store.presigning import LONGEST_SECONDS

    if text is None:
        return None
    seconds = read_age(text)
    if seconds is None:
        raise click.BadParameter(f"Write it as {AGE_EXAMPLES}.")
    if not 1 <= seconds <= LONGEST_SECONDS:
        raise click.BadParameter("A presigned URL lasts from one second to seven days.")
    return int(seconds)


@click.command()
@click.argument("places", metavar="PLACE...", nargs=-1, required=True, callback=places_argument)
@click.option(
    "--presign",
    "seconds",
    metavar="AGE",
    callback=_lifetime,
    help="Let whoever has the URL read the object for so long: 12h, 7d at most.",
)
@click.option("--inside", is_flag=True, help="The address for inside JASMIN.")
@click.option("--outside", is_flag=True, help="The address for outside JASMIN.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@connection_options
@click.pass_context
def url(
    context: click.Context,
    places: list[Place],
    seconds: int | None,
    inside: bool,
    outside: bool,
    as_json: bool,
) -> int:
    """Print the http(s) URL of each place, one a line.

    Nobody asks whether the object is there. With --presign it needs no keys until it ends.
    """
    if inside and outside:
        raise click.UsageError("Choose one of --inside and --outside.")
    if seconds is not None and (bucket := next((each for each in places if not each.key), None)):
        raise click.UsageError(f"'{bucket.text}' is a bucket: a presigned URL is for an object.")
    profile = chosen_profile(context, places)
    if inside or outside:
        profile = _at_side(profile, inside=inside)
    output.write_lines([_line(profile, place, seconds, as_json) for place in places])
    return ExitCode.DONE


def _line(profile: Profile, place: Place, seconds: int | None, as_json: bool) -> str:
    from jos_tui.store.presigning import presigned_url

    record: dict[str, object] = {"bucket": place.bucket, "key": place.key}
    if seconds is None:
        address = url_of(profile.endpoint.url, place.bucket, place.key)
    else:
        signed = presigned_url(profile, place.bucket, place.key, seconds)
        crash.conceal(signed.url)
        address = signed.url.reveal()
        record["expires"] = formats.iso_time(signed.expires_ms)
    return output.as_json({"url": address, **record}) if as_json else address


def _at_side(profile: Profile, *, inside: bool) -> Profile:
    from jos_tui.profiles.endpoint import is_inside, other_side

    if is_inside(profile.endpoint) is inside and other_side(profile.endpoint) is not None:
        return profile
    other = other_side(profile.endpoint)
    if other is None:
        raise ProfileError(
            f"{profile.endpoint} has no inside and outside",
            "Only the stores of JASMIN have",
            "Leave --inside and --outside away.",
        )
    return replace(profile, endpoints=(other,))
