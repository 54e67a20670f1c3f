"""One request of a listing after the other: where it is asked, and where its answer leads."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import islice, repeat
from operator import lt
from typing import TYPE_CHECKING

from jos_tui.core.background import CancelToken
from jos_tui.core.entry import NO_SIZE, Page
from jos_tui.core.errors import NotSupported, StoreError
from jos_tui.core.location import SEPARATOR, Location
from jos_tui.core.right_of_way import KEYBOARD
from jos_tui.store.depth import Depth
from jos_tui.store.listing_xml import RawPage, read_page
from jos_tui.store.request import Pace, bucket_request

if TYPE_CHECKING:
    from jos_tui.store.client import Client


class Version(Enum):
    """Which of the two listing requests of S3."""

    V1 = "1"
    V2 = "2"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the next page begins: behind the key ``after``, or where ``token`` says."""

    version: Version = Version.V2
    after: str = ""
    token: str = ""

    def query(self) -> dict[str, str]:
        """Return what asks for the page at this place."""
        if self.version is Version.V1:
            return {"marker": self.after} if self.after else {}
        if self.token:
            return {"list-type": "2", "continuation-token": self.token}
        return {"list-type": "2"} | ({"start-after": self.after} if self.after else {})


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answer as it came, and where it was asked."""

    body: bytes
    place: Place


@dataclass(frozen=True, slots=True)
class Step:
    """One answer: its page, where it was asked, where it goes on, and how many prefixes it has.

    ``in_order`` is whether each key comes behind the one before it.
    """

    page: Page
    place: Place
    following: Place
    prefixes: int
    in_order: bool

    def is_plain(self, after: str) -> bool:
        """Whether it is version 2, without prefixes, and in strict order behind a key."""
        keys = self.page.keys
        return (
            not self.prefixes
            and Version.V1 not in {self.place.version, self.following.version}
            and (bool(keys) or self.page.is_last)
            and all(key > after for key in keys[:1])
            and self.in_order
        )


class Asking:
    """The requests of one listing. Any thread."""

    def __init__(self, client: Client, location: Location, depth: Depth, page_size: int) -> None:
        self.location = location
        self.depth = depth
        self._client = client
        self._what = {
            "prefix": location.prefix,
            "max-keys": str(page_size),
            "encoding-type": "url",
        }
        if depth is Depth.LEVEL:
            self._what["delimiter"] = SEPARATOR

    def step(self, place: Place, previous: Sequence[str], cancel: CancelToken) -> Step:
        """Return the page at a place, without the keys ``previous`` had. Blocks.

        Raises StoreError and Cancelled; NotSupported for names outside the prefix.
        """
        return self.read(self.fetch(place, cancel), previous)

    def fetch(self, place: Place, cancel: CancelToken) -> Fetched:
        """Return the answer at a place, or to version 1 if 2 is unknown. Blocks.

        Raises StoreError and Cancelled.
        """
        try:
            return self._answer(place, cancel)
        except StoreError as error:
            refused = isinstance(error, NotSupported) or error.code == "InvalidArgument"
            if not refused or place.version is Version.V1 or place.token:
                raise
        return self._answer(Place(Version.V1, place.after), cancel)

    def read(self, fetched: Fetched, previous: Sequence[str]) -> Step:
        """Return what an answer says, without the keys ``previous`` had.

        Raises StoreError; NotSupported for names outside the prefix.
        """
        with KEYBOARD.behind():
            raw, place = read_page(fetched.body), fetched.place
            _check_below(self.location, (*raw.keys, *raw.prefixes))
            following = _next_place(raw, place) if raw.truncated else place
            page = _merged(raw, previous)
            in_order = all(map(lt, page.keys, islice(page.keys, 1, None)))
            return Step(page, place, following, len(raw.prefixes), in_order)

    def _answer(self, place: Place, cancel: CancelToken) -> Fetched:
        request = bucket_request(
            "GET",
            self.location.bucket,
            query=self._what | place.query(),
            root="ListBucketResult",
            pace=Pace.SLOW,
        )
        return Fetched(self._client.execute(request, cancel).body, place)


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


def _next_place(raw: RawPage, place: Place) -> Place:
    """Return where a page that is not the last leads.

    Without a token, or from a server that answered version 2 as version 1, behind the last name.
    """
    last = max((*raw.keys[-1:], *raw.prefixes[-1:]), default=place.after)
    if place.version is Version.V2 and raw.is_v2:
        return Place(Version.V2, place.after if raw.token else last, raw.token)
    return Place(Version.V1, raw.marker or last)


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
