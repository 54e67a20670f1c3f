"""The end of a move: the original goes, if it is still what was copied."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from unicodedata import normalize

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import Cancelled, ChangedMeanwhile, JosError, NoSuchBucket, NotFound
from jos_tui.core.location import Location
from jos_tui.core.text import printable
from jos_tui.jobs.engine.patience import Trouble, trouble_of
from jos_tui.jobs.item import Item
from jos_tui.store.depth import Depth
from jos_tui.store.store import ObjectStat, Store

_TAKEN_FOR_NOTHING = re.compile(r"(?:(?<=/)|^)\.?/+|[ .]+(?=/|$)")


class OriginalStays(JosError):
    """The copy was made, but the original could not be deleted."""


@dataclass(frozen=True, slots=True)
class Moved:
    """An object that was copied, as it was then; ``copy`` is what the copy is called, printable.

    ``etag`` is "" where the store tells none: then ``modified_ms`` counts, in milliseconds.
    """

    bucket: str
    key: str
    size: int
    etag: str
    modified_ms: int
    copy: str


def remove_original(store: Store, item: Item, key: str, cancel: CancelToken) -> bool:
    """Delete the original of an item whose copy, ``key``, was checked; False if it is gone.

    Raises what :func:`remove_moved` does, and OriginalStays also if deleting it might delete the
    copy: some stores do not tell ``A`` from ``a``.
    """

    def is_told_apart() -> None:
        if item.from_bucket == item.bucket and not _told_apart(store, item, key, cancel):
            raise OriginalStays(
                f"{printable(item.from_key)} was kept",
                f"The store may take it and {printable(key)} for the same object",
                "Look at both: if there is only one, it has still its old name.",
            )

    moved = Moved(
        item.from_bucket,
        item.from_key,
        item.size,
        item.etag,
        item.modified_ms,
        printable(key),
    )
    return remove_moved(store, moved, cancel, is_told_apart)


def remove_moved(
    store: Store,
    moved: Moved,
    cancel: CancelToken,
    check: Callable[[], None] = lambda: None,
) -> bool:
    """Delete an object that was copied, after a last ``check``; False if it is gone.

    Raises ChangedMeanwhile if it is not what was copied, OriginalStays if it cannot be deleted.
    """
    try:
        found = store.stat(moved.bucket, moved.key, cancel)
    except NoSuchBucket:
        raise
    except NotFound:
        return False
    if not is_same_object(found, moved.size, moved.etag, moved.modified_ms):
        raise ChangedMeanwhile(
            f"{printable(moved.key)} has changed since it was copied",
            f"The copy is {moved.copy}; the original is another one now, and was kept",
            "Look at both, and move it again if it is to replace the copy.",
        )
    check()
    try:
        store.delete(moved.bucket, moved.key, cancel)
    except Cancelled:
        raise
    except JosError as exc:
        if trouble_of(exc) is not Trouble.ITEM:
            raise
        raise OriginalStays(
            f"{printable(moved.key)} was copied, but stays as well",
            str(exc),
            "Delete it once that is allowed, or try again.",
        ) from exc
    return True


def is_same_object(found: ObjectStat, size: int, etag: str, modified_ms: int) -> bool:
    """Whether what is there is of that size and ETag; by the second where that is ""."""
    if found.size != size:
        return False
    return found.etag == etag if etag else found.modified_ms // 1000 == modified_ms // 1000


def unsure(item: Item) -> JosError:
    """Say that a copy may be there, but nothing proves that it is one."""
    return JosError(
        f"{printable(item.from_key)} may have been copied before the interruption",
        f"An object of its size is at {printable(item.key)}, but its ETag does not tell",
        "Look at both; then delete one of them, or copy it again and overwrite.",
    )


def looks_alike(one: str, other: str) -> bool:
    """Whether a store that is not exact might take two keys for one."""
    return _folded(one) == _folded(other)


def _folded(key: str) -> str:
    return _TAKEN_FOR_NOTHING.sub("", normalize("NFKC", key).casefold()).rstrip("/")


def _told_apart(store: Store, item: Item, key: str, cancel: CancelToken) -> bool:
    """Whether original and copy are two objects for certain: both are in the listing."""
    if not looks_alike(item.from_key, key):
        return True
    return all(_is_listed(store, item.bucket, each, cancel) for each in (item.from_key, key))


def _is_listed(store: Store, bucket: str, key: str, cancel: CancelToken) -> bool:
    """Whether the first of the keys that begin with a key is that key."""
    for page in store.pages(Location(bucket, key), Depth.TREE, cancel, page_size=1):
        if page.keys:
            return page.keys[0] == key
    return False
