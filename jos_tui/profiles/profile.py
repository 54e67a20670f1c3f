"""A connection: which endpoint, as whom, and where that was found."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from jos_tui.core.errors import ProfileError
from jos_tui.profiles.keeping import Keeping
from jos_tui.profiles.secret import Secret

TYPED_IN = "typed in"
"""The source of what the user has typed: it is in no file."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a store answers: ``host`` may carry ``:port``; ``secure`` is https."""

    host: str
    secure: bool

    @property
    def url(self) -> str:
        """``https://host[:port]`` or ``http://host[:port]``."""
        return f"{'https' if self.secure else 'http'}://{self.host}"

    def __str__(self) -> str:
        return self.url


class Rights(Enum):
    """What a connection may be used for, whatever its keys permit."""

    ALL = "reading and changing"
    READ = "reading only"


class Trash(Enum):
    """Whether what is deleted is to be kept for a while."""

    OFF = "off"
    ON = "on"


@dataclass(frozen=True, slots=True)
class Authorities:
    """What SSL_CERT_FILE and SSL_CERT_DIR say: a PEM file and folders, "" where they do not."""

    file: str = ""
    folders: str = ""

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Authorities:
        """Return what an environment says, by absolute paths: others stand in other folders."""
        file, folders = (environment.get(name, "") for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"))
        absolute = [os.path.abspath(folder) for folder in folders.split(os.pathsep) if folder]  # noqa: PTH100 - as written
        return cls(os.path.abspath(file) if file else "", os.pathsep.join(absolute))  # noqa: PTH100


class Verification(Enum):
    """Whether the store must prove by its certificate that it is the one that was asked for."""

    FULL = "full"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Profile:
    """Whom to connect as.

    ``endpoints`` are candidates in order of preference; the first that answers is used. There are
    none in an incomplete profile: keys that were found without a store address. ``assumed`` means
    that no address was configured and the endpoints follow from a convention (AWS itself, or a
    JASMIN tenancy by the profile's name). No ``access_key`` means anonymous access. ``source``
    says where it was found, for people: ``~/.s3cfg`` or ``environment``; ``also_in`` and
    ``also_named`` where else, and under which other names, the same keys were found. ``rights``
    are a brake that the user sets, not what the keys permit. ``kept`` is where other programs find
    the same keys.

    ``protected`` are patterns for ``bucket/key``: what fits one is deleted only by its typed name.
    ``ca_file`` is the PEM file of the authorities to trust in place of the usual ones, "" for none.
    ``expires`` is the last day on which the keys work, None if nobody has said.
    ``authorities`` are those that count without it, None for what this process finds in its
    environment.
    """

    name: str
    endpoints: tuple[Endpoint, ...]
    access_key: str = ""
    secret_key: Secret | None = None
    session_token: Secret | None = None
    region: str = "us-east-1"
    source: str = ""
    also_in: tuple[str, ...] = ()
    also_named: tuple[str, ...] = ()
    assumed: bool = False
    rights: Rights = Rights.ALL
    kept: tuple[Keeping, ...] = ()
    protected: tuple[str, ...] = ()
    trash: Trash = Trash.OFF
    ca_file: str = ""
    verification: Verification = Verification.FULL
    expires: date | None = None
    authorities: Authorities | None = None

    @property
    def complete(self) -> bool:
        """Whether there is an endpoint to connect to."""
        return bool(self.endpoints)

    @property
    def endpoint(self) -> Endpoint:
        """The preferred endpoint. Raises ProfileError if the profile is incomplete."""
        if not self.endpoints:
            raise ProfileError(
                f"{self.name} has keys but no store address",
                f"{self.source or 'Its source'} does not say where the object store is",
                "Type a JASMIN tenancy name such as cedadev-o, or the store's URL.",
            )
        return self.endpoints[0]

    @property
    def address(self) -> str:
        """The preferred endpoint's URL, or "" if the profile is incomplete."""
        return self.endpoints[0].url if self.endpoints else ""

    def within(self, rights: Rights) -> Profile:
        """Return the profile with no more than these rights."""
        return replace(self, rights=Rights.READ) if rights is Rights.READ else self

    @property
    def is_unverified(self) -> bool:
        """Whether anybody who is on the way could pass for the store."""
        is_secure = bool(self.endpoints) and self.endpoint.secure
        return is_secure and self.verification is Verification.NONE

    @property
    def anonymous(self) -> bool:
        """Whether requests go out unsigned."""
        return not self.access_key
