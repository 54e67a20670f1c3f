"""Dropping unfinished uploads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from enum import Enum, auto
from functools import partial

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import Cancelled, JosError
from jos_tui.jobs.engine.upload_tools import Tell
from jos_tui.jobs.engine.work import Attempt, Unit
from jos_tui.jobs.engine.work_delete import KeptBack
from jos_tui.jobs.item import Item
from jos_tui.jobs.model import Change, Part
from jos_tui.store.store import Store
from jos_tui.store.uploads import OpenUpload

_ROUNDS = 100


class Others(Enum):
    """What becomes of uploads of the same key that were not listed when it was planned."""

    STAY = auto()
    GO = auto()  # if they are older than the job: Swarm lists only one of a key


class AbortWork:
    """Drops uploads, one after the other. Any thread may call its methods.

    ``in_use`` returns the ids of those that jobs of this host go on with; ``begun_ms`` is when the
    job was made, in milliseconds since 1970 UTC.
    """

    def __init__(
        self,
        store: Store,
        tell: Tell,
        kept: KeptBack,
        others: Others,
        in_use: Callable[[], frozenset[str]],
        begun_ms: int,
    ) -> None:
        self._store = store
        self._tell = tell
        self._kept = kept
        self._others = others
        self._in_use = in_use
        self._begun_ms = begun_ms
        self._lock = threading.Lock()
        self._told: set[str] = set()

    def unit(self, attempt: Attempt) -> Unit:
        """Return what drops an upload."""
        return partial(self._drop, attempt)

    def _drop(self, attempt: Attempt, cancel: CancelToken) -> None:
        item = attempt.item
        cancel.raise_if_cancelled()
        try:
            self._abort(item.bucket, item.key, item.abort_id)
            if self._others is Others.GO:
                self._drop_others(item, cancel)
        except Cancelled:
            raise
        except JosError as exc:
            self._kept.add(item)
            attempt.failed(exc)
        else:
            self._kept.gone([item])
            attempt.moved(item.size)
            attempt.done()

    def _drop_others(self, item: Item, cancel: CancelToken) -> None:
        """Ask again until no more come to light."""
        dropped = {item.abort_id}
        for _ in range(_ROUNDS):
            others = [one for one in self._older(item, cancel) if one.upload_id not in dropped]
            if not others:
                return
            for one in others:
                cancel.raise_if_cancelled()
                self._abort(item.bucket, item.key, one.upload_id)
                dropped.add(one.upload_id)

    def _abort(self, bucket: str, key: str, upload_id: str) -> None:
        """Drop an upload, and tell of it once: another thread may be about to drop it, too."""
        self._store.abort_upload(bucket, key, upload_id)
        with self._lock:
            is_news = upload_id not in self._told
            self._told.add(upload_id)
        if is_news:
            self._tell([Change(bucket, deleted=key, part=Part.UPLOAD, part_id=upload_id)])

    def _older(self, item: Item, cancel: CancelToken) -> Iterator[OpenUpload]:
        in_use = self._in_use()
        for one in self._store.list_uploads(item.bucket, item.key, cancel):
            is_older = 0 < one.initiated_ms <= self._begun_ms
            if one.key == item.key and is_older and one.upload_id not in in_use:
                yield one
