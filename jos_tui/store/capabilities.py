"""What a store has shown that it does or does not do.

What it does not do is learned from its answers, never asked beforehand. Whether it compares what
arrives with what was signed is the one thing it is tried for: it would not tell by itself.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum

from jos_tui.core.errors import NoSuchBucket, NotFound, NotSupported

_WORTH_TRYING = 64 << 20
_HOLDS_SECONDS = 24 * 3600.0


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
        self.comparing = Comparing()

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


class Comparing:
    """In which buckets the store refuses a body that is not the one whose SHA-256 was signed.

    Anything but that refusal is a no. Each bucket for itself: some want more of a request than
    others do, and they may lie on different servers. What was learned holds for a day, as what
    answers at an address may become another program. Any thread; ``clock`` in seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._sizes: dict[str, int] = {}
        self._tried_until: dict[str, float] = {}
        self._compared_until: dict[str, float] = {}

    def is_worth_trying(self, bucket: str, size: int) -> bool:
        """Whether to try it now that ``size`` more bytes are to go there in parts.

        Once a day, from 64 MiB in all on: who gets a yes does it, others need not wait.
        """
        with self._lock:
            self._sizes[bucket] = self._sizes.get(bucket, 0) + size
            now = self._clock()
            if self._sizes[bucket] < _WORTH_TRYING or now < self._tried_until.get(bucket, now):
                return False
            self._tried_until[bucket] = now + _HOLDS_SECONDS
            return True

    def give_up(self, bucket: str) -> None:
        """Try it no more: what a trial leaves cannot be dropped, and would become more each day."""
        with self._lock:
            self._tried_until[bucket] = math.inf

    def learned(self, bucket: str) -> None:
        """Take note that the store compares."""
        with self._lock:
            self._compared_until[bucket] = self._tried_until[bucket]

    def doubted(self, bucket: str) -> None:
        """Take note that it does not, or that the signed SHA-256 alone is not good enough."""
        with self._lock:
            self._compared_until.pop(bucket, None)

    def is_certain(self, bucket: str) -> bool:
        """Whether the store compares for certain, so that no other checksum is needed."""
        with self._lock:
            return self._clock() < self._compared_until.get(bucket, 0.0)
