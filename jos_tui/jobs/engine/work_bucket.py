"""Removing buckets once all that was in them is gone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import (
    Cancelled,
    JosError,
    NoSuchBucket,
    NotAllowed,
    NotAStore,
    NotFound,
    NotSupported,
)
from jos_tui.core.location import Location
from jos_tui.jobs.engine.upload_tools import Tell
from jos_tui.jobs.engine.work import Attempt, Unit
from jos_tui.jobs.engine.work_delete import KeptBack
from jos_tui.jobs.model import Change
from jos_tui.store.depth import Depth
from jos_tui.store.store import Store
from jos_tui.store.versioning import Versioning


class BucketWork:
    """Removes buckets, unless anything is left in them. Any thread may call its methods.

    ``in_use`` returns the ids of the uploads that jobs of this host go on with.
    """

    def __init__(
        self, store: Store, tell: Tell, kept: KeptBack, in_use: Callable[[], frozenset[str]]
    ) -> None:
        self._store = store
        self._tell = tell
        self._kept = kept
        self._in_use = in_use

    def unit(self, attempt: Attempt) -> Unit:
        """Return what removes a bucket."""
        return partial(self._remove, attempt)

    def _remove(self, attempt: Attempt, cancel: CancelToken) -> None:
        bucket = attempt.item.bucket
        try:
            reason = self._what_is_left(bucket, cancel)
            if reason:
                attempt.failed(_kept(bucket, reason))
                return
            self._store.remove_bucket(bucket, cancel)
        except Cancelled:
            raise
        except JosError as exc:
            if not (isinstance(exc, NoSuchBucket) and attempt.item.attempts):
                attempt.failed(exc)
                return
        self._tell([Change("", deleted=bucket)])
        attempt.done()

    def _what_is_left(self, bucket: str, cancel: CancelToken) -> str:
        """Return why it is not empty, "" if it is: no store is to decide what happens then."""
        if self._kept.has_any(bucket):
            return "Some of what is in it could not be deleted"
        page = next(self._store.pages(Location(bucket), Depth.TREE, cancel, page_size=1), None)
        if page is not None and page.keys:
            return "Objects have come since"
        if self._has_versions(bucket, cancel):
            return "Versions of objects have come since"
        return self._uploads_left(bucket, cancel)

    def _has_versions(self, bucket: str, cancel: CancelToken) -> bool:
        try:
            if self._store.versioning(bucket, cancel) is Versioning.NEVER:
                return False
            return any(self._store.versions(Location(bucket), cancel))
        except (NotAllowed, NotSupported):
            return False  # then the store has to know; none removes versions with a bucket

    def _uploads_left(self, bucket: str, cancel: CancelToken) -> str:
        try:
            left = [one.upload_id for one in self._store.list_uploads(bucket, "", cancel)]
        except NoSuchBucket:
            raise
        except (NotAllowed, NotSupported, NotAStore, NotFound):
            return ""
        if not left:
            return ""
        if self._in_use().intersection(left):
            return "A job that has not ended is uploading into it"
        return "Uploads into it were begun since"


def _kept(bucket: str, reason: str) -> JosError:
    return JosError(
        f"The bucket {bucket} was kept", reason, "See what failed, and delete it again."
    )
