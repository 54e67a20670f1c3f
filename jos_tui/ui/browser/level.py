"""Which level the table shows, and how its listing comes in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from jos_tui.browse.history import History, Place
from jos_tui.browse.listing_model import ListingModel, LoadState
from jos_tui.browse.opener import (
    Delivery,
    ListingEnded,
    ListingFailed,
    ListingStopped,
    Opener,
    PageArrived,
)
from jos_tui.browse.resolve import resolve
from jos_tui.core import formats
from jos_tui.core.background import CancelToken
from jos_tui.core.errors import Cancelled, JosError
from jos_tui.core.location import Location, Target, parent_prefix
from jos_tui.jobs.model import Change
from jos_tui.ui.words import error_lines

if TYPE_CHECKING:
    from jos_tui.ui.browser.screen import BrowserScreen


class Level:
    """The level on screen: opening, refreshing, and what arrives. Lives on the UI thread."""

    def __init__(self, browser: BrowserScreen) -> None:
        self._browser = browser
        session = browser.session
        self._opener = Opener(
            session.store,
            session.listing,
            self._deliver,
        )
        self.history = History(Location())
        self.model = ListingModel(Location())
        self._refreshing = False
        self._wanted: Place | None = None
        self._finding: CancelToken | None = None

    @property
    def location(self) -> Location:
        """The level on screen."""
        return self.model.location

    @property
    def loading(self) -> bool:
        """Whether more rows may come, or another level."""
        return self.model.state is LoadState.LOADING or self._finding is not None

    def open(self, location: Location, cursor_key: str = "") -> None:
        """Show a level; the cursor goes to ``cursor_key``, or where it was there last time."""
        self._remember_cursor()
        self._show(self.history.visit(location, cursor_key))

    def find(self, target: Target) -> None:
        """Open a bucket, a prefix, or the level of an object: the server says which it is."""
        if not target.key or target.key.endswith("/"):
            self.open(Location(target.bucket, target.key))
            return
        self._stop_finding()

        def work(token: CancelToken) -> None:
            try:
                place = resolve(self._browser.session.store, target.bucket, target.key, token)
            except Cancelled:
                return
            except JosError:  # the level of the key is open to the same error, and shows it
                place = Location(target.bucket, parent_prefix(target.key)), target.key
            self._browser.call_later(self._found, token, *place)

        self._finding = self._browser.session.listing.submit(work)
        self._browser.state_changed()

    def _found(self, token: CancelToken, location: Location, cursor_key: str) -> None:
        if token is self._finding and not token.cancelled:
            self.open(location, cursor_key)

    def _stop_finding(self) -> None:
        if self._finding is not None:
            self._finding.cancel()
            self._finding = None

    def back(self) -> None:
        """Go to the level before."""
        self._remember_cursor()
        if (place := self.history.back()) is not None:
            self._show(place)

    def forward(self) -> None:
        """Undo a step back."""
        self._remember_cursor()
        if (place := self.history.forward()) is not None:
            self._show(place)

    def refresh(self) -> None:
        """Ask the server again. Rows stay until the new listing has passed them."""
        self.model.restart()
        self._begin(refreshing=True)

    def stop(self) -> None:
        """Stop loading and keep what came."""
        self._stop_finding()
        if self._opener.is_loading:
            self._opener.stop()
        elif self.model.state is LoadState.LOADING:  # nothing was opened yet
            self.model.stop()
        self._browser.state_changed()

    def filter(self, text: str) -> None:
        """Show only the rows whose name fits."""
        key = self._cursor_key()
        self._browser.table.apply_change(self.model.set_filter(text))
        self._browser.table.move_cursor_to(key)
        self._browser.state_changed()

    def _cursor_key(self) -> str:
        entry = self._browser.table.cursor_entry
        return entry.key if entry else ""

    def _remember_cursor(self) -> None:
        if key := self._cursor_key():
            self.history.remember(key, self._browser.table.cursor_screen_line)

    def _show(self, place: Place) -> None:
        self.model = ListingModel(place.location)
        self._wanted = place if place.cursor_key else None
        self._browser.table.show(self.model)
        self._begin(refreshing=False)
        self._browser.level_changed()

    def _begin(self, *, refreshing: bool) -> None:
        self._stop_finding()
        self._refreshing = refreshing
        self._opener.open(self.location)
        self._browser.state_changed()

    # -- what the listing threads deliver --------------------------------------------------------

    def _deliver(self, delivery: Delivery) -> None:
        self._browser.call_later(self.arrived, delivery)

    def arrived(self, delivery: Delivery) -> None:
        """Take a delivery; anything with an old ticket is dropped."""
        if delivery.ticket != self._opener.ticket:
            return
        match delivery:
            case PageArrived():
                self._browser.table.apply_change(self.model.apply(delivery.page))
            case ListingEnded():
                self._browser.table.apply_change(self.model.finish())
            case ListingStopped():
                self.model.stop()
            case ListingFailed():
                self.model.fail(delivery.error)
                if self.model.total:
                    self._browser.say_error(delivery.error)
        self._seek_wanted()
        self._browser.state_changed()
        if self.location.is_bucket_list:
            self._browser.buckets_listed()

    def _seek_wanted(self) -> None:
        """Put the cursor where it was left, once that row is there and the user has not moved."""
        if self._wanted is None:
            return
        table = self._browser.table
        moved = table.cursor_row > 0
        found = moved or table.move_cursor_to(self._wanted.cursor_key, self._wanted.screen_line)
        if found or not self.loading:
            self._wanted = None

    def remove_rows(self, keys: Iterable[str]) -> None:
        """Take rows away that are gone from the store."""
        self._browser.table.apply_change(self.model.remove(keys))
        self._browser.state_changed()

    def take_changes(self, changes: Sequence[Change]) -> None:
        """Show what a job wrote or deleted at this level."""
        here = [change for change in changes if change.bucket == self.location.bucket]
        written = [change.written for change in here if change.written is not None]
        deleted = [change.deleted for change in here if change.written is None]
        self._browser.table.apply_change(self.model.upsert(written))
        self.remove_rows(deleted)

    # -- words -----------------------------------------------------------------------------------

    def state_text(self) -> str:
        """Return how the listing is, for the path bar."""
        shown, known = len(self.model), self.model.total
        number = formats.count(known) if shown == known else f"{shown:,} of {known:,}"
        if self._finding is not None:
            return "looking… Esc stops"
        match self.model.state:
            case LoadState.LOADING if self._refreshing:
                return f"{number} refreshing… Esc stops"
            case LoadState.LOADING:
                return f"{number}+ loading… Esc stops"
            case LoadState.STOPPED:
                return f"{number}+ stopped, R reloads"
            case LoadState.FAILED:
                return f"{number}+ not complete, R tries again" if known else "failed"
            case LoadState.COMPLETE:
                return number

    def empty_text(self) -> str:
        """Return what the table says while it has no rows."""
        if self.model.state is LoadState.FAILED and self.model.error is not None:
            return self._failed_text(self.model.error)
        if self.loading:
            return "Loading…"
        if self.model.state is LoadState.STOPPED and not self.model.total:
            return "Stopped before anything came. R asks again."
        if self.model.total:
            return "No name matches the filter. Esc clears it."
        if self.location.is_bucket_list:
            return "No buckets here. F7 makes one, g b opens one by name."
        return "Nothing here. u uploads."

    def _failed_text(self, error: JosError) -> str:
        ways_out = "R tries again   g b opens a bucket by name   g h other connections"
        return f"{error_lines(error)}\n\n{ways_out}"
