"""Copying, moving and renaming in the store."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from jos_tui.core import formats
from jos_tui.core.entry import Kind
from jos_tui.core.location import Location, parent_prefix
from jos_tui.ui.browser.actions import Run, WhyNot

if TYPE_CHECKING:
    from jos_tui.jobs.model import Selection
    from jos_tui.jobs.request import CopyRequest, Originals
    from jos_tui.ui.browser.screen import BrowserScreen

_NO_RENAMING = (
    "A bucket cannot be moved or renamed: make a new one, copy what is in it, delete the old one"
)


class PasteActions:
    """What is copied or cut stays on the clipboard of the screen until it is pasted."""

    def __init__(self, browser: BrowserScreen) -> None:
        self._browser = browser
        self.runs: dict[str, Run] = {
            "object.copy": self.copy,
            "object.cut": self.cut,
            "object.paste": self.paste,
            "object.rename": self.rename,
            "trash.restore": self.restore,
        }
        self.why_not: dict[str, WhyNot] = {
            "object.copy": self._why_not_copy,
            "object.cut": self._why_not_move,
            "object.paste": self._why_not_paste,
            "object.rename": self._why_not_rename,
            "trash.restore": self._why_not_restore,
        }

    def _why_not_copy(self) -> str:
        if not self._browser.has_selection:
            return "There is nothing here to copy"
        return self._browser.session.why_no_change

    def _why_not_move(self) -> str:
        reason = self._why_not_copy()
        if reason:
            return reason
        return _NO_RENAMING if self._selects_buckets else ""

    @property
    def _selects_buckets(self) -> bool:
        browser = self._browser
        if not browser.tree_focused:
            return browser.level.location.is_bucket_list
        pointed = browser.pointed
        return pointed is not None and pointed.location.is_bucket_list

    def _why_not_rename(self) -> str:
        if reason := self._why_not_move():
            return reason
        if not self._is_about_several:
            return ""
        from jos_tui.browse.name_list import MOST_NAMES

        marked = self._browser.level.model.marked_count
        too_many = f"{formats.count(MOST_NAMES)} names at most can be edited at once"
        return f"{too_many}, and {formats.count(marked)} are marked" * (marked > MOST_NAMES)

    @property
    def _is_about_several(self) -> bool:
        return self._browser.level.model.marked_count > 1 and not self._browser.tree_focused

    def _why_not_paste(self) -> str:
        if reason := self._browser.session.why_no_change:
            return reason
        if self._browser.clipboard.selection is None:
            return self._browser.with_keys(
                "There is nothing to paste: {object.copy} copies, {object.cut} cuts"
            )
        if self._target.is_bucket_list:
            return "Open a bucket first: objects live in buckets"
        return ""

    def _why_not_restore(self) -> str:
        from jos_tui.jobs.trash import TRASH, is_in_trash, out_of_trash

        browser = self._browser
        if browser.tree_focused or not is_in_trash(browser.level.location):
            return f"Only what is in {TRASH} can be put back"
        if reason := self._why_not_copy():
            return reason
        if browser.level.location.prefix != TRASH:
            return ""
        entry = browser.table.cursor_entry
        if browser.level.model.marked_count > 1 or entry is None:
            return "Put back one day at a time, or open a day to choose in it"
        return "" if out_of_trash(browser.selection()) else "This is no day of the trash"

    @property
    def _target(self) -> Location:
        browser = self._browser
        node = browser.tree_pane.cursor_location if browser.tree_focused else None
        return node or browser.level.location

    def copy(self) -> None:
        """Keep the selection, to be copied to where it is pasted."""
        from jos_tui.jobs.request import Originals

        self._take(Originals.STAY)

    def cut(self) -> None:
        """Keep the selection, to be moved to where it is pasted."""
        from jos_tui.jobs.request import Originals

        self._take(Originals.GO)

    def _take(self, originals: Originals) -> None:
        self._browser.unsay()
        self._browser.clipboard.take(self._browser.selection(), originals)

    def paste(self) -> None:
        """Ask what to do with names that are taken, and copy or move here."""
        from jos_tui.jobs.model import Conflict
        from jos_tui.jobs.request import CopyRequest, Originals

        clipboard, target = self._browser.clipboard, self._target
        assert clipboard.selection is not None
        assert clipboard.originals is not None
        moves = clipboard.originals is Originals.GO
        beside = clipboard.selection.location == target and not moves
        conflict = Conflict.KEEP_BOTH if beside else Conflict.SKIP
        request = CopyRequest(
            clipboard.selection, target, conflict=conflict, originals=clipboard.originals
        )
        self._ask(request, on_begun=clipboard.drop if moves else None)

    def restore(self) -> None:
        """Ask the same about what is put back from the trash."""
        from jos_tui.jobs.trash import out_of_trash

        request = out_of_trash(self._browser.selection())
        assert request is not None
        self._ask(request, "Put back where it was")

    def _ask(
        self,
        request: CopyRequest,
        title: str = "",
        on_begun: Callable[[], object] | None = None,
    ) -> None:
        from jos_tui.ui.dialogs.paste import PasteDialog

        browser = self._browser

        def answered(job_id: int | None) -> None:
            if job_id is None:
                return
            if on_begun is not None:
                on_begun()
            browser.background.begun(job_id, request.selection, target=request.location)

        browser.app.push_screen(PasteDialog(browser.session, request, title), answered)

    def rename(self) -> None:
        """Ask for another name of one row, or of several in the user's editor; move them there."""
        browser = self._browser
        if self._is_about_several:
            from jos_tui.ui.browser.renaming import Renaming

            Renaming(browser, browser.selection()).begin()
            return
        from jos_tui.ui.dialogs.rename import RenameDialog

        selection = _on_its_level(browser.selection())
        dialog = RenameDialog(browser.session, selection)

        def answered(job_id: int | None) -> None:
            if job_id is not None:
                location = selection.location
                browser.background.begun(job_id, selection, target=location, new_key=dialog.new_key)

        browser.app.push_screen(dialog, answered)


def _on_its_level(selection: Selection) -> Selection:
    """Return a row as one of its own level: it may have been found further down."""
    from jos_tui.jobs.model import Selection

    (entry,) = selection.entries
    if entry.kind is Kind.BUCKET:
        return selection
    location = Location(selection.location.bucket, parent_prefix(entry.key))
    return Selection(location, (entry,))
