"""Opening a row: entering its level, or looking at it as one thing first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jos_tui.browse.dataset import is_zarr_metadata
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.location import Location, parent_prefix

if TYPE_CHECKING:
    from jos_tui.ui.browser.screen import BrowserScreen


def opens(entry: Entry) -> bool:
    """Whether there is something to see behind a row."""
    return entry.kind is not Kind.OBJECT or is_zarr_metadata(entry)


def open_row(browser: BrowserScreen, entry: Entry) -> None:
    """Enter a bucket or prefix; of a Zarr store show first what is in it.

    The metadata of a Zarr store lead to that too.
    """
    level = browser.level.location
    if is_zarr_metadata(entry):
        _show_zarr(browser, Location(level.bucket, parent_prefix(entry.key)))
    elif browser.table.datasets.badge(level, entry):
        _show_zarr(browser, level.child(entry.key))
    else:
        browser.level.open(level.child(entry.key))


def _show_zarr(browser: BrowserScreen, where: Location) -> None:
    from jos_tui.ui.preview.zarr_screen import ZarrScreen

    def answered(location: Location | None) -> None:
        if location is not None and location != browser.level.location:
            browser.level.open(location)
        browser.table.show_badges()

    browser.app.push_screen(ZarrScreen(browser.session, where, browser.table.datasets), answered)
