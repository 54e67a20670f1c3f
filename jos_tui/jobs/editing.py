"""An object taken out to be edited, and what became of it put back in its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jos_tui.core import formats
from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.errors import LocalError, NotFound
from jos_tui.core.text import printable
from jos_tui.jobs.model import Change
from jos_tui.store.copying import Original
from jos_tui.store.store import Store

MOST_BYTES = 1 << 20
"""How large an object may be that is edited: it is held as a whole, and sent as a whole."""


@dataclass(frozen=True, slots=True)
class Taken:
    """An object as it was taken out: its bytes, and what is said of it beside them."""

    original: Original
    body: bytes = field(repr=False)
    said: Mapping[str, str]
    tags: Mapping[str, str]


def take(store: Store, bucket: str, key: str, cancel: CancelToken) -> Taken:
    """Return a small text as it is now. Blocks.

    Raises StoreError and Cancelled, LocalError for what is too large or no text in UTF-8.
    """
    found = store.stat(bucket, key, cancel)
    if found.size > MOST_BYTES:
        raise _no_text(key, f"It has {formats.size(found.size)}, the most is 1 MiB")
    original = Original(bucket, key, found.size, found.etag)
    said, tags = store.described(original, cancel), store.tags(original, cancel)
    body = b"".join(store.read(bucket, key, cancel, if_match=found.etag))
    if found.content_encoding or not _is_text(body):
        raise _no_text(key, "It is no plain text in UTF-8")
    return Taken(original, body, said, tags)


def is_still(store: Store, taken: Taken, cancel: CancelToken) -> bool:
    """Whether an object is what was taken out. Blocks. Raises StoreError and Cancelled."""
    original = taken.original
    try:
        found = store.stat(original.bucket, original.key, cancel)
    except NotFound:
        return False
    return (found.size, found.etag) == (original.size, original.etag)


def put_back(store: Store, taken: Taken, body: bytes, cancel: CancelToken) -> Change:
    """Store other bytes in its place, with all else that is said of it. Blocks.

    Raises StoreError and Cancelled.
    """
    original = taken.original
    bucket, key = original.bucket, original.key
    etag = store.put(bucket, key, body, cancel, said=taken.said)
    found = store.stat(bucket, key, cancel)
    if taken.tags and found.etag == etag:
        store.set_tags(Original(bucket, key, found.size, found.etag), taken.tags, cancel)
    written = Entry(key, Kind.OBJECT, found.size, found.modified_ms, found.etag)
    return Change(bucket, written=written)


def _is_text(body: bytes) -> bool:
    try:
        return "\0" not in body.decode()
    except UnicodeDecodeError:
        return False


def _no_text(key: str, reason: str) -> LocalError:
    return LocalError(
        f"{printable(key)} cannot be edited here",
        reason,
        "Save it, change it on this machine, and upload it.",
    )
