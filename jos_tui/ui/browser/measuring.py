"""``.`` says how much is below the cursor or the marked rows; ``U`` shows it, prefix by prefix."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.timer import Timer

from jos_tui.core import formats
from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Kind
from jos_tui.core.errors import Cancelled, JosError
from jos_tui.core.location import Location
from jos_tui.core.text import printable
from jos_tui.ui.browser.actions import Run, WhyNot
from jos_tui.ui.widgets.object_table_layout import fit
from jos_tui.ui.widgets.status_line import StatusLine
from jos_tui.ui.words import described, totals

if TYPE_CHECKING:
    from jos_tui.browse.usage import Usage
    from jos_tui.browse.usage_cache import UsageCache
    from jos_tui.browse.usage_tree import UsageTree
    from jos_tui.jobs.model import Selection
    from jos_tui.store.store import Store
    from jos_tui.ui.browser.screen import BrowserScreen

_MOST_RESULTS = 4
_ROWS_AT_ONCE = 1000
_SUBJECT = 40
"""How many cells of a name are said: the numbers must stay on screen."""


@dataclass(slots=True, eq=False)
class _Measurement:
    """One that runs or waits. What was ``counted`` is replaced as a whole, by the thread that
    counts: a sum, and the tree of the prefix or bucket it is at, which grows.
    """

    selection: Selection
    token: CancelToken
    counted: tuple[Usage, UsageTree]

    @property
    def total(self) -> Usage:
        """All that was counted up to now."""
        done, tree = self.counted
        return done + tree.total

    def count(self, store: Store, cache: UsageCache) -> None:
        """Count all. Blocks; raises StoreError and Cancelled."""
        from jos_tui.browse.usage import usage_of
        from jos_tui.browse.usage_survey import survey
        from jos_tui.browse.usage_tree import UsageTree

        rows, location = self.selection.entries, self.selection.location
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            self.token.raise_if_cancelled()
            some = rows[start : start + _ROWS_AT_ONCE]
            self.counted = self.total + usage_of(some), UsageTree("")
            for level in [row.key for row in some if row.kind is not Kind.OBJECT]:
                below = location.child(level)
                tree = UsageTree(below.prefix)
                self.counted = self.total, tree
                survey(store, cache, below, tree, self.token)

    @property
    def subject(self) -> str:
        """What is measured, in printable words."""
        return fit(described(self.selection), _SUBJECT).rstrip()


class Measuring:
    """Measures one selection after the other and says what came. Lives on the UI thread."""

    def __init__(self, browser: BrowserScreen) -> None:
        self._browser = browser
        self._queue: deque[_Measurement] = deque()
        self._results: list[str] = []
        self._shown = ""
        self._timer: Timer | None = None

    @property
    def active(self) -> bool:
        """Whether there is something to stop."""
        return bool(self._queue)

    def begin(self, selection: Selection) -> None:
        """Measure what is selected, when what was asked for before is measured."""
        from jos_tui.browse.usage import NOTHING
        from jos_tui.browse.usage_tree import UsageTree

        if not self._queue:
            self._results.clear()
        measurement = _Measurement(selection, CancelToken(), (NOTHING, UsageTree("")))
        self._queue.append(measurement)
        if len(self._queue) == 1:
            self._start(measurement)
        self._say_progress()

    def stop(self) -> None:
        """Stop, and drop what waits; say what was counted until then."""
        first = self._queue[0]
        for measurement in self._queue:
            measurement.token.cancel()
        self._queue.clear()
        self._results.append(f"{first.subject}: stopped at {_counted(first)}")
        self._end()

    def _start(self, measurement: _Measurement) -> None:
        from jos_tui.browse.usage_cache import UsageCache
        from jos_tui.ui.usage.screen import REDRAW_SECONDS

        browser, cache = self._browser, UsageCache.of_user()
        store = browser.session.store

        def work(_: CancelToken) -> None:
            try:
                measurement.count(store, cache)
            except Cancelled:
                return
            except JosError as error:
                browser.call_later(self._done, measurement, error)
            else:
                browser.call_later(self._done, measurement, None)

        browser.session.measuring.submit(work, measurement.token)
        if self._timer is None:
            self._timer = browser.set_interval(REDRAW_SECONDS, self._tick)

    def _done(self, measurement: _Measurement, error: JosError | None) -> None:
        if measurement.token.cancelled:
            return
        self._queue.popleft()
        if error is not None and not self._queue and not self._results:
            self._stop_timer()
            self._browser.say_error(error)
            return
        words = self._words(measurement) if error is None else printable(error.title)
        self._results.append(f"{measurement.subject}: {words}")
        if self._queue:
            self._start(self._queue[0])
            self._say_progress()
        else:
            self._end()

    def _words(self, measurement: _Measurement) -> str:
        from jos_tui.ui.usage.facts import usage_text

        total = measurement.total
        if not total.objects:
            return "nothing is stored there"
        return usage_text(total, time.time_ns() // 1_000_000)

    def _tick(self) -> None:
        """Say how far it is, unless something else was said meanwhile."""
        if self._browser.query_one(StatusLine).text in {"", self._shown}:
            self._say_progress()

    def _say_progress(self) -> None:
        first, waiting = self._queue[0], len(self._queue) - 1
        more = f", {formats.count(waiting)} more to measure" if waiting else ""
        progress = f"Measuring {first.subject}: {_counted(first)}{more}… Esc stops"
        self._say([*self._results, progress])

    def _end(self) -> None:
        self._stop_timer()
        self._say(self._results)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _say(self, lines: list[str]) -> None:
        self._shown = "\n".join(lines[-_MOST_RESULTS:])
        self._browser.say(self._shown)


class MeasureActions:
    """How much is below something, in a word or on a screen of its own."""

    def __init__(self, browser: BrowserScreen) -> None:
        self._browser = browser
        self.runs: dict[str, Run] = {
            "item.measure": lambda: browser.measuring.begin(browser.selection()),
            "level.usage": self.usage,
        }
        self.why_not: dict[str, WhyNot] = {
            "item.measure": self._why_not_measure,
            "level.usage": self._why_not_usage,
        }

    def _why_not_measure(self) -> str:
        return "" if self._browser.has_selection else "There is nothing here to measure"

    def _why_not_usage(self) -> str:
        return "" if self._location() is not None else "There is nothing here to measure"

    def _location(self) -> Location | None:
        """Return the level on screen; what the cursor is on in the tree and in the buckets."""
        browser = self._browser
        if not (browser.tree_focused or browser.level.location.is_bucket_list):
            return browser.level.location
        pointed = browser.pointed
        return pointed.location.child(pointed.entries[0].key) if pointed is not None else None

    def usage(self) -> None:
        """Show what is remembered of the level, or measure it."""
        from jos_tui.ui.usage.screen import UsageScreen

        browser, location = self._browser, self._location()
        if location is None:
            return

        def answered(answer: Location | None) -> None:
            if answer is not None:
                browser.level.open(answer)

        def begun(job_id: int, selection: Selection, target: Location) -> None:
            browser.background.begun(job_id, selection, target=target)

        screen = UsageScreen(browser.session, location, begun)
        browser.app.push_screen(screen, answered)


def _counted(measurement: _Measurement) -> str:
    from jos_tui.jobs.model import Totals

    total = measurement.total
    return totals(Totals(total.objects, total.size))
