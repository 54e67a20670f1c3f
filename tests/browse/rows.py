"""Rows and pages for the tests of this room, and for those of the widget that shows them."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

from jos_tui.browse.listing_model import ListingModel
from jos_tui.core.entry import Entry, Kind, Page
from jos_tui.core.location import Location

PREFIX = "data/"
LEVEL = Location("bucket", PREFIX)


def obj(name: str, size: int = 1, modified_ms: int = 1_000, etag: str = "") -> Entry:
    return Entry(PREFIX + name, Kind.OBJECT, size, modified_ms, etag)


def sub(name: str) -> Entry:
    return Entry(f"{PREFIX}{name}/", Kind.PREFIX)


def page(entries: Iterable[Entry], *, is_last: bool = False) -> Page:
    """The entries as a page, in the order given."""
    rows = list(entries)
    return Page(
        [row.key for row in rows],
        array("q", [row.size for row in rows]),
        array("q", [row.modified_ms for row in rows]),
        [row.etag for row in rows],
        is_last,
    )


def model_of(*entries: Entry) -> ListingModel:
    """A complete listing of the entries."""
    model = ListingModel(LEVEL)
    model.apply(page(sorted(entries, key=lambda entry: entry.key)))
    model.finish()
    return model


def numbered(count: int, start: int = 0) -> list[Entry]:
    return [obj(f"{number:08d}", number, number) for number in range(start, start + count)]


def names(model: ListingModel) -> list[str]:
    """The names of the visible rows."""
    return [model.key(row).removeprefix(PREFIX) for row in range(len(model))]


def all_rows(model: ListingModel) -> Sequence[Entry]:
    return [model.entry(row) for row in range(len(model))]
