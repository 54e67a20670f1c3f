"""Measuring a location and keeping the result for the next time."""

from __future__ import annotations

import time
from dataclasses import dataclass

from jos_tui.browse.usage_cache import Measured, UsageCache
from jos_tui.browse.usage_tree import UsageTree, measure
from jos_tui.core.background import CancelToken
from jos_tui.core.errors import LocalError
from jos_tui.core.location import Location
from jos_tui.store.store import Store


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A complete result. ``problem`` is why it is not kept on disk, if it is not."""

    measured: Measured
    problem: LocalError | None = None


def survey(
    store: Store, cache: UsageCache, location: Location, tree: UsageTree, cancel: CancelToken
) -> Surveyed:
    """Measure everything below a location into an empty ``tree``, and keep it.

    Blocks; other threads may look at the tree meanwhile. Raises StoreError and Cancelled: what was
    counted until then stays in the tree, and nothing is kept on disk.
    """
    began_ms = time.time_ns() // 1_000_000
    for _ in measure(store, location, tree, cancel):
        pass
    measured = Measured(store.profile.endpoint.url, location, began_ms, tree)
    try:
        cache.save(measured)
    except LocalError as error:
        return Surveyed(measured, error)
    return Surveyed(measured)


def survey_again(
    store: Store, cache: UsageCache, measured: Measured, prefix: str, cancel: CancelToken
) -> LocalError | None:
    """Measure one prefix again, in which something was deleted, and put it into an older result.

    ``prefix`` is a full prefix below that of the result, whose date stays. Returns why the change
    is not kept on disk, None if it is. Blocks. Raises StoreError and Cancelled: the result is as
    it was then.
    """
    again = UsageTree(prefix)
    for _ in measure(store, Location(measured.location.bucket, prefix), again, cancel):
        pass
    cancel.raise_if_cancelled()
    measured.tree.replace(again)
    try:
        cache.amend(measured)
    except LocalError as error:
        return error
    return None
