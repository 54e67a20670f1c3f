"""Under which key something is stored, seen what is there right before."""

from __future__ import annotations

import time
from itertools import chain, count
from typing import Protocol

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import JosError, NoSuchBucket, NotFound
from jos_tui.core.local_names import numbered
from jos_tui.core.location import base_name, parent_prefix
from jos_tui.core.text import printable
from jos_tui.jobs.item import Item
from jos_tui.jobs.model import Conflict
from jos_tui.store.store import ObjectStat, Store

_FRESH_MS = 30_000  # for so long what planning has seen is believed: each question is a request


class Rival(Protocol):
    """What is to be stored, beside the object that has its name. May block on the disk."""

    def is_newer_than(self, found: ObjectStat) -> bool:
        """Whether it was changed after the object."""

    def is_same_as(self, found: ObjectStat, cancel: CancelToken) -> bool:
        """Whether the object is what storing it would make."""


class NameTaken(JosError):
    """An object has got the name since it was planned to be used; that was kept."""


class Unneeded(Exception):
    """The object that is there is to stay."""


class UploadName:
    """Looks again before something is stored, unless all is to be overwritten. Any thread.

    No store can be relied on to do this by itself, so a moment remains in which a name may be
    taken unseen. Its methods block, and raise StoreError and OSError.
    """

    def __init__(self, store: Store, conflict: Conflict, planned_ms: int) -> None:
        self._store = store
        self._conflict = conflict
        self._planned_ms = planned_ms

    def look(self, item: Item, source: Rival, cancel: CancelToken) -> str:
        """Return the key to store at. Raises Unneeded, or NameTaken."""
        conflict = item.conflict or self._conflict
        key = item.saved_as or item.key
        if conflict is Conflict.OVERWRITE:
            return key
        if conflict is Conflict.KEEP_BOTH:
            return self._free(item, cancel)
        found = self.find(item.bucket, key, cancel)
        if found is not None:
            _decide(conflict, item, source, found, cancel)
        return key

    def look_if_long_ago(self, item: Item, source: Rival, cancel: CancelToken) -> str:
        """Like :meth:`look`, but what was planned a moment ago, and no answer, is believed."""
        fresh = time.time_ns() // 1_000_000 - self._planned_ms < _FRESH_MS
        if fresh and not item.attempts and item.conflict is None:
            return item.saved_as or item.key
        return self.look(item, source, cancel)

    def look_finally(self, item: Item, key: str, source: Rival, cancel: CancelToken) -> None:
        """Look once more before parts become the object ``key``. Raises Unneeded, or NameTaken."""
        conflict = item.conflict or self._conflict
        if conflict is Conflict.OVERWRITE:
            return
        found = self.find(item.bucket, key, cancel)
        if found is not None:
            _decide(conflict, item, source, found, cancel)

    def look_for_folder(self, item: Item, cancel: CancelToken) -> None:
        """Raise Unneeded if the marker of a folder is there."""
        if (item.conflict or self._conflict) is Conflict.OVERWRITE:
            return
        if self.find(item.bucket, item.key, cancel) is not None:
            raise Unneeded

    def _free(self, item: Item, cancel: CancelToken) -> str:
        """Return the first name for a key that no object has."""
        folder, name = parent_prefix(item.key), base_name(item.key)
        others = (folder + numbered(name, number) for number in count(2))
        return next(
            key
            for key in chain([item.saved_as or item.key], others)
            if self.find(item.bucket, key, cancel) is None
        )

    def find(self, bucket: str, key: str, cancel: CancelToken) -> ObjectStat | None:
        """Return what has a name, None if nothing."""
        try:
            return self._store.stat(bucket, key, cancel)
        except NoSuchBucket:
            raise
        except NotFound:
            return None


def _decide(
    conflict: Conflict, item: Item, source: Rival, found: ObjectStat, cancel: CancelToken
) -> None:
    """Raise Unneeded or NameTaken unless what was found may be replaced."""
    if conflict is Conflict.IF_NEWER:
        if not source.is_newer_than(found):
            raise Unneeded
    elif conflict is Conflict.IF_DIFFERENT:
        if source.is_same_as(found, cancel):
            raise Unneeded
    elif conflict is Conflict.SKIP:
        raise Unneeded
    else:
        raise NameTaken(
            f"The name {printable(item.key)} was taken meanwhile",
            "An object got it after this was planned, and was kept",
            "Try it again, and say what is to become of names that are taken.",
        )
