"""A look into the files of the local folder, new folders there, and other names."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from jos_tui.core.entry import Kind
from jos_tui.core.local_names import is_ours
from jos_tui.core.location import SEPARATOR
from jos_tui.core.text import printable, printable_name
from jos_tui.ui.asking import ask
from jos_tui.ui.dialogs.prompt import Prompt
from jos_tui.ui.local.pane import LocalPane
from jos_tui.ui.widgets.text_input import before_ending

if TYPE_CHECKING:
    from jos_tui.ui.browser.screen import BrowserScreen

_NOT_SHOWN = "The old name has characters that cannot be shown; here are others in their place"


class LocalChanging:
    """Opens what asks, and does it on the thread of the disk. Lives on the UI thread."""

    def __init__(self, browser: BrowserScreen, pane: LocalPane) -> None:
        self._browser = browser
        self._pane = pane

    # -- looking ---------------------------------------------------------------------------------

    def why_not_view(self) -> str:
        """Return why there is nothing to look at, "" if there is."""
        entry = self._pane.table.cursor_entry
        if entry is None:
            return "There is nothing here to look at"
        if entry.kind is Kind.PREFIX:
            return self._browser.with_keys("This is a folder: {entry.open} goes into it")
        return ""

    def view(self) -> None:
        """Show the beginning of the file under the cursor."""
        from jos_tui.ui.preview.looked_at import FileLookedAt
        from jos_tui.ui.preview.plain_screen import PlainScreen

        if (entry := self._pane.table.cursor_entry) is not None:
            path = Path(self._pane.files.path_of(entry))
            self._browser.app.push_screen(PlainScreen(FileLookedAt(self._browser.session, path)))

    # -- a new folder ----------------------------------------------------------------------------

    def new_folder(self) -> None:
        """Ask for a name and make the folder."""
        from jos_tui.jobs.local_changes import make_local_folder, why_no_name

        folder = self._pane.files.folder

        def made(name: str | None) -> None:
            if name:
                self._do(folder, f"{name}{SEPARATOR}", partial(make_local_folder, folder, name))

        prompt = Prompt(
            "New folder on this machine",
            explanation=f"In {printable(str(folder))}",
            check=why_no_name,
            enter="make",
        )
        self._browser.app.push_screen(prompt, made)

    # -- another name ----------------------------------------------------------------------------

    def why_not_rename(self) -> str:
        """Return why nothing can be renamed now, "" if it can."""
        table, marked = self._pane.table, self._pane.files.model.marked_count
        if marked > 1:
            return self._browser.with_keys(
                "Files of this machine are renamed one at a time: {app.escape} clears the marks"
            )
        if table.cursor_entry is None and not marked:
            return "There is nothing here to rename"
        return ""

    def rename(self) -> None:
        """Ask for another name for the marked row, else for that under the cursor."""
        from jos_tui.jobs.local_changes import rename_local

        rows = self._pane.table.selection()
        if len(rows) != 1:
            self._browser.say(self.why_not_rename())
            return
        folder, key = self._pane.files.folder, rows[0].key
        old = key.removesuffix(SEPARATOR)
        if is_ours(old):
            self._browser.say("jos-tui keeps this file for itself, under this name")
            return
        end = key[len(old) :]

        def renamed(new: str | None) -> None:
            if new:
                self._do(folder, f"{new}{end}", partial(rename_local, folder, old, new))

        self._browser.app.push_screen(_rename_prompt(old, is_folder=bool(end)), renamed)

    # -- both ------------------------------------------------------------------------------------

    def _do(self, folder: Path, key: str, change: Callable[[], None]) -> None:
        """Change something in a folder, then show it there with the cursor on ``key``."""

        def done(_: None) -> None:
            if self._pane.files.folder == folder:
                self._pane.files.renew(key)

        ask(self._pane, self._browser.session.disk, change, done, self._browser.say_error)


def _rename_prompt(old: str, *, is_folder: bool) -> Prompt:
    from jos_tui.jobs.local_changes import why_no_name

    shown = printable_name(old)

    def problem(name: str) -> str:
        return "That is the name it has" if name in {old, shown} else why_no_name(name)

    return Prompt(
        f"Rename {'folder' if is_folder else 'file'} {shown}",
        value=shown,
        explanation="On this machine. A name that is taken is not replaced"
        if shown == old
        else _NOT_SHOWN,
        check=problem,
        enter="rename",
        cursor_at=len(shown) if is_folder else before_ending(shown),
    )
