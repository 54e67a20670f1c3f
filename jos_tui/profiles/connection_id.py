"""What a connection is known by from one start of the program to the next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from jos_tui.profiles.found import place_of
from jos_tui.profiles.profile import Profile


@dataclass(frozen=True, slots=True)
class ConnectionId:
    """A connection as far as it is written down: its name, and its tenancy or host. No keys.

    ``source`` is where its keys were found when it was written down, for people; keys may move
    from one file to another, so it does not tell connections apart.
    """

    name: str
    host: str
    source: str = field(default="", compare=False)

    @classmethod
    def of(cls, profile: Profile) -> ConnectionId:
        """Return that of a profile: the same inside and outside JASMIN."""
        return cls(profile.name, place_of(profile), profile.source)

    def __str__(self) -> str:
        return f"{self.name} at {self.host}"

    def among(self, profiles: Iterable[Profile]) -> Profile | None:
        """Return the profile that is this connection, None if there is none.

        Names are given so that each is there once: where files came or went, the profile of the
        same source and store that had this name as well is meant.
        """
        here = [profile for profile in profiles if place_of(profile) == self.host]
        named = [profile for profile in here if profile.name == self.name]
        renamed = [one for one in here if self._is_source_of(one) and self.name in one.also_named]
        return next(iter((*named, *renamed)), None)

    def _is_source_of(self, profile: Profile) -> bool:
        return bool(self.source) and self.source in (profile.source, *profile.also_in)
