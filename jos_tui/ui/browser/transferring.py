"""Upload, save, and the list of transfers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jos_tui.ui.browser.actions import Run, WhyNot
from jos_tui.ui.look import save_folder_of

if TYPE_CHECKING:
    from jos_tui.ui.browser.screen import BrowserScreen


class TransferActions:
    """Opens the dialogs and starts what they answer.

    They begin in the local folder beside the objects, or in the one that was used last.
    """

    def __init__(self, browser: BrowserScreen) -> None:
        self._browser = browser
        self._save_folder: Path | None = None
        self._upload_folder = Path.cwd()
        self.runs: dict[str, Run] = {
            "transfer.get": self.get,
            "transfer.put": self.put,
            "transfer.list": self.list,
        }
        self.why_not: dict[str, WhyNot] = {
            "transfer.get": self._why_not_get,
            "transfer.put": self._why_not_put,
        }

    def _why_not_get(self) -> str:
        return "" if self._browser.has_selection else "There is nothing here to save"

    def _why_not_put(self) -> str:
        if self._browser.level.location.is_bucket_list:
            return "Open a bucket first: objects live in buckets"
        return self._browser.session.why_no_change

    def get(self) -> None:
        """Ask where to save the selection, and save it."""
        from jos_tui.ui.dialogs.get import GetDialog

        browser = self._browser
        selection = browser.selection()
        folder = browser.beside.folder_or(self._save_folder or save_folder_of(browser))
        dialog = GetDialog(browser.session, selection, f"{str(folder).rstrip('/')}/")

        def answered(job_id: int | None) -> None:
            if job_id is not None:
                self._save_folder = Path(dialog.folder)
                browser.background.begun(job_id, selection)

        browser.app.push_screen(dialog, answered)

    def put(self) -> None:
        """Ask what to upload into this level, and upload it."""
        from jos_tui.jobs.model import Selection
        from jos_tui.ui.dialogs.put import PutDialog

        browser = self._browser
        location = browser.level.location
        dialog = PutDialog(browser.session, location, browser.beside.folder_or(self._upload_folder))

        def answered(job_id: int | None) -> None:
            if job_id is not None:
                self._upload_folder = dialog.folder
                browser.background.begun(job_id, Selection(location, ()))

        browser.app.push_screen(dialog, answered)

    def list(self) -> None:
        """Show the transfers."""
        from jos_tui.ui.transfers.screen import TransfersScreen

        self._browser.app.push_screen(TransfersScreen(self._browser.session))
