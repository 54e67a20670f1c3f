"""What the tests of the store share."""

from __future__ import annotations

from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Page
from jos_tui.core.location import Location
from jos_tui.store.depth import Depth
from jos_tui.store.store import Store, Timeouts

QUICK = Timeouts(first_wait=0.001)
"""The usual patience, but no pauses worth mentioning between tries."""

XML = {"Content-Type": "application/xml"}


def all_pages(
    store: Store, location: Location, depth: Depth = Depth.TREE, **options: object
) -> list[Page]:
    return list(store.pages(location, depth, CancelToken(), **options))  # type: ignore[arg-type]


def all_keys(
    store: Store, location: Location, depth: Depth = Depth.TREE, **options: object
) -> list[str]:
    return [key for page in all_pages(store, location, depth, **options) for key in page.keys]


def content(store: Store, bucket: str, key: str, **options: object) -> bytes:
    return b"".join(store.read(bucket, key, CancelToken(), **options))  # type: ignore[arg-type]


def put_all(store: Store, bucket: str, keys: list[str], body: bytes = b"x") -> None:
    for key in keys:
        store.put(bucket, key, body, CancelToken())


def contents(store: Store, bucket: str) -> dict[str, bytes]:
    """Return all objects of a bucket."""
    return {key: content(store, bucket, key) for key in all_keys(store, Location(bucket))}
