"""Listings: page after page in key order, to the end, and never round in circles."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import repeat
from typing import TYPE_CHECKING

from jos_tui.core.background import CancelToken
from jos_tui.core.entry import NO_SIZE, Page
from jos_tui.core.errors import NotSupported, ServerTrouble, StoreError
from jos_tui.core.location import SEPARATOR, Location
from jos_tui.store.listing_xml import RawPage, read_page
from jos_tui.store.request import Pace, bucket_request

if TYPE_CHECKING:
    from jos_tui.store.client import Client

_MOST_EMPTY_PAGES = 100


class Depth(Enum):
    """How far a listing goes down."""

    LEVEL = "level"  # the keys and prefixes of one level
    TREE = "tree"  # every key below, no prefixes


class _Version(Enum):
    V1 = "1"
    V2 = "2"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the next page begins: behind the key ``after``, or where ``token`` says."""

    version: _Version = _Version.V2
    after: str = ""
    token: str = ""

    def query(self) -> dict[str, str]:
        if self.version is _Version.V1:
            return {"marker": self.after} if self.after else {}
        if self.token:
            return {"list-type": "2", "continuation-token": self.token}
        return {"list-type": "2"} | ({"start-after": self.after} if self.after else {})


def pages(
    client: Client,
    location: Location,
    depth: Depth,
    cancel: CancelToken,
    *,
    start_after: str,
    page_size: int,
) -> Iterator[Page]:
    """Yield the pages of a listing. Only the last one has ``is_last``; it may be empty."""
    what = {"prefix": location.prefix, "max-keys": str(page_size), "encoding-type": "url"}
    if depth is Depth.LEVEL:
        what["delimiter"] = SEPARATOR
    place = _Place(after=start_after)
    been = {place}
    previous: Sequence[str] = ()
    idle = 0
    while True:
        raw, place = _ask(client, location.bucket, what, place, cancel)
        _check_below(location, (*raw.keys, *raw.prefixes))
        page = _merged(raw, previous)
        if not raw.truncated:
            yield page
            return
        if page.keys:
            yield page
            previous = page.keys
        idle = 0 if page.keys else idle + 1
        place = _next_place(raw, place)
        if place in been or idle > _MOST_EMPTY_PAGES:
            raise ServerTrouble(
                "The listing does not go on",
                "The store says that there is more, but keeps sending the same",
                "Try again; if it stays like this, tell those who run the store.",
            )
        been.add(place)


def _check_below(location: Location, names: Sequence[str]) -> None:
    """Raise NotSupported for names outside the prefix: a deletion would take them along."""
    prefix = location.prefix
    if all(map(str.startswith, names, repeat(prefix))):
        return
    outside = next(name for name in names if not name.startswith(prefix))
    raise NotSupported(
        "The store does not list what was asked for",
        f"Asked for what is below {location.uri} it sent {outside}",
        "Use other software for this prefix, and tell those who run the store.",
    )


def _ask(
    client: Client, bucket: str, what: dict[str, str], place: _Place, cancel: CancelToken
) -> tuple[RawPage, _Place]:
    """Return the answer at a place, and the place it was asked at: version 1 if 2 is unknown."""
    try:
        return _answer(client, bucket, what | place.query(), cancel), place
    except StoreError as error:
        refused = isinstance(error, NotSupported) or error.code == "InvalidArgument"
        if not refused or place.version is _Version.V1 or place.token:
            raise
    place = _Place(_Version.V1, place.after)
    return _answer(client, bucket, what | place.query(), cancel), place


def _answer(client: Client, bucket: str, query: dict[str, str], cancel: CancelToken) -> RawPage:
    request = bucket_request("GET", bucket, query=query, root="ListBucketResult", pace=Pace.SLOW)
    return read_page(client.execute(request, cancel).body)


def _next_place(raw: RawPage, place: _Place) -> _Place:
    """Return where a page that is not the last leads.

    Without a token, or from a server that answered version 2 as version 1, behind the last name.
    """
    last = max((*raw.keys[-1:], *raw.prefixes[-1:]), default=place.after)
    if place.version is _Version.V2 and raw.is_v2:
        return _Place(_Version.V2, place.after if raw.token else last, raw.token)
    return _Place(_Version.V1, raw.marker or last)


def _merged(raw: RawPage, previous: Sequence[str]) -> Page:
    """Return keys and prefixes in one order, without what the page before ended with."""
    keys = [*raw.keys, *raw.prefixes]
    sizes = raw.sizes + array("q", [NO_SIZE]) * len(raw.prefixes)
    times = raw.modified_ms + array("q", [0]) * len(raw.prefixes)
    etags = [*raw.etags, *([""] * len(raw.prefixes))]
    order: Sequence[int] = range(len(keys))
    if raw.prefixes:
        # Code points order like the bytes of their UTF-8.
        order = sorted(order, key=keys.__getitem__)
    seen = set(previous)
    if not seen.isdisjoint(keys):
        order = [row for row in order if keys[row] not in seen]
    is_last = not raw.truncated
    if isinstance(order, range):
        return Page(keys, sizes, times, etags, is_last)
    return Page(
        [keys[row] for row in order],
        array("q", (sizes[row] for row in order)),
        array("q", (times[row] for row in order)),
        [etags[row] for row in order],
        is_last,
    )
