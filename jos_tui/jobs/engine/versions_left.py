"""Which versions are still there, where nobody heard whether the store has deleted them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import Cancelled, JosError
from jos_tui.core.location import Location
from jos_tui.store.deleting import Doomed
from jos_tui.store.marker_pages import BEGINNING, Mark
from jos_tui.store.store import Store

_FEW = 16
"""So many keys are asked for one by one; more of them lie together, as they were planned so."""
_MOST_PAGES = 100


def versions_left(
    store: Store, bucket: str, doomed: Collection[Doomed], cancel: CancelToken
) -> set[Doomed]:
    """Return those of some versions that the store lists, or does not say to be gone.

    Blocks; raises Cancelled. Where the store does not list them that is all of them.
    """
    wanted, keys = set(doomed), sorted({one.key for one in doomed})
    try:
        if len(keys) > _FEW:
            return wanted & set(_between(store, bucket, keys, wanted, cancel))
        listed = (one for key in keys for one in _of_key(store, bucket, key, cancel))
        return wanted & set(listed)
    except Cancelled:
        raise
    except JosError:
        return wanted


def _of_key(store: Store, bucket: str, key: str, cancel: CancelToken) -> Iterator[Doomed]:
    for page in store.versions(Location(bucket, key), cancel):
        yield from (Doomed(one.key, one.version_id) for one in page)
        if page and page[-1].key > key:
            return


def _between(
    store: Store, bucket: str, keys: list[str], doomed: Collection[Doomed], cancel: CancelToken
) -> Iterator[Doomed]:
    """Yield what lies from the first of some keys to the last, and what was not come to."""
    before: Mark = (keys[0][:-1], "") if keys[0][:-1] else BEGINNING
    pages = store.versions(Location(bucket), cancel, after=before)
    seen = ""
    for page in islice(pages, _MOST_PAGES):
        yield from (Doomed(one.key, one.version_id) for one in page)
        seen = page[-1].key if page else seen
        if seen > keys[-1]:
            return
    if next(pages, None) is not None:
        yield from (one for one in doomed if one.key >= seen)
