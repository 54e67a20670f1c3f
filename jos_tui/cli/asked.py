"""What the command line says about the connection, and the profiles it can mean.

Without click: the screen opens without it.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from jos_tui.cli import crash
from jos_tui.cli.local_paths import absolute

if TYPE_CHECKING:
    from jos_tui.profiles.found import Found


class ConnectionOptions(NamedTuple):
    """What the command line says about the connection; empty fields were not given."""

    credentials: Path | None = None
    endpoint: str = ""
    profile: str = ""
    anonymous: bool = False
    region: str = ""
    read_only: bool = False


def find_profiles(options: ConnectionOptions, endpoint: str = "") -> Found:
    """Return the profiles the options can mean; ``endpoint`` counts where they name none.

    Raises ProfileError.
    """
    from jos_tui.profiles.wanted import Wanted, resolve

    file = options.credentials
    wanted = Wanted(
        # The worker, which stands in another folder, reads it again when it needs to.
        credentials_file=Path(absolute(str(file))) if file else None,
        endpoint=options.endpoint or endpoint,
        profile=options.profile,
        anonymous=options.anonymous,
    )
    found = resolve(wanted, os.environ, Path.home(), _current_folder())
    for profile in found.profiles:
        crash.conceal(profile.secret_key)
        crash.conceal(profile.session_token)
    return as_asked(found, options)


def as_asked(found: Found, options: ConnectionOptions) -> Found:
    """Return profiles with what the command line says about how to use them."""
    from jos_tui.profiles.profile import Rights

    found = found._replace(rights=Rights.READ if options.read_only else found.rights)
    profiles = [
        found.braked(replace(profile, region=options.region or profile.region))
        for profile in found.profiles
    ]
    return found._replace(profiles=tuple(profiles))


def _current_folder() -> Path:
    try:
        return Path.cwd()
    except FileNotFoundError:  # it was deleted meanwhile
        return Path.home()
