"""Marks, the filter, and names asked of the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jos_tui.browse.listing_model import Change
from jos_tui.ui.browser.actions import Run, WhyNot
from jos_tui.ui.browser.rows import RowsPane

if TYPE_CHECKING:
    from jos_tui.ui.browser.screen import BrowserScreen

_BEGINNING = "Upper and lower case matter. The server lists only these; {level.refresh} lists all"


class MarkActions:
    """Marking and choosing rows of the level."""

    def __init__(self, browser: BrowserScreen) -> None:
        self._browser = browser
        self._marks = RowMarks(browser)
        self.runs: dict[str, Run] = {
            **self._marks.runs,
            "filter.edit": browser.edit_filter,
            "filter.beginning": self.ask_beginning,
        }
        self.why_not: dict[str, WhyNot] = {
            **dict.fromkeys(self._marks.runs, self._why_not_mark),
            "filter.beginning": self._why_not_beginning,
        }

    def _why_not_mark(self) -> str:
        if self._browser.tree_focused:
            return self._browser.with_keys(
                "Rows are marked in the table: {app.other_pane} goes there"
            )
        return self._marks.why_not["mark.toggle"]()

    def _why_not_beginning(self) -> str:
        at_top = self._browser.level.location.is_bucket_list
        words = "Buckets are listed all at once: {filter.edit} filters them"
        return self._browser.with_keys(words) if at_top else ""

    def ask_beginning(self) -> None:
        """Ask how names begin and have the server list only those."""
        from jos_tui.ui.dialogs.prompt import Prompt

        self._browser.app.push_screen(
            Prompt(
                "Names beginning with",
                explanation=self._browser.with_keys(_BEGINNING),
            ),
            self._list_beginning,
        )

    def _list_beginning(self, text: str | None) -> None:
        if text:
            self._browser.level.open_beginning(text)


class RowMarks:
    """Marking rows of the table of a pane."""

    def __init__(self, pane: RowsPane) -> None:
        self._pane = pane
        self.runs: dict[str, Run] = {
            "mark.toggle": self.toggle,
            "mark.range": self.range,
            "mark.all": self.all,
            "mark.invert": self.invert,
            "mark.add_glob": self.ask_glob_to_mark,
            "mark.remove_glob": self.ask_glob_to_unmark,
        }
        self.why_not: dict[str, WhyNot] = dict.fromkeys(self.runs, self._why_not)

    def _why_not(self) -> str:
        return "" if len(self._pane.table.model) else "There is nothing here to mark"

    def _changed(self, change: Change) -> None:
        self._pane.table.apply_change(change)
        self._pane.state_changed()

    def toggle(self) -> None:
        """Mark or unmark the row under the cursor and step down."""
        self._pane.table.toggle_mark()
        self._pane.state_changed()

    def range(self) -> None:
        """Begin a range here, or end it here and mark what lies between."""
        self._pane.table.toggle_range()
        self._pane.state_changed()

    def all(self) -> None:
        """Mark every row shown."""
        self._changed(self._pane.table.model.mark_all())

    def invert(self) -> None:
        """Swap marked and unmarked among the rows shown."""
        self._changed(self._pane.table.model.invert_marks())

    def ask_glob_to_mark(self) -> None:
        """Ask for a glob and mark what matches."""
        from jos_tui.ui.dialogs.prompt import Prompt

        self._pane.app.push_screen(
            Prompt(
                "Mark names that match", explanation="A glob such as *.nc or tas_*", enter="mark"
            ),
            self._mark_glob,
        )

    def ask_glob_to_unmark(self) -> None:
        """Ask for a glob and unmark what matches."""
        from jos_tui.ui.dialogs.prompt import Prompt

        self._pane.app.push_screen(
            Prompt("Unmark names that match", explanation="A glob such as *.nc", enter="unmark"),
            self._unmark_glob,
        )

    def _mark_glob(self, glob: str | None) -> None:
        if glob:
            self._changed(self._pane.table.model.mark_matching(glob))

    def _unmark_glob(self, glob: str | None) -> None:
        if glob:
            self._changed(self._pane.table.model.unmark_matching(glob))
