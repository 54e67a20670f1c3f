"""Places that commands look below: a bucket, or a prefix with or without its ``/``."""

from __future__ import annotations

import click

from jos_tui.cli.places import Place
from jos_tui.core.errors import NotFound
from jos_tui.core.location import SEPARATOR, Location


def location_below(place: Place, command: str) -> Location:
    """Return what a place is as a prefix. Fails with a usage error without a bucket."""
    if not place.bucket:
        raise click.UsageError(f"{command} needs a bucket: s3://bucket or s3://bucket/prefix/.")
    slash = "" if not place.key or place.key.endswith(SEPARATOR) else SEPARATOR
    return Location(place.bucket, place.key + slash)


def require_content(location: Location, objects: int) -> None:
    """Raise NotFound for a prefix that turned out to have nothing in it: there is no such prefix.

    A bucket may be empty.
    """
    if location.prefix and not objects:
        raise NotFound(
            f"There is nothing below {location.uri}",
            "",
            "Names are case-sensitive; ls of the level above shows those there are.",
        )
