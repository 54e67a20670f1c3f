"""Which level the table shows, and how its listing comes in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from time import time_ns
from typing import TYPE_CHECKING

from jos_tui.browse.find import FoundModel
from jos_tui.browse.history import History, Place
from jos_tui.browse.level_cache import LevelCache
from jos_tui.browse.listing_model import ListingModel, LoadState
from jos_tui.browse.opener import (
    Delivery,
    FoundArrived,
    ListingEnded,
    ListingFailed,
    ListingStopped,
    Opener,
    PageArrived,
)
from jos_tui.browse.ordering import SortBy
from jos_tui.browse.resolve import resolve
from jos_tui.browse.workbench import Change as RowsChange
from jos_tui.browse.workbench import Workbench
from jos_tui.core import formats
from jos_tui.core.background import CancelToken, Pool
from jos_tui.core.errors import Cancelled, JosError
from jos_tui.core.location import SEPARATOR, Location, Target, parent_prefix
from jos_tui.core.text import printable
from jos_tui.ui.browser.finding import found_empty_text, found_state_text, query_text
from jos_tui.ui.browser.turns import Gathered, Turns
from jos_tui.ui.words import error_lines

if TYPE_CHECKING:
    from jos_tui.browse.query import Query
    from jos_tui.jobs.model import Change
    from jos_tui.ui.browser.screen import BrowserScreen

_WAYS_OUT = (
    "{level.refresh} tries again   {go.bucket} opens a bucket by name   "
    "{go.connections} other connections"
)


class Level:
    """The level on screen: opening, refreshing, and what arrives. Lives on the UI thread."""

    def __init__(self, browser: BrowserScreen) -> None:
        self._browser = browser
        self._opener = Opener(lambda: browser.session.store, browser.session.listing, self._deliver)
        self._bench = Workbench(Pool("arranging", 1), browser.call_later, self._landed)
        self._cache = LevelCache()
        self.history = History(Location())
        self.model = ListingModel(Location(), self._bench)
        self._beginning = ""
        self._turns = Turns(lambda: self.model.is_busy, browser.call_later)
        self._refreshing = False
        self._wanted: Place | None = None
        self._looking_up: CancelToken | None = None

    @property
    def location(self) -> Location:
        """The level on screen."""
        return self.model.location

    @property
    def loading(self) -> bool:
        """Whether more rows may come, or another level."""
        return self.model.state is LoadState.LOADING or self._looking_up is not None

    @property
    def at_rest(self) -> bool:
        """Whether nothing that came waits to be taken."""
        return not (self._turns.waiting or self.model.is_busy)

    @property
    def query(self) -> Query | None:
        """What the rows were found by, None if they are those of the level."""
        return self.model.query if isinstance(self.model, FoundModel) else None

    @property
    def asked(self) -> str:
        """The query as it may be typed again, "" if there is none."""
        return "" if self.query is None else query_text(self.query)

    def open(self, location: Location, cursor_key: str = "") -> None:
        """Show a level; the cursor goes to ``cursor_key``, or where it was there last time."""
        self._remember_cursor()
        self._show(self.history.visit(location, cursor_key))

    def find(self, location: Location, query: Query) -> None:
        """Show what a query finds below a location, at any depth."""
        self._remember_cursor()
        self._show(self.history.visit(location, query=query))
        if not self.loading:  # it was found before
            self.refresh()

    def go_to(self, target: Target) -> None:
        """Open a bucket, a prefix, or the level of an object: the server says which it is."""
        if not target.key or target.key.endswith("/"):
            self.open(Location(target.bucket, target.key))
            return
        self._stop_looking_up()

        def work(token: CancelToken) -> None:
            try:
                place = resolve(self._browser.session.store, target.bucket, target.key, token)
            except Cancelled:
                return
            except JosError:  # the level of the key is open to the same error, and shows it
                place = Location(target.bucket, parent_prefix(target.key)), target.key
            self._browser.call_later(self._looked_up, token, *place)

        self._looking_up = self._browser.session.listing.submit(work)
        self._browser.state_changed()

    def _looked_up(self, token: CancelToken, location: Location, cursor_key: str) -> None:
        if token is self._looking_up and not token.cancelled:
            self.open(location, cursor_key)

    def _stop_looking_up(self) -> None:
        if self._looking_up is not None:
            self._looking_up.cancel()
            self._looking_up = None

    def up(self) -> None:
        """Go one level up, from what was found below a level to that level."""
        self._remember_cursor()
        if (place := self.history.parent()) is not None:
            self._show(place)

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

    def open_beginning(self, text: str) -> None:
        """Have the server list only the names of this level, or one below, that begin so."""
        self._remember_cursor()
        below, _, beginning = text.rpartition(SEPARATOR)
        prefix = self.location.prefix + (below + SEPARATOR if below or text != beginning else "")
        self._show(self.history.visit(Location(self.location.bucket, prefix)), beginning)

    def refresh(self) -> None:
        """Ask the server again. Rows stay until the new listing has passed them."""
        if self._beginning:
            self._show(Place(self.location, self._cursor_key()))
            return
        self.model.restart()
        self._begin(refreshing=True)

    def renew(self) -> None:
        """Ask again for a level that may have changed; what was found follows changes by itself."""
        if self.query is None:
            self.refresh()

    def stop(self) -> None:
        """Stop loading and keep what came."""
        self._stop_looking_up()
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

    def _show(self, place: Place, beginning: str = "") -> None:
        self._keep()
        self._beginning = beginning
        known = None if beginning else self._cache.take(place.location, place.query)
        self.model = known or self._model_of(place)
        if self.model.filter is not None:
            self.model.set_filter("")
        if not isinstance(known, FoundModel):
            self.model.restart()
        self._wanted = place if place.cursor_key else None
        self._browser.table.show(self.model)
        if isinstance(known, FoundModel):  # to look at everything again takes an order
            self._rest()
        else:
            self._begin(refreshing=known is not None)
        self._seek_wanted()
        self._browser.level_changed()
        self._turns.go_on()

    def _keep(self) -> None:
        """Put away what is on screen, as far as it came."""
        is_sure = self.query is None or not (self.model.is_changing or self._turns.waiting)
        self.model.give_up_work()
        if self.query is not None and self.model.state is LoadState.LOADING:
            self.model.stop()
        if not self._beginning and is_sure:  # what was found is not asked for again by itself
            self._cache.put(self.model, self.query)

    def _model_of(self, place: Place) -> ListingModel:
        if place.query is not None:
            return FoundModel(place.location, place.query, self._bench)
        return ListingModel(place.location, self._bench)

    def _rest(self) -> None:
        self._stop_looking_up()
        self._opener.give_up()
        self._browser.state_changed()

    def _begin(self, *, refreshing: bool) -> None:
        self._stop_looking_up()
        self._refreshing = refreshing
        if self.query is not None:
            self._opener.find(self.location, self.query, time_ns() // 1_000_000)
        else:
            self._opener.open(self.location, self._beginning)
        self._browser.state_changed()

    # -- long work on many rows ------------------------------------------------------------------

    def _landed(self, change: RowsChange) -> None:
        """Show what was sorted, filtered or marked in the background."""
        self._browser.table.apply_change(change)
        self._browser.state_changed()
        self._browser.call_later(self._turns.go_on)

    def _catch_up(self) -> None:
        if self.model.is_far_behind:
            self._browser.table.apply_change(self.model.catch_up())

    # -- what the listing threads deliver --------------------------------------------------------

    def _deliver(self, delivery: Delivery) -> None:
        self._browser.call_later(self.arrived, delivery)

    def arrived(self, delivery: Delivery) -> None:
        """Take a delivery in its turn; anything with an old ticket is dropped."""
        self._turns.do(partial(self._take, delivery))

    def _take(self, delivery: Delivery) -> None:
        if delivery.ticket != self._opener.ticket:
            return
        match delivery:
            case PageArrived():
                self._browser.table.apply_change(self.model.apply(delivery.page))
            case FoundArrived():
                assert isinstance(self.model, FoundModel)
                self._browser.table.apply_change(self.model.take(delivery.step))
            case ListingEnded():
                self._browser.table.apply_change(self.model.finish())
            case ListingStopped():
                self.model.stop()
            case ListingFailed():
                self.model.fail(delivery.error)
                if self.model.total:
                    self._browser.say_error(delivery.error)
        self._seek_wanted()
        self._catch_up()
        session = self._browser.session
        if session.waits_for_rows:
            self._browser.call_after_refresh(session.answered)
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

    def point_at(self, key: str) -> None:
        """Put the cursor on a row, which may be among the changes that wait for their turn."""
        self._turns.do(partial(self._point_at, key))

    def _point_at(self, key: str) -> None:
        self._browser.table.move_cursor_to(key)

    def remove_rows(self, keys: Iterable[str]) -> None:
        """Take rows away that are gone from the store."""
        self._turns.do(partial(self._remove, self.location, list(keys)))

    def _remove(self, location: Location, keys: Iterable[str]) -> None:
        if location == self.location:
            self._browser.table.apply_change(self.model.remove(keys))
            self._browser.state_changed()

    def take_changes(self, changes: Sequence[Change]) -> None:
        """Show what a job wrote or deleted at this level; other levels are asked for again."""
        for bucket, key in {_changed(change) for change in changes}:
            self._cache.forget(bucket, key)
        waiting = self._turns.last
        if not isinstance(waiting, Gathered):
            waiting = Gathered(self._take_changes)
            self._turns.do(waiting.adding(changes))
        else:
            waiting.adding(changes)

    def _take_changes(self, changes: Sequence[Change]) -> None:
        here = [change for change in changes if change.bucket == self.location.bucket]
        begins = self.location.prefix + self._beginning
        entries = [change.written for change in here if change.written is not None]
        written = [entry for entry in entries if entry.key.startswith(begins)]
        deleted = [change.deleted for change in here if change.deleted.startswith(begins)]
        deleted = [key for key in deleted if key]
        if not (written or deleted):
            return
        table = self._browser.table
        table.apply_change(self.model.upsert(written))
        table.apply_change(self.model.remove(deleted))
        self._catch_up()
        self._browser.state_changed()

    # -- words -----------------------------------------------------------------------------------

    def state_text(self) -> str:
        """Return how the listing is, for the path bar."""
        shown, known = len(self.model), self.model.total
        number = formats.count(known) if shown == known else f"{shown:,} of {known:,}"
        if self._looking_up is not None:
            return "looking… Esc stops"
        if self.model.is_busy and not self.model.is_changing:  # many changes come one by one
            return f"{number} working…"
        if isinstance(self.model, FoundModel):
            return found_state_text(self.model, self._browser.with_keys)
        if self._beginning:
            number += f" beginning with {printable(self._beginning)}"
        again = self._browser.with_keys("{level.refresh}")
        partial_order = "" if self.model.order.by is SortBy.NAME else ", order partial"
        match self.model.state:
            case LoadState.LOADING if self._refreshing:
                return f"{number} refreshing… Esc stops"
            case LoadState.LOADING:
                return f"{number}+ loading{partial_order}… Esc stops"
            case LoadState.STOPPED:
                return f"{number}+ stopped{partial_order}, {again} reloads"
            case LoadState.FAILED:
                return f"{number}+ not complete, {again} tries again" if known else "failed"
            case LoadState.COMPLETE:
                return f"{number}, {again} lists all" if self._beginning else number

    def empty_text(self) -> str:
        """Return what the table says while it has no rows."""
        words = self._browser.with_keys
        if self.model.state is LoadState.FAILED and self.model.error is not None:
            return f"{error_lines(self.model.error)}\n\n{words(_WAYS_OUT)}"
        if isinstance(self.model, FoundModel):
            return found_empty_text(self.model, words)
        if self.loading:
            return "Loading…"
        if self.model.state is LoadState.STOPPED and not self.model.total:
            return words("Stopped before anything came. {level.refresh} asks again.")
        if self.model.total:
            return "No name matches the filter. Esc clears it."
        if self._beginning:
            return words("No name begins so. {level.refresh} lists all.")
        is_fixed = bool(self._browser.session.why_no_change)
        if self.location.is_bucket_list:
            new = "" if is_fixed else "{level.new} makes one, "
            return words(f"No buckets here. {new}{{go.bucket}} opens one by name.")
        way_on = "{level.parent} goes up" if is_fixed else "{transfer.put} uploads"
        return words(f"Nothing here. {way_on}.")


def _changed(change: Change) -> tuple[str, str]:
    """Return the bucket and the level of a change, or "" and a bucket."""
    key = change.deleted if change.written is None else change.written.key
    return (change.bucket, parent_prefix(key)) if change.bucket else ("", key)
