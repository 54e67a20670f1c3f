"""The end of a move: the original goes, if it is still what was copied."""

from __future__ import annotations

import re
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


def remove_original(store: Store, item: Item, key: str, cancel: CancelToken) -> bool:
    """Delete the original of an item whose copy, ``key``, was checked; False if it is gone.

    Raises ChangedMeanwhile if it is not what was copied, OriginalStays if it cannot be deleted,
    or if deleting it might delete the copy: some stores do not tell ``A`` from ``a``.
    """
    try:
        found = store.stat(item.from_bucket, item.from_key, cancel)
    except NoSuchBucket:
        raise
    except NotFound:
        return False
    if not _is_what_was_copied(item, found):
        raise ChangedMeanwhile(
            f"{printable(item.from_key)} has changed since it was copied",
            f"The copy is {printable(key)}; the original is another one now, and was kept",
            "Look at both, and move it again if it is to replace the copy.",
        )
    if item.from_bucket == item.bucket and not _told_apart(store, item, key, cancel):
        raise OriginalStays(
            f"{printable(item.from_key)} was kept",
            f"The store may take it and {printable(key)} for the same object",
            "Look at both: if there is only one, it has still its old name.",
        )
    try:
        store.delete(item.from_bucket, item.from_key, cancel)
    except Cancelled:
        raise
    except JosError as exc:
        if trouble_of(exc) is not Trouble.ITEM:
            raise
        raise OriginalStays(
            f"{printable(item.from_key)} was copied, but stays as well",
            str(exc),
            "Delete it once that is allowed, or try again.",
        ) from exc
    return True


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


def _is_what_was_copied(item: Item, found: ObjectStat) -> bool:
    if found.size != item.size:
        return False
    if item.etag:
        return found.etag == item.etag
    return found.modified_ms // 1000 == item.modified_ms // 1000
