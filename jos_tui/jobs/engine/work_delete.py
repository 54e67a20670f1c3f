"""Doing deletions: batches of keys, or of versions."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import (
    Cancelled,
    ChangedMeanwhile,
    JosError,
    NoSuchBucket,
    NotFound,
    StoreError,
)
from jos_tui.core.text import printable
from jos_tui.jobs.engine.patience import Trouble, trouble_of
from jos_tui.jobs.engine.upload_tools import Tell
from jos_tui.jobs.engine.versions_left import versions_left
from jos_tui.jobs.engine.work import Attempt, Unit
from jos_tui.jobs.item import Action, Item
from jos_tui.jobs.model import Change, Part
from jos_tui.store.capabilities import Ability
from jos_tui.store.deleting import Doomed, KeyFailure
from jos_tui.store.store import ObjectStat, Store

BATCH = 1000
_BATCH_ONE_BY_ONE = 50  # a store that takes no batches: so that progress shows, and cancel bites

_PARTS = {
    Action.DELETE: Part.OBJECT,
    Action.DELETE_VERSION: Part.VERSION,
    Action.DELETE_MARKER: Part.MARKER,
}


class KeptBack:
    """Which things of each bucket could not be deleted so far. Any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ids: defaultdict[str, set[int]] = defaultdict(set)

    def add(self, item: Item) -> None:
        """Take note of one that could not be deleted; it may be tried again."""
        with self._lock:
            self._ids[item.bucket].add(item.id)

    def gone(self, items: Iterable[Item]) -> None:
        """Take note of some that were."""
        with self._lock:
            for item in items:
                self._ids[item.bucket].discard(item.id)

    def has_any(self, bucket: str) -> bool:
        """Whether there are any in a bucket."""
        with self._lock:
            return bool(self._ids[bucket])


class DeleteWork:
    """Deletes keys and versions. Any thread may call its methods.

    A key whose deletion may have been asked for before is looked at first: if an object was
    written under it since it was planned, that stays. A version never changes, and is looked for
    only once nobody has heard what became of it.
    """

    def __init__(self, store: Store, tell: Tell, kept: KeptBack) -> None:
        self._store = store
        self._tell = tell
        self._kept = kept
        self._lock = threading.Lock()
        self._unsure = 0

    @property
    def unsure(self) -> int:
        """How many keys the store had been asked to delete when that was stopped."""
        return self._unsure

    @property
    def _takes_no_batches(self) -> bool:
        return self._store.capabilities.lacks(Ability.BATCHES)

    def units(self, attempts: Sequence[Attempt]) -> Iterator[Unit]:
        """Yield units for what is to be deleted, one for each batch."""
        for (bucket, has_id), group in groupby(attempts, key=_batch_of):
            same = list(group)
            delete = self._delete_versions if has_id else self._delete_keys
            size = _BATCH_ONE_BY_ONE if self._takes_no_batches else BATCH
            for start in range(0, len(same), size):
                yield partial(delete, bucket, same[start : start + size])

    def _delete_keys(self, bucket: str, attempts: Sequence[Attempt], cancel: CancelToken) -> None:
        try:
            wanted = [one for one in attempts if self._is_wanted(one, cancel)]
        except Cancelled:
            raise
        except JosError as exc:
            for attempt in attempts:
                attempt.failed(exc)  # those that have ended stay as they are
            return
        if wanted:
            keys = [attempt.item.key for attempt in wanted]
            self._delete(wanted, lambda: self._store.delete_many(bucket, keys, cancel))

    def _delete_versions(
        self, bucket: str, attempts: Sequence[Attempt], cancel: CancelToken
    ) -> None:
        # The oldest of a key first: what is seen of it is not to change until it is gone.
        doomed = [_doomed(attempt.item) for attempt in reversed(attempts)]

        def delete() -> Sequence[KeyFailure]:
            try:
                failures = self._store.delete_versions(bucket, doomed, cancel)
            except StoreError as exc:
                failures = [KeyFailure(one.key, exc, one.version_id) for one in doomed]
            return self._that_stayed(bucket, failures, cancel)

        self._delete(attempts, delete)

    def _that_stayed(
        self, bucket: str, failures: Sequence[KeyFailure], cancel: CancelToken
    ) -> Sequence[KeyFailure]:
        """Leave out versions that are gone: the store may have done it without being heard."""
        unheard = [one.doomed for one in failures if trouble_of(one.error) is Trouble.OUTAGE]
        if not unheard:
            return failures
        gone = set(unheard) - versions_left(self._store, bucket, unheard, cancel)
        return [one for one in failures if one.doomed not in gone]

    def _delete(
        self, attempts: Sequence[Attempt], delete: Callable[[], Sequence[KeyFailure]]
    ) -> None:
        try:
            errors: dict[Doomed, JosError] = {one.doomed: one.error for one in delete()}
        except Cancelled:
            with self._lock:
                self._unsure += len(attempts)
            raise
        except JosError as exc:
            errors = {_doomed(attempt.item): exc for attempt in attempts}
        gone = attempts
        if errors:
            gone = [attempt for attempt in attempts if _doomed(attempt.item) not in errors]
        self._kept.gone(attempt.item for attempt in gone)
        self._tell([_change(attempt.item) for attempt in gone])
        for attempt in gone:
            _gone(attempt)
        for attempt in attempts if errors else ():
            if (error := errors.get(_doomed(attempt.item))) is not None:
                self._failed(attempt, error)
        if self._takes_no_batches and gone:
            gone[0].note(Ability.BATCHES.value)

    def _failed(self, attempt: Attempt, error: JosError) -> None:
        self._kept.add(attempt.item)
        attempt.failed(error)

    def _is_wanted(self, attempt: Attempt, cancel: CancelToken) -> bool:
        """Whether it is still to be deleted; otherwise its attempt has ended."""
        item = attempt.item
        if not item.attempts:
            return True
        try:
            found = self._store.stat(item.bucket, item.key, cancel)
        except NoSuchBucket:
            raise
        except NotFound:
            self._kept.gone([item])
            self._tell([_change(item)])
            _gone(attempt)
            return False
        if not _is_planned(item, found):
            self._failed(attempt, _changed(item))
            return False
        return True


def _change(item: Item) -> Change:
    part = _PARTS[item.action]
    return Change(item.bucket, deleted=item.key, part=part, part_id=item.version_id)


def _batch_of(attempt: Attempt) -> tuple[str, bool]:
    return attempt.item.bucket, bool(attempt.item.version_id)


def _doomed(item: Item) -> Doomed:
    return Doomed(item.key, item.version_id)


def _gone(attempt: Attempt) -> None:
    attempt.moved(attempt.item.size)
    attempt.done()


def _is_planned(item: Item, found: ObjectStat) -> bool:
    if found.size != item.size:
        return False
    return not item.etag or not found.etag or item.etag == found.etag


def _changed(item: Item) -> ChangedMeanwhile:
    return ChangedMeanwhile(
        f"{printable(item.key)} has changed meanwhile",
        "It is not the object that was to be deleted, and was kept",
        "Refresh, and delete it again if it is to go as well.",
    )
