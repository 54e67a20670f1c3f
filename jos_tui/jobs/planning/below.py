"""What a chosen row stands for where stores are asked by prefix."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from jos_tui.core.location import Location


class Exactness(Enum):
    """Whether a name is a key or what keys begin with."""

    KEY = "key"
    PREFIX = "prefix"


@dataclass(frozen=True, slots=True)
class Asked:
    """A place of the store: all below a prefix, or one key. Its prefix need not end with ``/``."""

    location: Location
    exactness: Exactness

    @property
    def bucket(self) -> str:
        """Where it is."""
        return self.location.bucket

    def has(self, key: str) -> bool:
        """Whether a key belongs to it, whatever the store has listed."""
        if self.exactness is Exactness.KEY:
            return key == self.location.prefix
        return key.startswith(self.location.prefix)

    def is_behind(self, key: str) -> bool:
        """Whether a list in order that has come to a key holds nothing of it any more."""
        return self.exactness is Exactness.KEY and key > self.location.prefix
