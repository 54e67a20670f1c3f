"""What a place on the command line is: an object, a prefix, a bucket, or a pattern."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from jos_tui.browse.resolve import resolve
from jos_tui.cli.places import Place
from jos_tui.core.background import CancelToken
from jos_tui.core.entry import NO_SIZE, Entry, Kind, Page
from jos_tui.core.errors import NoSuchBucket, NotFound, NotSupported
from jos_tui.core.location import SEPARATOR, Location, base_name, parent_prefix
from jos_tui.store.depth import Depth
from jos_tui.store.store import Store

_WILDCARDS = "*?["


@dataclass(frozen=True, slots=True)
class Row:
    """Something in a store, and the level it is a row of."""

    level: Location
    entry: Entry


def look_up(store: Store, place: Place, cancel: CancelToken) -> Row:
    """Return what a place names. Blocks; raises StoreError, NotFound if there is no such thing.

    An object of exactly that key comes before a prefix of that name; a key that ends in ``/`` is
    a prefix and is not asked for.
    """
    if not place.key:
        return Row(Location(), Entry(place.bucket, Kind.BUCKET))
    if place.key.endswith(SEPARATOR):
        return _prefix_row(Location(place.bucket, place.key))
    row = object_row(store, place, cancel)
    if row is not None:
        return row
    location, key = resolve(store, place.bucket, place.key, cancel)
    if key:
        raise no_such(place)
    return _prefix_row(location)


def look_up_content(store: Store, place: Place, cancel: CancelToken) -> Row:
    """Like :func:`look_up`, but NotFound also for a prefix or bucket with nothing in it."""
    row = look_up(store, place, cancel)
    if not place.key or place.key.endswith(SEPARATOR):
        pages = store.pages(row.level.child(row.entry.key), Depth.TREE, cancel, page_size=1)
        if not any(len(page) for page in pages):
            raise NotFound(f"There is nothing in {place.text}")
    return row


def look_up_hidden(store: Store, place: Place, cancel: CancelToken) -> Row:
    """Like :func:`look_up`, but also finds keys of which only older versions are left."""
    try:
        return look_up(store, place, cancel)
    except NotFound as exc:
        missing = exc
    if isinstance(missing, NoSuchBucket):
        raise missing
    try:
        pages = store.versions(Location(place.bucket, place.key), cancel)
        keys = [version.key for version in next(pages, [])]
    except NotSupported:
        raise missing from None
    if place.key in keys:
        return Row(Location(place.bucket, parent_prefix(place.key)), Entry(place.key, Kind.OBJECT))
    if any(key.startswith(place.key + SEPARATOR) for key in keys):
        return _prefix_row(Location(place.bucket, place.key + SEPARATOR))
    raise missing


def object_row(store: Store, place: Place, cancel: CancelToken) -> Row | None:
    """Return the object of exactly that key, None if there is none. Blocks; raises StoreError."""
    try:
        stat = store.stat(place.bucket, place.key, cancel)
    except NoSuchBucket:
        raise
    except NotFound:
        return None
    entry = Entry(place.key, Kind.OBJECT, stat.size, stat.modified_ms, stat.etag)
    return Row(Location(place.bucket, parent_prefix(place.key)), entry)


def look_up_all(store: Store, place: Place, cancel: CancelToken) -> list[Row]:
    """Like :func:`look_up`, but ``*``, ``?`` and ``[…]`` in the last name match several rows.

    A key that has these characters in it is found by its exact name. NotFound for an empty prefix.
    """
    pattern = base_name(place.key)
    if pattern.endswith(SEPARATOR) or not any(sign in pattern for sign in _WILDCARDS):
        return [look_up_content(store, place, cancel)]
    exact = object_row(store, place, cancel)
    if exact is not None:
        return [exact]
    level = Location(place.bucket, parent_prefix(place.key))
    pages = store.pages(level, Depth.LEVEL, cancel)
    rows = [Row(level, entry) for entry in _matching(pages, level, pattern)]
    if not rows:
        raise NotFound(f"Nothing matches {place.text}", "", "Patterns work in the last name only.")
    return rows


def require_bucket(store: Store, place: Place, cancel: CancelToken) -> None:
    """Fail at once for what a job would wait or pause for: no such bucket, no store, no keys.

    Who may not list a bucket may still write to it. Blocks; raises StoreError.
    """
    from jos_tui.core.errors import BadCredentials, ClockSkew, NotAllowed

    location = Location(place.bucket, place.key if place.key.endswith(SEPARATOR) else "")
    try:
        next(iter(store.pages(location, Depth.TREE, cancel, page_size=1)), None)
    except (BadCredentials, ClockSkew):
        raise
    except NotAllowed:
        return


def no_such(place: Place) -> NotFound:
    """Return the error for a place where nothing is."""
    return NotFound(
        f"There is no {place.text}",
        "Neither an object nor a prefix has that name",
        "Names are case-sensitive; ls of the level above shows those there are.",
    )


def entries_of(page: Page) -> Iterable[Entry]:
    """Return the rows of a page of objects and prefixes."""
    columns = zip(page.keys, page.sizes, page.modified_ms, page.etags, strict=True)
    for key, size, modified_ms, etag in columns:
        kind = Kind.PREFIX if size == NO_SIZE else Kind.OBJECT
        yield Entry(key, kind, size, modified_ms, etag)


def _matching(pages: Iterable[Page], level: Location, pattern: str) -> Iterable[Entry]:
    for page in pages:
        for entry in entries_of(page):
            name = entry.key[len(level.prefix) :]  # "" is the level itself, "/" an empty name
            if name and fnmatchcase(name.removesuffix(SEPARATOR), pattern):
                yield entry


def _prefix_row(location: Location) -> Row:
    level = Location(location.bucket, parent_prefix(location.prefix))
    return Row(level, Entry(location.prefix, Kind.PREFIX))
