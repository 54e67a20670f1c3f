"""``=``: what differs between the two panes, at any depth, marked on both sides."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from jos_tui.core import formats
from jos_tui.core.background import CancelToken
from jos_tui.core.errors import Cancelled, JosError
from jos_tui.core.location import Location
from jos_tui.jobs.comparing import TO_COPY, Comparison, Finding, compare
from jos_tui.jobs.model import Conflict
from jos_tui.ui.browser.rows import RowsPane
from jos_tui.ui.local.pane import LocalPane

if TYPE_CHECKING:
    from jos_tui.store.store import Store
    from jos_tui.ui.browser.screen import BrowserScreen

_TELL_SECONDS = 0.25
_WORDS = {
    Finding.ONLY_HERE: "only here",
    Finding.ONLY_THERE: "only in the store",
    Finding.DIFFERS: "different",
    Finding.SAME: "the same",
    Finding.SAME_SIZE: "of the same size, stored since the file was changed",
    Finding.NOT_COMPARED: "not compared",
}
_MARKED = "What is not the same is marked on both sides: {pane.copy} copies it"
_HOW = "By size and time; by content where times do not tell and the ETag can"


@dataclass(frozen=True, slots=True)
class _Places:
    folder: Path
    location: Location


class Comparing:
    """Compares once at a time and says what came. Lives on the UI thread."""

    def __init__(self, browser: BrowserScreen, pane: LocalPane) -> None:
        self._browser = browser
        self._pane = pane
        self._token: CancelToken | None = None
        self._compared: tuple[_Places, Conflict] | None = None

    @property
    def rule(self) -> Conflict:
        """What is to become of names that are taken when what was marked is copied.

        Where nothing differs, only what is missing is meant.
        """
        if self._compared is None or self._compared[0] != self._places():
            return Conflict.SKIP
        return self._compared[1]

    def why_not(self) -> str:
        """Return why nothing can be compared now, "" if it can."""
        level = self._browser.level
        if level.location.is_bucket_list:
            return "Open a bucket on the other side first"
        return "" if level.query is None else "Go to a level first: these were found at many"

    def begin(self) -> None:
        """Compare what is below the folder with what is below the level."""
        self.stop()
        places, session, call = self._places(), self._browser.session, self._pane.call_later
        self._compared = None

        def work(token: CancelToken) -> None:
            comparison = Comparison(places.location)
            try:
                _compare(session.store, places, comparison, token, call, self._say_progress)
            except Cancelled:
                return
            except JosError as error:
                call(self._failed, token, error)
            else:
                call(self._done, token, places, comparison)

        self._token = session.measuring.submit(work)
        self._browser.say("Comparing… Esc stops")

    def stop(self) -> bool:
        """Stop; return whether there was something to stop."""
        if self._token is None:
            return False
        self._token.cancel()
        self._token = None
        self._browser.say(
            self._browser.with_keys("Comparing was stopped. {pane.compare} begins again.")
        )
        return True

    def _places(self) -> _Places:
        return _Places(self._pane.files.folder, self._browser.level.location)

    def _say_progress(self, token: CancelToken, places: _Places, total: int) -> None:
        if token is not self._token:
            return
        if places != self._places():
            self.stop()
        else:
            self._browser.say(f"Comparing: {formats.count(total)} looked at… Esc stops")

    def _failed(self, token: CancelToken, error: JosError) -> None:
        if token is self._token:
            self._token = None
            self._browser.say_error(error)

    def _done(self, token: CancelToken, places: _Places, comparison: Comparison) -> None:
        if token is not self._token:
            return
        self._token = None
        marks = any(comparison.counts[finding] for finding in TO_COPY)
        if places == self._places():
            differs = comparison.counts[Finding.DIFFERS]
            self._compared = places, Conflict.IF_DIFFERENT if differs else Conflict.SKIP
            self._pane.clear_filter()
            self._browser.clear_filter()
            _mark(self._pane, comparison.here)
            _mark(self._browser, comparison.there)
        else:
            marks = False
        then = f"\n{self._browser.with_keys(_MARKED)}" if marks else ""
        self._browser.say(f"{_counted(comparison)}.\n{_HOW}.{then}")


def _mark(pane: RowsPane, keys: Iterable[str]) -> None:
    """Mark these rows and no others."""
    table = pane.table
    table.apply_change(table.model.clear_marks())
    table.apply_change(table.model.mark_keys(list(keys)))
    pane.state_changed()


def _compare(
    store: Store,
    places: _Places,
    comparison: Comparison,
    token: CancelToken,
    call: Callable[..., object],
    tell: Callable[[CancelToken, _Places, int], None],
) -> None:
    told_at = monotonic()
    for one in compare(store, places.location, str(places.folder), token):
        comparison.add(one)
        if monotonic() - told_at > _TELL_SECONDS:
            told_at = monotonic()
            call(tell, token, places, comparison.total)


def _counted(comparison: Comparison) -> str:
    counts = comparison.counts
    parts = [f"{formats.count(counts[one])} {_WORDS[one]}" for one in Finding if counts[one]]
    return ", ".join(parts) or "There is nothing on either side"
