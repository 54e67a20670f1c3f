"""Looking at one object without saving it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jos_tui.core.entry import Entry, Kind
from jos_tui.ui.browser.actions import Run, WhyNot
from jos_tui.ui.browser.opening import show_beginning

if TYPE_CHECKING:
    from jos_tui.ui.browser.screen import BrowserScreen


class LookActions:
    """Shows what is in the object under the cursor."""

    def __init__(self, browser: BrowserScreen) -> None:
        self._browser = browser
        self.runs: dict[str, Run] = {"object.preview": self.preview}
        self.why_not: dict[str, WhyNot] = {"object.preview": self._why_not_object}

    @property
    def _object(self) -> Entry | None:
        """The object under the cursor of the table."""
        browser = self._browser
        entry = None if browser.tree_focused else browser.table.cursor_entry
        return entry if entry is not None and entry.kind is Kind.OBJECT else None

    def _why_not_object(self) -> str:
        return "" if self._object is not None else "The cursor is on no object"

    def preview(self) -> None:
        """Show the beginning of the object."""
        if (entry := self._object) is not None:
            show_beginning(self._browser, entry)
