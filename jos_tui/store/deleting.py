"""Deleting objects and versions: in bulk where that is safe and allowed, else one by one."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence
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
from jos_tui.store.capabilities import Ability, Capabilities
from jos_tui.store.checksums import xml_headers
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
_PLAIN_ID = re.compile(r"[\x21-\x7e]*")
# Going on would fail in the same way for each key that is left.
_HOPELESS = (BadCredentials, ClockSkew, NoSuchBucket, Unreachable)


@dataclass(frozen=True, slots=True)
class Doomed:
    """What is to be deleted: the object of a key, or one version of it for good."""

    key: str
    version_id: str = ""

    @property
    def is_fragile(self) -> bool:
        """Whether it cannot stand in the XML of a bulk delete."""
        return bool(_FRAGILE.search(self.key)) or not _PLAIN_ID.fullmatch(self.version_id)

    @property
    def query(self) -> Mapping[str, str]:
        """What a request says beside the key."""
        return {"versionId": self.version_id} if self.version_id else {}


@dataclass(frozen=True, slots=True)
class KeyFailure:
    """One key, or one version of it, that a batch left undone, and why."""

    key: str
    error: StoreError
    version_id: str = ""

    @property
    def doomed(self) -> Doomed:
        """What was to be deleted."""
        return Doomed(self.key, self.version_id)


class Deleter:
    """Deletes through one client; takes note if the store takes no batches. Any thread."""

    def __init__(self, client: Client, capabilities: Capabilities) -> None:
        self._client = client
        self._capabilities = capabilities
        self._slots = threading.BoundedSemaphore(_AT_ONCE)
        self._lists_versions: set[str] = set()

    def delete(self, bucket: str, key: str, cancel: CancelToken) -> None:
        """Delete one object; a key that is not there is fine, a bucket that is not there is not."""
        self._delete(bucket, Doomed(key), cancel)

    def delete_many(
        self, bucket: str, doomed: Sequence[Doomed], cancel: CancelToken
    ) -> list[KeyFailure]:
        """Delete up to 1,000 keys and return those that failed."""
        if len(doomed) > BATCH:
            raise ValueError(f"{len(doomed)} keys are more than one batch")
        refused = self._capabilities.lacks(Ability.BATCHES)
        bulk, singly = list[Doomed](), list[Doomed]()
        for one in doomed:
            (singly if refused or one.is_fragile else bulk).append(one)
        failures: list[KeyFailure] = []
        if bulk:
            try:
                failures = self._in_bulk(bucket, bulk, cancel)
                if not {failure.doomed for failure in failures} <= set(bulk):
                    # It failed with some key, but does not say which one in a way we understand.
                    failures, singly = [], list(doomed)
            except StoreError as refusal:
                if not _is_about_bulk(refusal):
                    raise
                self._try_another_way(bucket, bulk[0], refusal, cancel)
                singly += bulk[1:]
        # A store that had an accident with a few keys of many often manages them alone.
        singly += [one.doomed for one in failures if isinstance(one.error, ServerTrouble)]
        kept = [failure for failure in failures if not isinstance(failure.error, ServerTrouble)]
        return kept + self._one_by_one(bucket, singly, cancel)

    def delete_versions(
        self, bucket: str, versions: Sequence[Doomed], cancel: CancelToken
    ) -> list[KeyFailure]:
        """Delete up to 1,000 versions and return those that failed.

        NotSupported, before anything is deleted, where the store lists no versions, or one of
        these has no id.
        """
        if not all(one.version_id for one in versions):
            raise NotSupported(
                "A version without an id cannot be deleted",
                "The store would delete the object itself",
                "List the versions again.",
            )
        self._require_versions(bucket, cancel)
        return self.delete_many(bucket, versions, cancel)

    def _require_versions(self, bucket: str, cancel: CancelToken) -> None:
        """Raise NotSupported unless the store lists the versions of a bucket.

        One that does not know ``versionId`` takes no notice of it and deletes the object (rclone).
        """
        if bucket in self._lists_versions:
            return
        query = {"versions": "", "max-keys": "1", "encoding-type": "url"}
        request = bucket_request("GET", bucket, query=query, root="ListVersionsResult")
        try:
            self._client.execute(request, cancel)
        except (NotSupported, NotAStore) as exc:
            raise NotSupported(
                "The store knows no versions",
                f"It would take no notice of their ids and delete the objects ({exc.title})",
                "Delete the objects themselves if they are to go.",
            ) from None
        self._lists_versions.add(bucket)

    def _delete(self, bucket: str, doomed: Doomed, cancel: CancelToken) -> None:
        if not doomed.key.strip("/"):
            self._delete_slashes(bucket, doomed, cancel)
            return
        try:
            request = object_request("DELETE", bucket, doomed.key, query=doomed.query)
            self._client.execute(request, cancel)
        except NotFound as error:
            if isinstance(error, NoSuchBucket):
                raise

    def _delete_slashes(self, bucket: str, doomed: Doomed, cancel: CancelToken) -> None:
        """Delete a key of nothing but slashes by a list of one.

        In a path some servers drop them, and so delete the bucket.
        """
        object_request("DELETE", bucket, doomed.key)
        for failure in self._in_bulk(bucket, [doomed], cancel):
            raise failure.error

    def _in_bulk(
        self, bucket: str, doomed: Sequence[Doomed], cancel: CancelToken
    ) -> list[KeyFailure]:
        body = delete_xml((one.key, one.version_id) for one in doomed)
        request = bucket_request(
            "POST",
            bucket,
            query={"delete": ""},
            headers=xml_headers(body),
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
                failures.append(KeyFailure(key, error, text_of(row, "VersionId")))
        return failures

    def _try_another_way(
        self, bucket: str, doomed: Doomed, refusal: StoreError, cancel: CancelToken
    ) -> None:
        """Delete one key by itself; raise what bulk deletion met if that is refused as well.

        A full JASMIN tenancy blocks every POST, bulk deletes too, but lets single DELETEs pass.
        """
        try:
            self._delete(bucket, doomed, cancel)
        except StoreError:
            raise refusal from None
        if isinstance(refusal, (NotAllowed, NotSupported, ServerTrouble, StoreFull)):
            self._capabilities.lacking(Ability.BATCHES)

    def _one_by_one(
        self, bucket: str, doomed: Sequence[Doomed], cancel: CancelToken
    ) -> list[KeyFailure]:
        hopeless: list[StoreError] = []

        def delete(one: Doomed) -> KeyFailure | None:
            with self._slots:
                cancel.raise_if_cancelled()
                if hopeless:
                    return KeyFailure(one.key, hopeless[0], one.version_id)
                try:
                    self._delete(bucket, one, cancel)
                except StoreError as error:
                    if isinstance(error, _HOPELESS):
                        hopeless.append(error)
                    return KeyFailure(one.key, error, one.version_id)
            return None

        if len(doomed) < 2:
            results = [delete(one) for one in doomed]
        else:
            with ThreadPoolExecutor(_AT_ONCE, "delete") as threads:
                results = list(threads.map(delete, doomed))
        return [result for result in results if result is not None]


def _is_about_bulk(refusal: StoreError) -> bool:
    """Whether deleting one by one may work where the store refused to do it in bulk."""
    return refusal.status >= 400 and not isinstance(refusal, (*_HOPELESS, NotAStore))
