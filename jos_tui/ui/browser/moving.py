"""The cursor, and entering and leaving levels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jos_tui.core.location import Location, parent_prefix
from jos_tui.ui.browser.actions import Run, WhyNot
from jos_tui.ui.browser.opening import is_plain, open_row
from jos_tui.ui.browser.rows import cursor_runs

if TYPE_CHECKING:
    from jos_tui.ui.browser.screen import BrowserScreen


class MoveActions:
    """Moves in the pane that has the focus; opens and leaves levels."""

    def __init__(self, browser: BrowserScreen) -> None:
        self._browser = browser
        self.runs: dict[str, Run] = {
            **cursor_runs(lambda: browser.pane),
            "entry.open": self.open,
            "level.parent": self.parent,
            "level.buckets": lambda: browser.level.open(Location()),
            "level.refresh": self.refresh,
            "history.back": browser.level.back,
            "history.forward": browser.level.forward,
        }
        self.why_not: dict[str, WhyNot] = {
            "entry.open": self._why_not_open,
            "level.parent": self._why_not_parent,
            "history.back": lambda: (
                "" if browser.level.history.can_go_back else "There is nothing to go back to"
            ),
            "history.forward": lambda: (
                "" if browser.level.history.can_go_forward else "There is nothing to go forward to"
            ),
        }

    def open(self) -> None:
        """Open what is under the cursor; from an object that was found, go to its level."""
        browser = self._browser
        if browser.tree_focused:
            browser.tree_pane.open_cursor()
            return
        browser.level.model.settle_filter()  # Enter may be typed right behind the filter
        entry = browser.table.cursor_entry
        if entry is None:
            return
        if browser.level.query is not None and is_plain(entry):
            bucket = browser.level.location.bucket
            browser.level.open(Location(bucket, parent_prefix(entry.key)), entry.key)
        else:
            open_row(browser, entry)

    def _why_not_open(self) -> str:
        browser = self._browser
        if browser.tree_focused:
            return ""
        return "" if browser.table.cursor_entry else "There is nothing here to open"

    def parent(self) -> None:
        """Leave the level; in the tree, close or go to the parent."""
        browser = self._browser
        if browser.tree_focused:
            browser.tree_pane.action_leave()
            return
        browser.level.up()

    def refresh(self) -> None:
        """Ask the server again; where it has refused the keys, with those there are by now."""
        if self._browser.session.denied is None:
            self._browser.refresh_level()
            return
        from jos_tui.ui.browser.renewing import renew_keys

        renew_keys(self._browser)

    def _why_not_parent(self) -> str:
        at_top = self._browser.level.location.is_bucket_list and not self._browser.tree_focused
        return "This is the top: the list of buckets" if at_top else ""
