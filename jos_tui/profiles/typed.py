"""One line that says where to go: a tenancy, an address, or the address of data in a store."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import urlsplit

from jos_tui.core.errors import ProfileError
from jos_tui.core.location import Target, parse_target
from jos_tui.profiles.endpoint import looks_like_tenancy, parse_endpoint, place_at
from jos_tui.profiles.found import place_of
from jos_tui.profiles.profile import TYPED_IN, Endpoint, Profile
from jos_tui.profiles.secret import Secret

NOWHERE = Target("", "")
_WEB = ("http://", "https://")


class Address(NamedTuple):
    """The endpoints, preferred one first, and the place to begin at.

    An ``s3://`` address names a place and no store: then there are no endpoints.
    """

    endpoints: tuple[Endpoint, ...]
    start: Target = NOWHERE


def read_address(text: str) -> Address:
    """Return what was typed or pasted. Raises ProfileError, whose text repeats no keys."""
    text = text.strip()
    if text.startswith("s3://"):
        start = parse_target(text)
        if not start.bucket:
            raise ProfileError("s3:// names no store", "", "Type a JASMIN tenancy or an address.")
        return Address((), start)
    if not text.lower().startswith(_WEB):
        return Address(parse_endpoint(text))
    try:
        parts = urlsplit(text)
    except ValueError:
        raise ProfileError(
            "This is not a usable URL", "", "Type a JASMIN tenancy or an address."
        ) from None
    endpoints = parse_endpoint(f"{parts.scheme}://{parts.netloc}")
    start = parse_target(f"{parts.scheme.lower()}://{parts.netloc}{parts.path}")
    return Address(endpoints, Target(start.bucket, start.key))


def known_at(endpoints: tuple[Endpoint, ...], known: Iterable[Profile]) -> Profile | None:
    """Return the first of the profiles with keys for the store that is meant."""
    place = place_at(endpoints)
    return next((p for p in known if place and not p.anonymous and place_of(p) == place), None)


def at_address(known: Profile, endpoints: tuple[Endpoint, ...]) -> Profile:
    """Return a known profile that tries what was typed first, then what it had."""
    together = tuple(dict.fromkeys((*endpoints, *known.endpoints)))
    return replace(known, endpoints=together, assumed=False)


def typed_profile(
    endpoints: tuple[Endpoint, ...], access_key: str, secret: str, taken: Iterable[str] = ()
) -> Profile:
    """Return a profile of keys that were typed in, or of none, by a name that is not ``taken``.

    Raises ProfileError for half a pair of keys.
    """
    if bool(access_key) != bool(secret):
        raise ProfileError(
            "Access key and secret key come together",
            "One of them is empty",
            "Fill in both, or neither for public data.",
        )
    return Profile(
        name=_free(place_at(endpoints), set(taken)),
        endpoints=endpoints,
        access_key=access_key,
        secret_key=Secret(secret) if secret else None,
        source=TYPED_IN,
    )


def likely_address(profile: Profile) -> str:
    """Return the tenancy to offer for keys without an address, by their name; "" for none.

    Tenancies end in ``-o``, but not everybody types that.
    """
    for name in (profile.name, *profile.also_named):
        tenancy = looks_like_tenancy(name) or looks_like_tenancy(f"{name}-o")
        if tenancy and "credentials" not in tenancy and tenancy != "default-o":
            return tenancy
    return ""


def _free(name: str, taken: set[str]) -> str:
    if name not in taken:
        return name
    number = 2
    while f"{name}-{number}" in taken:
        number += 1
    return f"{name}-{number}"
