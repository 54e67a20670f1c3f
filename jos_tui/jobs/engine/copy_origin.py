"""An object of the same store as what is copied: whole, or part by part."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import JosError, NotFound, NotSupported
from jos_tui.jobs.engine.copy_tags import tags_of
from jos_tui.jobs.engine.parts import Part
from jos_tui.jobs.engine.upload_large import PartsRefused, Place, upload_gone
from jos_tui.jobs.engine.upload_tools import UploadTools
from jos_tui.jobs.item import Item
from jos_tui.store.copying import Original
from jos_tui.store.store import ObjectStat
from jos_tui.store.tagging import header_of


class Way(Enum):
    """Who moves the bytes of a copy."""

    STORE = auto()
    US = auto()  # where the store does not do it: they come here and go back


class OriginalGone(JosError):
    """What was to be copied does not exist any more."""


class ObjectOrigin:
    """The object that an item is to copy. Any thread; blocks on the store.

    See :class:`jos_tui.jobs.engine.upload_large.Origin`.
    """

    def __init__(self, tools: UploadTools, item: Item, way: Way) -> None:
        self._tools = tools
        self._way = way
        self._modified_ms = item.modified_ms
        self.original = original_of(item)
        self.name = item.from_key
        self.size = item.size
        self.identity = item.etag or f"{item.size}-{item.modified_ns}"
        self.comes_here = way is Way.US

    def start(self, bucket: str, key: str) -> str:
        """Begin an upload of which the same is said as of the original."""
        said = self._said(CancelToken())
        return self._tools.store.start_upload(bucket, key, CancelToken(), said=said)

    def send(self, part: Part, to: Place, cancel: CancelToken) -> str:
        """Make a part. Raises PartsRefused if the store does not do that by itself."""
        if self._way is Way.US:
            return self._carried(part, to, cancel)
        span = part.offset, part.offset + part.length
        try:
            return self._tools.store.copy_part(
                self.original, to.bucket, to.key, to.upload_id, part.number, span, cancel
            )
        except NotSupported as exc:
            raise PartsRefused(exc.title, exc.reason, exc.next_step) from None
        except NotFound as exc:
            if exc.code not in {"NoSuchKey", "NoSuchVersion"}:
                raise
            raise OriginalGone(exc.title, exc.reason, exc.next_step) from None

    def whole(self, bucket: str, key: str, cancel: CancelToken) -> ObjectStat:
        """Copy all of it in one go, and return the copy."""
        if self._way is Way.STORE:
            return self._tools.store.copy(self.original, bucket, key, cancel)
        store, size = self._tools.store, self.size
        with self._tools.memory.hold(size, cancel):
            said = self._said(cancel)
            body = self._read(0, size, cancel)
            self._tools.bandwidth.take(size, cancel)
            store.put(bucket, key, body, cancel, said=said)
        return store.stat(bucket, key, cancel)

    def md5(self, part: Part, cancel: CancelToken) -> str:  # noqa: ARG002
        """Return "": only what was recorded counts."""
        return ""

    def check_unchanged(self, cancel: CancelToken) -> None:
        """Raise ChangedMeanwhile if it is not what was listed any longer."""
        self._described(cancel)

    def _said(self, cancel: CancelToken) -> Mapping[str, str]:
        """Return what is said of it, its tags too: headers of an object tell only their number."""
        said = self._described(cancel)
        return {**said, **header_of(tags_of(self._tools.store, self.original, cancel))}

    def _described(self, cancel: CancelToken) -> Mapping[str, str]:
        try:
            return self._tools.store.described(self.original, cancel)
        except NotFound as exc:
            raise OriginalGone(exc.title, exc.reason, exc.next_step) from None

    def replaced(self) -> JosError:
        """Return what says that it has to be begun again."""
        return upload_gone(self.name)

    def is_newer_than(self, found: ObjectStat) -> bool:
        """Whether it was changed after another object. A stat knows only seconds."""
        return self._modified_ms // 1000 > found.modified_ms // 1000

    def is_same_as(self, found: ObjectStat, cancel: CancelToken) -> bool:  # noqa: ARG002
        """Whether another object is a copy of it."""
        return is_copy(found, self.size, self.original.etag)

    def _carried(self, part: Part, to: Place, cancel: CancelToken) -> str:
        self._tools.bandwidth.take(part.length, cancel)
        with self._tools.memory.hold(part.length, cancel):
            body = self._read(part.offset, part.length, cancel)
            return self._tools.store.put_part(
                to.bucket, to.key, to.upload_id, part.number, body, cancel
            )

    def _read(self, offset: int, length: int, cancel: CancelToken) -> bytes:
        """Return bytes of the newest version: a store that does not copy has no other."""
        of = self.original
        if of.version_id:
            raise NotSupported(
                "The store does not copy older versions",
                "It does not copy at all, so only the newest could be fetched and sent again",
            )
        chunks = self._tools.store.read(
            of.bucket, of.key, cancel, offset=offset, length=length, if_match=of.etag
        )
        return b"".join(chunks)


def original_of(item: Item) -> Original:
    """Return what an item is to copy, as it was listed."""
    return Original(item.from_bucket, item.from_key, item.size, item.etag, item.version_id)


def is_copy(found: ObjectStat, size: int, etag: str) -> bool:
    """Whether an object is a copy of one of that size and ETag."""
    return bool(etag) and (found.size, found.etag) == (size, etag)
