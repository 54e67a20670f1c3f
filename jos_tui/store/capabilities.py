"""What a store has shown that it does not do: learned from its answers, never asked beforehand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum

from jos_tui.core.errors import NoSuchBucket, NotFound, NotSupported


class Ability(Enum):
    """What not every store does; the value says what it means where one does not."""

    VERSIONS = "This store keeps no versions: what is overwritten or deleted is gone."
    UPLOADS = "This store does not tell which uploads are unfinished."


class Capabilities:
    """The record of one connection. Any thread."""

    def __init__(self) -> None:
        self._lacking: set[Ability] = set()

    def why_not(self, ability: Ability) -> str:
        """Return what it means that the store lacks an ability, "" unless it has shown that."""
        return ability.value if ability in self._lacking else ""

    @contextmanager
    def learning(self, ability: Ability) -> Iterator[None]:
        """Take note if what is asked for is not supported, which is raised as NotSupported."""
        try:
            yield
        except NotSupported:
            self._lacking.add(ability)
            raise
        except NotFound as error:
            # Asked for all uploads, rclone answers that there is no such upload.
            if ability is not Ability.UPLOADS or isinstance(error, NoSuchBucket):
                raise
            self._lacking.add(ability)
            code, status = error.code, error.status
            lacking = NotSupported("The store cannot do this", code=code, status=status)
        else:
            return
        raise lacking
