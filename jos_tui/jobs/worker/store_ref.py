"""Which connection a profile stands for."""

from __future__ import annotations

from pathlib import Path

from jos_tui.jobs.request import StoreRef
from jos_tui.profiles.profile import Profile


def ref_of(profile: Profile) -> StoreRef:
    """Return what a job remembers of its connection: no secret, and nothing from one.

    Raises ProfileError if the profile is incomplete.
    """
    return StoreRef(
        name=profile.name,
        source=_file(profile.source),
        endpoint=profile.endpoint.url,
        region=profile.region,
        anonymous=profile.anonymous,
    )


def _file(source: str) -> str:
    """Return the path of the file a profile was read from, "" if it was none."""
    if source.startswith("~/"):
        return str(Path.home() / source[2:])
    return source if source.startswith("/") else ""
