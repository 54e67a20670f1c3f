"""Opening a row: entering its level, or looking at it as one thing first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jos_tui.browse.dataset import is_zarr_metadata
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.location import Location, parent_prefix

if TYPE_CHECKING:
    from jos_tui.ui.browser.screen import BrowserScreen


def is_plain(entry: Entry) -> bool:
    """Whether a row is an object that stands for nothing but itself."""
    return entry.kind is Kind.OBJECT and not is_zarr_metadata(entry)


def open_row(browser: BrowserScreen, entry: Entry) -> None:
    """Enter a bucket or prefix; of a Zarr store show first what is in it, of an object its
    beginning.

    The metadata of a Zarr store lead to that too.
    """
    level = browser.level.location
    if is_zarr_metadata(entry):
        _show_zarr(browser, Location(level.bucket, parent_prefix(entry.key)))
    elif browser.table.datasets.badge(level, entry):
        _show_zarr(browser, level.child(entry.key))
    elif entry.kind is Kind.OBJECT:
        show_beginning(browser, entry)
    else:
        browser.level.open(level.child(entry.key))


def show_beginning(browser: BrowserScreen, entry: Entry) -> None:
    """Show the beginning of an object, whatever is in it."""
    from jos_tui.preview.plain import Subject
    from jos_tui.ui.preview.looked_at import ObjectLookedAt
    from jos_tui.ui.preview.plain_screen import PlainScreen

    bucket = browser.level.location.bucket
    subject = Subject(bucket, entry.key, entry.size, entry.etag)
    browser.app.push_screen(PlainScreen(ObjectLookedAt(browser.session, subject)))


def _show_zarr(browser: BrowserScreen, where: Location) -> None:
    from jos_tui.ui.preview.zarr_screen import ZarrScreen

    def answered(location: Location | None) -> None:
        if location is not None and location != browser.level.location:
            browser.level.open(location)
        browser.table.show_badges()

    browser.app.push_screen(ZarrScreen(browser.session, where, browser.table.datasets), answered)
