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
    TAGS = "This store keeps no tags of objects."
    BATCHES = (
        "The store refuses to delete many objects at once, as it does when its quota is used up, "
        "so they are deleted one by one."
    )
    COPIES = (
        "The store does not copy by itself, so objects are fetched and sent back by this computer."
    )


class Capabilities:
    """The record of one connection. Any thread."""

    def __init__(self) -> None:
        self._lacking: set[Ability] = set()

    def lacks(self, ability: Ability) -> bool:
        """Whether the store has shown that it lacks an ability."""
        return ability in self._lacking

    def lacking(self, ability: Ability) -> None:
        """Take note that it does."""
        self._lacking.add(ability)

    def why_not(self, ability: Ability) -> str:
        """Return what it means that the store lacks an ability, "" unless it has shown that."""
        return ability.value if self.lacks(ability) else ""

    @contextmanager
    def learning(self, ability: Ability) -> Iterator[None]:
        """Take note if what is asked for is not supported, which is raised as NotSupported."""
        try:
            yield
        except NotSupported:
            self.lacking(ability)
            raise
        except NotFound as error:
            # Asked for all uploads, rclone answers that there is no such upload.
            if ability is not Ability.UPLOADS or isinstance(error, NoSuchBucket):
                raise
            self.lacking(ability)
            code, status = error.code, error.status
            lacking = NotSupported("The store cannot do this", code=code, status=status)
        else:
            return
        raise lacking
