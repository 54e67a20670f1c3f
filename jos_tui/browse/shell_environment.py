"""What a shell is told of the place it was opened at."""

from __future__ import annotations

import os
from collections.abc import Mapping

from jos_tui.core.location import Location
from jos_tui.profiles.keeping import Keeper
from jos_tui.profiles.profile import Profile


def shell_environment(
    profile: Profile, location: Location, environ: Mapping[str, str]
) -> dict[str, str]:
    """Return ``environ`` with the address of the store and the place in it; no keys are added.

    ``AWS_PROFILE`` is that of the connection; without one it goes, as it would name other keys for
    this address. What no variable can hold, such as a key with NUL, is left out.
    """
    told = {
        "S3_URI": location.uri,
        "AWS_ENDPOINT_URL": profile.endpoint.url,
        "AWS_ENDPOINT_URL_S3": profile.endpoint.url,  # it would come first if it were another one
        "AWS_REGION": profile.region,
        "AWS_CA_BUNDLE": profile.ca_file,
        "AWS_PROFILE": next((k.entry for k in profile.kept if k.keeper is Keeper.AWS), ""),
    }
    inherited = {name: value for name, value in environ.items() if name not in told}
    if not profile.ca_file and "AWS_CA_BUNDLE" in environ:
        inherited["AWS_CA_BUNDLE"] = environ["AWS_CA_BUNDLE"]
    return inherited | {name: value for name, value in told.items() if value and _fits(value)}


def _fits(value: str) -> bool:
    try:
        return b"\0" not in os.fsencode(value)
    except UnicodeEncodeError:
        return False
