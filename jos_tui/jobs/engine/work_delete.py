"""Doing deletions: batches of keys, and buckets once they are empty."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import Cancelled, ChangedMeanwhile, JosError, NoSuchBucket, NotFound
from jos_tui.core.location import Location
from jos_tui.core.text import printable
from jos_tui.jobs.engine.upload_tools import Tell
from jos_tui.jobs.engine.work import Attempt, Unit
from jos_tui.jobs.item import Item
from jos_tui.jobs.model import Change
from jos_tui.store.depth import Depth
from jos_tui.store.store import ObjectStat, Store

BATCH = 1000
_BATCH_ONE_BY_ONE = 50  # a store that takes no batches: so that progress shows, and cancel bites


class DeleteWork:
    """Deletes keys and buckets. Any thread may call its methods.

    A key whose deletion may have been asked for before is looked at first: if an object was
    written under it since it was planned, that stays. Buckets come when their keys are gone.
    """

    def __init__(self, store: Store, tell: Tell) -> None:
        self._store = store
        self._tell = tell
        self._lock = threading.Lock()
        self._kept: dict[str, int] = {}
        self._unsure = 0

    @property
    def unsure(self) -> int:
        """How many keys the store had been asked to delete when that was stopped."""
        return self._unsure

    def units(self, attempts: Sequence[Attempt]) -> Iterator[Unit]:
        """Yield units for keys to delete, one for each batch."""
        for bucket, group in groupby(attempts, key=lambda attempt: attempt.item.bucket):
            same = list(group)
            size = _BATCH_ONE_BY_ONE if self._store.bulk_delete_refused else BATCH
            for start in range(0, len(same), size):
                yield partial(self._delete, bucket, same[start : start + size])

    def bucket_unit(self, attempt: Attempt) -> Unit:
        """Return what removes a bucket."""
        return partial(self._remove_bucket, attempt)

    def _delete(self, bucket: str, attempts: Sequence[Attempt], cancel: CancelToken) -> None:
        try:
            wanted = [one for one in attempts if self._is_wanted(one, cancel)]
        except Cancelled:
            raise
        except JosError as exc:
            for attempt in attempts:
                attempt.failed(exc)  # those that have ended stay as they are
            return
        if wanted:
            self._delete_many(bucket, wanted, cancel)

    def _delete_many(self, bucket: str, attempts: Sequence[Attempt], cancel: CancelToken) -> None:
        keys = [attempt.item.key for attempt in attempts]
        try:
            failures = self._store.delete_many(bucket, keys, cancel)
            errors: dict[str, JosError] = {failure.key: failure.error for failure in failures}
        except Cancelled:
            with self._lock:
                self._unsure += len(keys)
            raise
        except JosError as exc:
            errors = dict.fromkeys(keys, exc)
        gone = [attempt for attempt in attempts if attempt.item.key not in errors]
        self._tell([Change(bucket, deleted=attempt.item.key) for attempt in gone])
        for attempt in gone:
            _gone(attempt)
        for attempt in attempts:
            if attempt.item.key in errors:
                self._failed(attempt, errors[attempt.item.key])
        if self._store.bulk_delete_refused and gone:
            gone[0].note(
                "The store refuses to delete many objects at once, as it does when its quota is "
                "used up, so they were deleted one by one."
            )

    def _failed(self, attempt: Attempt, error: JosError) -> None:
        with self._lock:
            bucket = attempt.item.bucket
            self._kept[bucket] = self._kept.get(bucket, 0) + 1
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
            self._tell([Change(item.bucket, deleted=item.key)])
            _gone(attempt)
            return False
        if not _is_planned(item, found):
            self._failed(attempt, _changed(item))
            return False
        return True

    def _remove_bucket(self, attempt: Attempt, cancel: CancelToken) -> None:
        bucket = attempt.item.bucket
        try:
            self._check_empty(bucket, cancel)
            self._store.remove_bucket(bucket, cancel)
        except Cancelled:
            raise
        except JosError as exc:
            if not (isinstance(exc, NoSuchBucket) and attempt.item.attempts):
                attempt.failed(exc)
                return
        self._tell([Change("", deleted=bucket)])
        attempt.done()

    def _check_empty(self, bucket: str, cancel: CancelToken) -> None:
        """Raise an error if there is anything: no store is to decide what happens then."""
        kept = self._kept.get(bucket, 0)
        page = next(self._store.pages(Location(bucket), Depth.TREE, cancel, page_size=1), None)
        if not kept and (page is None or not page.keys):
            return
        raise JosError(
            f"The bucket {bucket} was kept",
            "Some of its objects could not be deleted" if kept else "Objects have come since",
            "See what failed, and delete it again.",
        )


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
