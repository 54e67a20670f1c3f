"""Copying and moving between the local folder and the level beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from jos_tui.core import formats
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.text import printable, printable_name
from jos_tui.jobs.model import Conflict, Selection
from jos_tui.jobs.request import EmptyFolders, GetRequest, Originals, PutRequest
from jos_tui.ui.dialogs.across import AcrossDialog, CopyAcrossDialog, MoveAcrossDialog
from jos_tui.ui.dialogs.starting import Transfer
from jos_tui.ui.local.pane import LocalPane, short_path
from jos_tui.ui.words import described

if TYPE_CHECKING:
    from jos_tui.ui.browser.screen import BrowserScreen


class Copying:
    """Asks what to do with names that are taken, and begins the job."""

    def __init__(
        self, browser: BrowserScreen, pane: LocalPane, rule: Callable[[], Conflict]
    ) -> None:
        """``rule`` returns which one is chosen to begin with."""
        self._rule = rule
        self._browser = browser
        self._pane = pane

    def why_not_up(self) -> str:
        """Return why files cannot be uploaded now, "" if they can."""
        if not (len(self._pane.files.model) or self._pane.files.model.marked_count):
            return "There is nothing here to upload"
        if self._browser.level.location.is_bucket_list:
            return "Open a bucket on the other side first: objects live in buckets"
        return self._browser.session.why_no_change

    def why_not_move_down(self) -> str:
        """Return why objects cannot be moved here now, "" if they can."""
        if self._browser.level.location.is_bucket_list:
            return "A bucket is not moved: open it, and move what is in it"
        if not self._browser.has_selection:
            return "There is nothing here to move"
        return self._browser.session.why_no_change

    def up(self) -> None:
        """Upload the marked files and folders, or that under the cursor, into the level."""
        self._up(CopyAcrossDialog, PutRequest((), self._browser.level.location))

    def move_up(self) -> None:
        """Upload them and let them go; empty folders too, so that all of it is there."""
        location = self._browser.level.location
        request = PutRequest((), location, empty_folders=EmptyFolders.MARK, originals=Originals.GO)
        self._up(MoveAcrossDialog, request)

    def _up(self, dialog: type[AcrossDialog], asked: PutRequest) -> None:
        rows = self._pane.table.selection()
        sources = tuple(map(self._pane.files.path_of, rows))

        def request(conflict: Conflict) -> Transfer:
            return replace(asked, sources=sources, conflict=conflict)

        what = self._described(rows)
        where = printable(asked.location.uri)
        self._ask(dialog(self._browser.session, what, where, request, self._rule()))

    def down(self) -> None:
        """Save the selected objects, prefixes or buckets into the folder."""
        self._down(CopyAcrossDialog, Originals.STAY)

    def move_down(self) -> None:
        """Save the selected objects and prefixes into the folder, and let them go."""
        self._down(MoveAcrossDialog, Originals.GO)

    def _down(self, dialog: type[AcrossDialog], originals: Originals) -> None:
        selection = self._browser.selection()
        folder = str(self._pane.files.folder)

        def request(conflict: Conflict) -> Transfer:
            return GetRequest(selection, folder, conflict=conflict, originals=originals)

        where = short_path(self._pane.files.folder)
        what = described(selection)
        made = dialog(self._browser.session, what, where, request, self._rule())
        self._ask(made, selection)

    def _ask(self, dialog: AcrossDialog, selection: Selection | None = None) -> None:
        browser = self._browser
        about = selection or Selection(browser.level.location, ())

        def answered(job_id: int | None) -> None:
            if job_id is not None:
                browser.background.begun(job_id, about)

        browser.app.push_screen(dialog, answered)

    def _described(self, rows: Sequence[Entry]) -> str:
        if len(rows) == 1:
            kind = "folder" if rows[0].kind is Kind.PREFIX else "file"
            return f"{kind} {printable_name(rows[0].key)}"
        where = short_path(self._pane.files.folder)
        return f"{formats.plural(len(rows), 'row')} of {where}"
