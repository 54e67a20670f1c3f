"""What an upload that was interrupted has left at the store."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import NoSuchBucket, NotAStore, NotFound, NotSupported
from jos_tui.jobs.engine.parts import Part, parts_of
from jos_tui.jobs.engine.upload_tools import UploadTools
from jos_tui.jobs.item import Item
from jos_tui.jobs.model import Check
from jos_tui.store.checksums import is_md5, multipart_etag
from jos_tui.store.store import ObjectStat

_MULTIPART = re.compile(r"[0-9a-f]{32}-[0-9]+")


class Parted(Protocol):
    """Where the parts come from."""

    @property
    def size(self) -> int:
        """How many bytes there are."""

    def md5(self, part: Part, cancel: CancelToken) -> str:
        """Return the MD5 of a part in hexadecimal digits, "" if it cannot be told."""


class Left(Enum):
    """How far an upload had come."""

    PARTS = auto()
    ALL = auto()  # the object is there
    BOTH = auto()  # the object is there, and the upload still is
    NOTHING = auto()  # the upload is gone


@dataclass(frozen=True, slots=True)
class Leftover:
    """What was found: the ETags of the parts that count, or the object and how it was checked."""

    left: Left
    etags: Mapping[int, str]
    found: ObjectStat | None = None
    check: Check = Check.SIZE


def leftover(tools: UploadTools, item: Item, source: Parted, cancel: CancelToken) -> Leftover:
    """Return what is left of the upload of an item whose content has not changed.

    A part counts if its size fits, and its ETag is the one that was recorded or the MD5 of what
    belongs there. Blocks; raises StoreError, OSError and Cancelled.
    """
    recorded = tools.pieces_of(item.id)
    key = item.saved_as or item.key
    planned = {part.number: part for part in parts_of(source.size, item.part_size)}
    etags: dict[int, str] = {}
    try:
        for stored in tools.store.list_parts(item.bucket, key, item.upload_id, cancel):
            cancel.raise_if_cancelled()
            part = planned.get(stored.number)
            if part is None or stored.size != part.length:
                continue
            is_recorded = stored.etag and recorded.get(part.number) == stored.etag
            if is_recorded or (stored.etag and source.md5(part, cancel) == stored.etag):
                etags[part.number] = stored.etag
    except NoSuchBucket:
        raise
    except NotFound:
        return _completed(tools, item, source, recorded, cancel)
    except (NotSupported, NotAStore):
        return Leftover(Left.NOTHING, {})
    if len(etags) == len(planned):
        return _being_completed(tools, item, source, etags, cancel)
    return Leftover(Left.PARTS, etags)


def _being_completed(
    tools: UploadTools, item: Item, source: Parted, etags: Mapping[int, str], cancel: CancelToken
) -> Leftover:
    """Return whether all parts became the object, as the store may be about to forget the upload.

    Only an ETag of that very content proves it, on an object that has come since.
    """
    parts = Leftover(Left.PARTS, etags)
    found = tools.names.find(item.bucket, item.saved_as or item.key, cancel)
    if found is None or found.size != source.size or not tools.since_begun(found.modified_ms):
        return parts
    if multipart_etag([etags[number] for number in sorted(etags)]) == found.etag:
        return Leftover(Left.BOTH, {}, found, Check.MULTIPART_ETAG)
    whole = Part(1, 0, source.size)
    if is_md5(found.etag) and source.md5(whole, cancel) == found.etag:
        return Leftover(Left.BOTH, {}, found, Check.MD5)
    return parts


def _completed(
    tools: UploadTools,
    item: Item,
    source: Parted,
    recorded: Mapping[int, str],
    cancel: CancelToken,
) -> Leftover:
    """Return whether the upload is gone because it became the object.

    By its ETag; where that proves nothing, because all parts were there, and an object of that
    size has come since.
    """
    nothing = Leftover(Left.NOTHING, {})
    size = source.size
    found = tools.names.find(item.bucket, item.saved_as or item.key, cancel)
    if found is None or found.size != size:
        return nothing
    parts = list(parts_of(size, item.part_size))
    etags: list[str] = []
    for part in parts:
        cancel.raise_if_cancelled()
        etags.append(recorded.get(part.number) or source.md5(part, cancel))
    if multipart_etag(etags) == found.etag:
        return Leftover(Left.ALL, {}, found, Check.MULTIPART_ETAG)
    all_sent = all(part.number in recorded for part in parts)
    if all_sent and not _MULTIPART.fullmatch(found.etag) and tools.since_begun(found.modified_ms):
        return Leftover(Left.ALL, {}, found)
    return nothing
