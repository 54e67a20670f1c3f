"""What a reader found, and the one way from raw values to a profile."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import PurePath
from typing import NamedTuple

from jos_tui.core.errors import ProfileError
from jos_tui.profiles.config import NO_BRAKES, Brakes
from jos_tui.profiles.endpoint import parse_endpoint, place_at
from jos_tui.profiles.keeping import Keeping
from jos_tui.profiles.profile import Endpoint, Profile, Rights
from jos_tui.profiles.secret import Secret

NO_SECRET = Secret("")


class Found(NamedTuple):
    """Profiles in order of precedence, what could not be used, and what is worth knowing.

    ``problems`` name the file at fault. ``warnings`` are sentences about what should be put right,
    such as a file that others can read; ``notes`` about what is in order but may surprise, such as
    a skipped profile. ``rights`` and ``brakes`` are for all connections, also for those that the
    user makes in place of these.
    """

    profiles: tuple[Profile, ...] = ()
    problems: tuple[ProfileError, ...] = ()
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    rights: Rights = Rights.ALL
    brakes: Brakes = NO_BRAKES

    @property
    def remarks(self) -> tuple[str, ...]:
        """All that is to be said, the worst first."""
        return (*map(str, self.problems), *self.warnings, *self.notes)

    @property
    def urgent(self) -> tuple[str, ...]:
        """What is to be said without having been asked."""
        return (*map(str, self.brakes.config.problems), *self.warnings)

    def braked(self, profile: Profile) -> Profile:
        """Return a profile with the brakes that are for all, and those for it."""
        return self.brakes.applied_to(profile).within(self.rights)


def joined(parts: Iterable[Found]) -> Found:
    """Put several findings into one, in order."""
    everything = tuple(parts)
    return Found(
        tuple(profile for part in everything for profile in part.profiles),
        tuple(problem for part in everything for problem in part.problems),
        tuple(note for part in everything for note in part.notes),
        tuple(warning for part in everything for warning in part.warnings),
    )


class Claim(NamedTuple):
    """What one entry of a credentials file says, as it stands there.

    ``assumed_address`` is where the keys belong by convention if ``address`` is empty; ``kept`` how
    another program is told to read them; ``expires`` the last day on which they work.
    """

    source: str
    access_key: str = ""
    secret_key: Secret = NO_SECRET
    session_token: Secret = NO_SECRET
    address: str = ""
    assumed_address: str = ""
    region: str = ""
    name: str = ""
    kept: Keeping | None = None
    expires: date | None = None

    @property
    def half(self) -> bool:
        """Whether one of access key and secret key is missing."""
        return bool(self.access_key) != bool(self.secret_key.reveal())

    @property
    def where(self) -> str:
        """The source, and the entry in it if it has a name."""
        named = self.name and self.name != self.source
        return f"{self.source} [{self.name}]" if named else self.source


def found_in(claim: Claim) -> Found:
    """Return the profile a claim makes, or what is wrong with it.

    Keys with an address that cannot be used make an incomplete profile and a problem. Without
    keys a claim makes an anonymous profile, or nothing if there is no address either.
    """
    if claim.half:
        return Found(problems=(_half_error(claim),))
    endpoints, problems = _endpoints(claim)
    if not endpoints and not claim.access_key:
        return Found(problems=problems)
    profile = Profile(
        name=claim.name or place_at(endpoints) or _stem(claim.source),
        endpoints=endpoints,
        access_key=claim.access_key,
        secret_key=claim.secret_key if claim.access_key else None,
        session_token=claim.session_token if claim.session_token != NO_SECRET else None,
        region=claim.region or "us-east-1",
        source=claim.source,
        assumed=bool(endpoints) and not claim.address,
        kept=(claim.kept,) if claim.kept and claim.access_key else (),
        expires=claim.expires,
    )
    return Found((profile,), problems)


def place_of(profile: Profile) -> str:
    """Return what tells stores apart: the JASMIN tenancy or the host; "" if incomplete."""
    return place_at(profile.endpoints)


def _half_error(claim: Claim) -> ProfileError:
    title, reason = (
        (f"{claim.where} has no secret key", "Its access key is of no use alone")
        if claim.access_key
        else (f"{claim.where} has no access key", "Its secret key is of no use alone")
    )
    return ProfileError(title, reason, "Add the missing one.")


def _endpoints(claim: Claim) -> tuple[tuple[Endpoint, ...], tuple[ProfileError, ...]]:
    address = claim.address or claim.assumed_address
    if not address:
        return (), ()
    try:
        return parse_endpoint(address), ()
    except ProfileError as exc:
        error = ProfileError(f"The address in {claim.where} cannot be used", str(exc))
        return (), (error,)


def _stem(source: str) -> str:
    """Return ``jos-credentials`` for ``~/.credentials/jos-credentials.json``."""
    name = PurePath(source).name.lstrip(".")
    return name.partition(".")[0] or source
