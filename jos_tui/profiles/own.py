"""Connections of our own: what is kept of them in ``config.toml``, and only when asked."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from jos_tui.core.errors import ProfileError
from jos_tui.profiles.config import config_path
from jos_tui.profiles.document import shown
from jos_tui.profiles.profile import Profile


@dataclass(frozen=True, slots=True)
class OwnConnections:
    """The file of one user. What changes it blocks and raises ProfileError."""

    path: Path
    home: Path

    @classmethod
    def of_user(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Return the usual file."""
        home = Path.home()
        return cls(config_path(os.environ if environ is None else environ, home), home)

    @property
    def source(self) -> str:
        """What profiles kept in here have as their source."""
        return shown(self.path, self.home)

    def holds(self, profile: Profile) -> bool:
        """Whether the keys, or the address, of a profile are in here first."""
        return profile.source == self.source

    def keep(self, profile: Profile) -> Profile:
        """Write a profile down, keys and all; return it as it will be found from now on."""
        values = {"endpoint": profile.address}
        if profile.access_key and profile.secret_key is not None:
            secret = profile.secret_key.reveal()
            values |= {"access_key": profile.access_key, "secret_key": secret}
        self.change(profile, values)
        return replace(profile, source=self.source)

    def change(self, profile: Profile, values: Mapping[str, str]) -> None:
        """Set some lines of a profile's table; it may be about keys that are in another file."""
        from jos_tui.profiles.config_edit import set_profile

        set_profile(self.path, self.home, profile.name, values)

    def forget(self, profile: Profile) -> None:
        """Remove a profile's table. What holds it elsewhere is named instead."""
        if not self.holds(profile):
            raise ProfileError(
                f"{profile.name} is not ours to forget",
                f"It was found in {profile.source}, which belongs to another program",
                "Remove it there.",
            )
        from jos_tui.profiles.config_edit import remove_profile

        remove_profile(self.path, self.home, profile.name)
