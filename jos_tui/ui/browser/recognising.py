"""Prefixes on screen that are Zarr stores get their badge, also where no name tells.

What is asked, and when enough was asked, is decided in ``browse/probing.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual.timer import Timer

from jos_tui.browse.dataset import lists_metadata, store_of_metadata
from jos_tui.browse.probing import Probing, Question
from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Entry
from jos_tui.core.errors import Cancelled, JosError
from jos_tui.core.location import Location

if TYPE_CHECKING:
    from jos_tui.jobs.model import Change
    from jos_tui.ui.browser.screen import BrowserScreen

REST_SECONDS = 0.4
"""How long the rows on screen stay the same before the store is asked about them."""


class Recognising:
    """Asks about the rows of the table once they rest. Lives on the UI thread."""

    def __init__(self, browser: BrowserScreen, rest_seconds: float | None) -> None:
        """Without ``rest_seconds`` the store is never asked."""
        self._browser = browser
        self._rest_seconds = rest_seconds
        self._datasets = browser.table.datasets
        self._probing = Probing(self._datasets)
        self._shown: tuple[Location, Sequence[str]] | None = None
        self._timer: Timer | None = None
        self._token = CancelToken()

    @property
    def idle(self) -> bool:
        """Whether nothing is asked, nor soon will be."""
        return self._timer is None and not self._probing.is_asking

    def look(self) -> None:
        """See what is on screen by now: other rows are asked about when they have come to rest.

        Rows that come where they cannot be seen put that off, but stop nothing.
        """
        self._note_level()
        table, waits = self._browser.table, self._timer is not None
        model = table.model
        shown = (model.location, [model.key(row) for row in table.rows_on_screen])
        if shown != self._shown:
            self._shown = shown
            self._stop()
            waits = self._probing.has_questions(model.location, self._rows())
        if waits:
            self._wait()

    def look_again(self) -> None:
        """Ask about the rows on screen as if they had just come."""
        self._shown = None
        self.look()

    def pause(self) -> None:
        """Ask nothing until the next look: another screen is in front."""
        self._stop()
        self._shown = None

    def forget(self, level: Location) -> None:
        """Forget what the store has answered about the rows of a level."""
        self._stop()
        self._probing.forget(level)
        self._browser.table.show_badges()
        self.look_again()

    def take_changes(self, changes: Sequence[Change]) -> None:
        """Learn from what a job has written or deleted."""
        known = False
        for change in changes:
            key = change.deleted if change.written is None else change.written.key
            store = store_of_metadata(change.bucket, key) if change.bucket else None
            if store is None:
                continue
            known = True
            if change.written is None:
                self._datasets.forget(store)
            else:
                self._datasets.note(store, is_store=True)
        if known:
            self._browser.table.show_badges()
            self.look_again()

    def _note_level(self) -> None:
        model = self._browser.table.model
        location = model.location
        if location.is_bucket_list or self._datasets.is_store(location):
            return
        if self._browser.level.query is None and lists_metadata(model):
            self._datasets.note(location, is_store=True)

    def _wait(self) -> None:
        self._stop_timer()
        if self._rest_seconds is not None and self._browser.is_current:
            self._timer = self._browser.set_timer(self._rest_seconds, self._rested)

    def _stop(self) -> None:
        self._stop_timer()
        self._probing.stop()
        self._token.cancel()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _rested(self) -> None:
        self._timer = None
        self._token = CancelToken()
        self._ask(self._probing.begin(self._browser.table.model.location, self._rows()))

    def _rows(self) -> Iterator[Entry]:
        """Yield the rows on screen, from the cursor down and then those above it."""
        table = self._browser.table
        cursor = table.cursor_row
        ranked = sorted(table.rows_on_screen, key=lambda row: (row < cursor, row))
        return map(table.model.entry, ranked)

    def _ask(self, questions: Sequence[Question]) -> None:
        for question in questions:
            self._browser.session.probing.submit(partial(self._probe, question), self._token)

    def _probe(self, question: Question, token: CancelToken) -> None:
        """Get the answer to a question. Runs on a thread of the pool."""
        from jos_tui.browse.zarr_markers import is_zarr_store

        try:
            is_store = is_zarr_store(self._browser.session.store, question.location, token)
        except Cancelled:
            return
        except JosError:  # nobody has asked for this: who opens the row is told
            self._browser.call_later(self._failed, question)
        else:
            self._browser.call_later(self._answered, question, is_store)

    def _answered(self, question: Question, is_store: bool) -> None:
        self._ask(self._probing.answered(question, is_store=is_store))
        if is_store:
            self._browser.table.show_badges()

    def _failed(self, question: Question) -> None:
        if self._probing.failed(question):
            self._token.cancel()
