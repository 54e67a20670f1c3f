"""Places in a store as arguments: ``s3://bucket/key`` and URLs.

Each ``…_argument`` is what click calls with the argument as typed; it fails with a usage error.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

import click

from jos_tui.core.errors import ProfileError
from jos_tui.core.location import parse_target

_SCHEMES = ("s3://", "http://", "https://")


class Place(NamedTuple):
    """An argument that names something in a store; no ``bucket`` is the list of buckets.

    ``endpoint`` is where a URL says the store is, otherwise "".
    """

    text: str
    bucket: str
    key: str
    endpoint: str = ""


def is_remote(text: str) -> bool:
    """Whether an argument can only mean a place in a store, not a local path."""
    return text.startswith(_SCHEMES)


def any_place(text: str) -> Place:
    """Read a place, also ``bucket/key`` without ``s3://``. Raises click.BadParameter."""
    try:
        target = parse_target(text)
    except ProfileError as exc:
        raise click.BadParameter(str(exc)) from exc
    if target.key and not target.bucket:
        raise click.BadParameter(f"'{text}' names no bucket.")
    endpoint = f"{urlsplit(text).scheme}://{target.host}" if target.host else ""
    return Place(text, target.bucket, target.key, endpoint)


def place_in_bucket(text: str) -> Place:
    """Read a place that cannot be mistaken for a local path. Raises click.BadParameter."""
    if not is_remote(text):
        raise click.BadParameter(f"'{text}' is not in a store: write s3://bucket/key.")
    place = any_place(text)
    if not place.bucket:
        raise click.BadParameter(f"'{text}' names no bucket.")
    return place


def place_argument(_: click.Context, __: click.Parameter, text: str | None) -> Place:
    """Any place; the list of buckets if none is given."""
    return any_place(text or "s3://")


def places_argument(_: click.Context, __: click.Parameter, texts: Sequence[str]) -> list[Place]:
    """Several places, each in a bucket."""
    return [place_in_bucket(text) for text in texts]


def bucket_argument(_: click.Context, __: click.Parameter, text: str) -> Place:
    """A bucket, by its name or as ``s3://bucket``."""
    place = any_place(text)
    if not place.bucket or place.key:
        raise click.BadParameter(f"'{text}' is not the name of a bucket.")
    return place


def common_endpoint(places: Sequence[Place]) -> str:
    """Return the one endpoint that URLs among the places name, "" if there are none."""
    endpoints = {place.endpoint for place in places if place.endpoint}
    if len(endpoints) > 1:
        raise click.UsageError("All places must be in the same store.")
    return next(iter(endpoints), "")
