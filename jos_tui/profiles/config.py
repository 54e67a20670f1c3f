"""What the user has set for connections in jos-tui's own file: brakes, TLS, and keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from jos_tui.core.errors import ProfileError
from jos_tui.profiles.document import Document
from jos_tui.profiles.endpoint import place_at
from jos_tui.profiles.profile import Profile, Rights, Trash, Verification
from jos_tui.profiles.secret import Secret

_NO_SECRET = Secret("")


@dataclass(frozen=True, slots=True)
class Table:
    """One ``[profiles.NAME]``. ``ca_file`` is an absolute path, "" for none.

    ``address`` and keys make it a connection of its own, or say where keys that were found
    elsewhere under this name belong.
    """

    name: str
    rights: Rights = Rights.ALL
    protected: tuple[str, ...] = ()
    trash: Trash = Trash.OFF
    ca_file: str = ""
    verification: Verification = Verification.FULL
    address: str = field(default="", repr=False)  # keys are pasted into the wrong field
    access_key: str = ""
    secret_key: Secret = _NO_SECRET
    region: str = ""
    expires: date | None = None

    @property
    def has_keys(self) -> bool:
        """Whether there is a key in it, if only half of a pair."""
        return bool(self.access_key or self.secret_key.reveal())

    @property
    def is_connection(self) -> bool:
        """Whether it says more than how to use a connection found elsewhere."""
        return bool(self.address or self.has_keys)


class Config(NamedTuple):
    """The whole file.

    ``rights`` are READ for all connections where the file cannot be understood: nobody loses a
    brake by a slip of the pen. ``document`` is the file as it was read, None if there is none.
    ``screen`` are its tables that are about no connection, as they stand there, unchecked: a slip
    in them makes nothing less safe and takes nothing away.
    """

    tables: tuple[Table, ...] = ()
    problems: tuple[ProfileError, ...] = ()
    rights: Rights = Rights.ALL
    document: Document | None = None
    screen: Mapping[str, object] = MappingProxyType({})


NO_CONFIG = Config()


class Brakes(NamedTuple):
    """Puts what is configured on connections.

    A table is about the connection of its name, whichever file gives it that name: ``known`` are
    all connections that can be found, so that the same keys for the same store are the same
    connection everywhere.
    """

    config: Config = NO_CONFIG
    known: tuple[Profile, ...] = ()

    def applied_to(self, profile: Profile) -> Profile:
        """Return a profile as the file wants it used: never with more rights than it had."""
        names = self._names_of(profile)
        tables = [table for table in self.config.tables if table.name in names]
        rights = {self.config.rights, *(table.rights for table in tables)}
        return replace(
            profile,
            protected=tuple(dict.fromkeys((*profile.protected, *_patterns(tables)))),
            trash=next((t.trash for t in tables if t.trash is Trash.ON), profile.trash),
            ca_file=next((t.ca_file for t in tables if t.ca_file), profile.ca_file),
            verification=next(
                (t.verification for t in tables if t.verification is Verification.NONE),
                profile.verification,
            ),
            expires=next((t.expires for t in tables if t.expires), profile.expires),
        ).within(Rights.READ if Rights.READ in rights else Rights.ALL)

    def idle(self) -> tuple[tuple[str, str], ...]:
        """Return the names of tables that are about no connection, each with a close one or ""."""
        from difflib import get_close_matches

        names = set[str]().union(*map(_names, self.known))
        idle = [t.name for t in self.config.tables if not t.is_connection and t.name not in names]
        return tuple((name, next(iter(get_close_matches(name, names, n=1)), "")) for name in idle)

    def _names_of(self, profile: Profile) -> set[str]:
        own = _names(profile)
        same = [other for other in self.known if _is_same(profile, other, own)]
        return own.union(*map(_names, same))


NO_BRAKES = Brakes()


def config_path(environ: Mapping[str, str], home: Path) -> Path:
    """Return ``$XDG_CONFIG_HOME/jos-tui/config.toml``, by default below ``~/.config``."""
    base = Path(environ.get("XDG_CONFIG_HOME", ""))
    return (base if base.is_absolute() else home / ".config") / "jos-tui" / "config.toml"


def _names(profile: Profile) -> set[str]:
    return {profile.name, *profile.also_named}


def _is_same(profile: Profile, other: Profile, names: set[str]) -> bool:
    """Whether two have the same keys for the same store: some keys, such as minio's, are usual."""
    if not profile.access_key or profile.access_key != other.access_key:
        return False
    return place_at(profile.endpoints) == place_at(other.endpoints) or not names.isdisjoint(
        _names(other)
    )


def _patterns(tables: Iterable[Table]) -> list[str]:
    return [pattern for table in tables for pattern in table.protected]
