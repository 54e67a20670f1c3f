"""Deleting objects: in bulk where that is safe and allowed, one by one where it is not."""

from __future__ import annotations

import base64
import hashlib
import re
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import (
    BadCredentials,
    ClockSkew,
    NoSuchBucket,
    NotAllowed,
    NotAStore,
    NotFound,
    NotSupported,
    ServerTrouble,
    StoreError,
    StoreFull,
    Unreachable,
)
from jos_tui.store.request import Pace, bucket_request, object_request
from jos_tui.store.xml import children, delete_xml, key_in, parse, text_of

if TYPE_CHECKING:
    from jos_tui.store.client import Client

BATCH = 1000
_AT_ONCE = 8
# What XML cannot hold, or what some parser on the way turns into another name: a CR in the list
# deletes the key with an LF.
_FRAGILE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028\ufffe\uffff\ud800-\udfff]|^$|^\s|\s$|(?:^|/)\.{1,2}(?:/|$)"
)
# Going on would fail in the same way for each key that is left.
_HOPELESS = (BadCredentials, ClockSkew, NoSuchBucket, Unreachable)


@dataclass(frozen=True, slots=True)
class KeyFailure:
    """One key that a batch left undone, and why."""

    key: str
    error: StoreError


class Deleter:
    """Deletes through one client; remembers if the store takes bulk deletes. Any thread."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._slots = threading.BoundedSemaphore(_AT_ONCE)
        self.bulk_refused = False

    def delete(self, bucket: str, key: str, cancel: CancelToken) -> None:
        """Delete one object; a key that is not there is fine, a bucket that is not there is not."""
        if not key.strip("/"):
            self._delete_slashes(bucket, key, cancel)
            return
        try:
            self._client.execute(object_request("DELETE", bucket, key), cancel)
        except NotFound as error:
            if isinstance(error, NoSuchBucket):
                raise

    def _delete_slashes(self, bucket: str, key: str, cancel: CancelToken) -> None:
        """Delete a key of nothing but slashes by a list of one.

        In a path some servers drop them, and so delete the bucket.
        """
        object_request("DELETE", bucket, key)
        for failure in self._in_bulk(bucket, [key], cancel):
            raise failure.error

    def delete_many(
        self, bucket: str, keys: Sequence[str], cancel: CancelToken
    ) -> list[KeyFailure]:
        """Delete up to 1,000 keys and return those that failed."""
        if len(keys) > BATCH:
            raise ValueError(f"{len(keys)} keys are more than one batch")
        bulk = [] if self.bulk_refused else [key for key in keys if not _FRAGILE.search(key)]
        singly = [key for key in keys if _FRAGILE.search(key)] if bulk else list(keys)
        failures: list[KeyFailure] = []
        if bulk:
            try:
                failures = self._in_bulk(bucket, bulk, cancel)
                if not {failure.key for failure in failures} <= set(bulk):
                    # It failed with some key, but does not say which one in a way we understand.
                    failures, singly = [], list(keys)
            except StoreError as refusal:
                if not _is_about_bulk(refusal):
                    raise
                self._try_another_way(bucket, bulk[0], refusal, cancel)
                singly += bulk[1:]
        # A store that had an accident with a few keys of many often manages them alone.
        singly += [failure.key for failure in failures if isinstance(failure.error, ServerTrouble)]
        kept = [failure for failure in failures if not isinstance(failure.error, ServerTrouble)]
        return kept + self._one_by_one(bucket, singly, cancel)

    def _in_bulk(self, bucket: str, keys: Sequence[str], cancel: CancelToken) -> list[KeyFailure]:
        body = delete_xml(keys)
        digest = hashlib.md5(body, usedforsecurity=False).digest()
        request = bucket_request(
            "POST",
            bucket,
            query={"delete": ""},
            headers={
                "Content-Type": "application/xml",
                "Content-MD5": base64.b64encode(digest).decode(),
            },
            body=body,
            root="DeleteResult",
            pace=Pace.SLOW,
        )
        answer = self._client.execute(request, cancel)
        root, failures = parse(answer.body), list[KeyFailure]()
        for row in children(root, "Error"):
            key = key_in(root, text_of(row, "Key"))
            error = self._client.refusal(object_request("DELETE", bucket, key or "?"), row)
            if isinstance(error, NoSuchBucket) or not isinstance(error, NotFound):
                failures.append(KeyFailure(key, error))
        return failures

    def _try_another_way(
        self, bucket: str, key: str, refusal: StoreError, cancel: CancelToken
    ) -> None:
        """Delete one key by itself; raise what bulk deletion met if that is refused as well.

        A full JASMIN tenancy blocks every POST, bulk deletes too, but lets single DELETEs pass.
        """
        try:
            self.delete(bucket, key, cancel)
        except StoreError:
            raise refusal from None
        self.bulk_refused |= isinstance(
            refusal, (NotAllowed, NotSupported, ServerTrouble, StoreFull)
        )

    def _one_by_one(
        self, bucket: str, keys: Sequence[str], cancel: CancelToken
    ) -> list[KeyFailure]:
        hopeless: list[StoreError] = []

        def delete(key: str) -> KeyFailure | None:
            with self._slots:
                cancel.raise_if_cancelled()
                if hopeless:
                    return KeyFailure(key, hopeless[0])
                try:
                    self.delete(bucket, key, cancel)
                except StoreError as error:
                    if isinstance(error, _HOPELESS):
                        hopeless.append(error)
                    return KeyFailure(key, error)
            return None

        if len(keys) < 2:
            results = [delete(key) for key in keys]
        else:
            with ThreadPoolExecutor(_AT_ONCE, "delete") as threads:
                results = list(threads.map(delete, keys))
        return [result for result in results if result is not None]


def _is_about_bulk(refusal: StoreError) -> bool:
    """Whether deleting one by one may work where the store refused to do it in bulk."""
    return refusal.status >= 400 and not isinstance(refusal, (*_HOPELESS, NotAStore))
