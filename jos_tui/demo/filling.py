"""Puts many small objects into a store, several at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jos_tui.core.background import CancelToken, Pool
from jos_tui.store.store import Store

_THREADS = 2  # more are no faster, and the screen would wait longer for its turn
_POOL = Pool("demo", _THREADS)
_POLL_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class SampleObject:
    """One object to be put; no content type leaves the choice to the store."""

    key: str
    body: bytes
    content_type: str = ""


def put_all(
    store: Store, bucket: str, objects: Iterable[SampleObject], cancel: CancelToken
) -> None:
    """Put the objects, in any order. Blocks; raises the first StoreError, or Cancelled."""
    errors: list[BaseException] = []
    waiting = _Shared(iter(objects))

    def put_until_none_is_left(_: CancelToken) -> None:
        try:
            while not errors and (sample := waiting.take()):
                cancel.raise_if_cancelled()
                store.put(bucket, sample.key, sample.body, cancel, content_type=sample.content_type)
        except BaseException as exc:  # noqa: BLE001 - raised again below, on the caller's thread
            errors.append(exc)

    for _ in range(_THREADS):
        _POOL.submit(put_until_none_is_left)
    while not _POOL.join(_POLL_SECONDS):
        pass
    cancel.raise_if_cancelled()
    if errors:
        raise errors[0]


class _Shared:
    """An iterator that several threads may take from."""

    def __init__(self, objects: Iterator[SampleObject]) -> None:
        self._objects = objects
        self._lock = threading.Lock()

    def take(self) -> SampleObject | None:
        with self._lock:
            return next(self._objects, None)
