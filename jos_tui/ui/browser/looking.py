"""Looking at one object without saving it, at what was before, and at what is not seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jos_tui.core.entry import Entry, Kind
from jos_tui.core.location import Location
from jos_tui.store.capabilities import Ability
from jos_tui.ui.browser.actions import Run, WhyNot
from jos_tui.ui.browser.opening import show_beginning
from jos_tui.ui.look import save_folder_of

if TYPE_CHECKING:
    from textual.screen import Screen

    from jos_tui.jobs.model import Selection
    from jos_tui.ui.browser.screen import BrowserScreen
    from jos_tui.ui.records.desk import Desk


class LookActions:
    """Opens the screens of one object, and those of versions and leftovers below the level."""

    def __init__(self, browser: BrowserScreen) -> None:
        self._browser = browser
        self._made: Desk | None = None
        self.runs: dict[str, Run] = {
            "object.preview": self.preview,
            "object.versions": self.versions,
            "level.as_of": self.as_of,
            "left.deleted": self.deleted,
            "left.uploads": self.uploads,
            "left.older": self.older,
            "left.markers": self.markers,
        }
        self.why_not: dict[str, WhyNot] = {
            "object.preview": self._why_not_object,
            "object.versions": self._why_not_versions,
            "level.as_of": self._why_not_as_of,
            "left.deleted": self._why_no_versions,
            "left.older": self._why_no_versions,
            "left.uploads": self._why_no_uploads,
        }

    @property
    def _object(self) -> Entry | None:
        """The object under the cursor of the table."""
        browser = self._browser
        entry = None if browser.tree_focused else browser.table.cursor_entry
        return entry if entry is not None and entry.kind is Kind.OBJECT else None

    @property
    def _below(self) -> Location:
        """The node of the tree, else the level on screen."""
        browser = self._browser
        node = browser.tree_pane.cursor_location if browser.tree_focused else None
        return node or browser.level.location

    @property
    def _desk(self) -> Desk:
        from jos_tui.ui.records.desk import Desk

        if self._made is None:
            self._made = Desk(
                self._browser.session, self._begun, f"{save_folder_of(self._browser)}/"
            )
        return self._made

    def _begun(self, job_id: int, selection: Selection | None) -> None:
        background = self._browser.background
        if selection is None:
            background.begun_here(job_id)
        else:
            background.begun(job_id, selection)

    def _why_not_object(self) -> str:
        return "" if self._object is not None else "The cursor is on no object"

    def _why_not_as_of(self) -> str:
        if self._below.is_bucket_list:
            return "Open a bucket first"
        return self._why_no_versions()

    def _why_not_versions(self) -> str:
        return self._why_not_object() or self._why_no_versions()

    def _why_no_versions(self) -> str:
        return self._browser.session.lacks(Ability.VERSIONS)

    def _why_no_uploads(self) -> str:
        return self._browser.session.lacks(Ability.UPLOADS)

    def preview(self) -> None:
        """Show the beginning of the object."""
        if (entry := self._object) is not None:
            show_beginning(self._browser, entry)

    def versions(self) -> None:
        """Show the versions of the object."""
        from jos_tui.ui.versions.object_screen import VersionsScreen

        if (entry := self._object) is not None:
            bucket = self._browser.level.location.bucket
            self._open(VersionsScreen(self._desk, bucket, entry.key))

    def as_of(self) -> None:
        """Ask for a moment, then show what there was at that time."""
        from jos_tui.browse.moments import read_moment
        from jos_tui.ui.versions.as_of_screen import AsOfScreen
        from jos_tui.ui.versions.moment_prompt import MomentPrompt

        below = self._below

        def answered(text: str | None) -> None:
            moment_ms = read_moment(text) if text else None
            if moment_ms is not None:
                self._open(AsOfScreen(self._desk, below, moment_ms))

        self._browser.app.push_screen(MomentPrompt(below), answered)

    def deleted(self) -> None:
        """Show what is deleted but kept."""
        from jos_tui.ui.versions.deleted_screen import DeletedScreen

        self._open(DeletedScreen(self._desk, self._below))

    def uploads(self) -> None:
        """Show unfinished uploads."""
        from jos_tui.ui.leftovers.uploads_screen import UploadsScreen

        self._open(UploadsScreen(self._desk, self._below))

    def older(self) -> None:
        """Show what older versions take."""
        from jos_tui.ui.leftovers.older_screen import OlderScreen

        self._open(OlderScreen(self._desk, self._below))

    def markers(self) -> None:
        """Show markers of folders."""
        from jos_tui.ui.leftovers.markers_screen import MarkersScreen

        self._open(MarkersScreen(self._desk, self._below))

    def _open(self, screen: Screen[Location]) -> None:
        self._browser.app.push_screen(screen)
