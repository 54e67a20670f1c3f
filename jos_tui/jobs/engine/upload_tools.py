"""What all uploads of one job share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import NotAStore, StoreError
from jos_tui.jobs.engine.bandwidth import Bandwidth
from jos_tui.jobs.engine.halt import left_behind
from jos_tui.jobs.engine.memory import MemoryLimit
from jos_tui.jobs.engine.parts import MOST_PARTS, part_size
from jos_tui.jobs.engine.patience import Trouble, trouble_of
from jos_tui.jobs.engine.upload_name import UploadName
from jos_tui.jobs.item import Item
from jos_tui.jobs.model import Change, Check
from jos_tui.store.checksums import md5_of
from jos_tui.store.store import ObjectStat, Store

Tell = Callable[[Sequence[Change]], None]
"""Takes what a job has changed in the store."""

_LEAST_PART = 5 << 20
_LARGEST_PART = 5 << 30
_CLOCKS_DIFFER_MS = 60_000


@dataclass(frozen=True, slots=True)
class UploadTools:
    """The store, the limits, and where to tell. ``begun_ms`` is when the job was made.

    ``pieces_of`` returns the ETags of the parts that are safe, by number, of an item; it blocks on
    the disk. ``part_size`` in bytes, 0 for the usual one.
    """

    store: Store
    names: UploadName
    memory: MemoryLimit
    bandwidth: Bandwidth
    begun_ms: int
    part_size: int
    pieces_of: Callable[[int], Mapping[int, str]]
    tell: Tell

    def part_size_for(self, size: int) -> int:
        """Return how large the parts of a file are: as wished, within what S3 allows."""
        if not self.part_size:
            return part_size(size, self.store.profile)
        wished = min(max(self.part_size, _LEAST_PART), _LARGEST_PART)
        return max(wished, -(-size // MOST_PARTS))

    def try_comparing(self, bucket: str, key: str, size: int, cancel: CancelToken) -> str:
        """Find out what parts have to be sent with, before those of this key are.

        Returns what a report says of something left behind, else "". Under a limit the line is
        what takes time, not checksums. Blocks; raises StoreError where nothing could be sent.
        """
        if self.bandwidth.is_limited:
            return ""
        try:
            self.store.try_comparing(bucket, key, size, cancel)
        except StoreError:
            return self._still_left(bucket, key, cancel)
        return ""

    def _still_left(self, bucket: str, key: str, cancel: CancelToken) -> str:
        try:
            self.drop_leftovers(bucket, key, cancel)
        except StoreError as exc:
            if trouble_of(exc) is not Trouble.ITEM:
                raise  # the item is tried again, which begins with dropping them
            return left_behind(exc)
        return ""

    def drop_leftovers(self, bucket: str, key: str, cancel: CancelToken) -> None:
        """Drop the uploads of exactly this key that were begun since the job was made.

        For an upload whose id was not recorded before the program was killed. Where the store does
        not list uploads, it stays. Raises StoreError.
        """
        try:
            found = list(self.store.list_uploads(bucket, key, cancel))
        except StoreError as exc:
            if trouble_of(exc) is Trouble.ITEM or isinstance(exc, NotAStore):
                return
            raise
        for upload in found:
            if upload.key == key and self.since_begun(upload.initiated_ms):
                self.store.abort_upload(bucket, key, upload.upload_id)

    def stored_earlier(
        self, item: Item, body: bytes, cancel: CancelToken
    ) -> tuple[ObjectStat, Check] | None:
        """Return the object if an earlier attempt has stored it, although its answer was lost.

        By its ETag; where that is no MD5 of it, by reading back what has come since.
        """
        key = item.saved_as or item.key
        found = self.names.find(item.bucket, key, cancel)
        if found is None or found.size != len(body):
            return None
        if found.etag == md5_of(body).hex():
            return found, Check.MD5
        if not self.since_begun(found.modified_ms):
            return None
        kept = self.store.read(item.bucket, key, cancel, if_match=found.etag)
        return (found, Check.SIZE) if b"".join(kept) == body else None

    def since_begun(self, modified_ms: int) -> bool:
        """Whether a time of the store's is not before the job, as far as clocks agree."""
        return modified_ms >= self.begun_ms - _CLOCKS_DIFFER_MS
