"""Text for other programs: URIs, URLs, and how to read what is selected from elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jos_tui.core import formats
from jos_tui.core.entry import Kind
from jos_tui.core.errors import CannotBeNamed
from jos_tui.keymap import ACTIONS, Group
from jos_tui.profiles.profile import Profile
from jos_tui.ui.browser.actions import Run, WhyNot
from jos_tui.ui.words import described

if TYPE_CHECKING:
    from jos_tui.browse.snippets.presigned import Lifetime
    from jos_tui.browse.snippets.snippet import Form, Snippet
    from jos_tui.jobs.model import Selection
    from jos_tui.ui.browser.screen import BrowserScreen

_MOST_ROWS = 1000
_PREFIX = "copy."
_NO_KEYS = "This connection has no keys to sign with: {copy.url} copies the plain URL"


class CopyActions:
    """Each shows a text and sends it to the terminal's clipboard: not every terminal has one."""

    def __init__(self, browser: BrowserScreen) -> None:
        self._browser = browser
        self._file_folder = Path.cwd()
        self.runs: dict[str, Run] = {
            action.id: self._copying(action.id.removeprefix(_PREFIX))
            for action in ACTIONS
            if action.group is Group.COPY
        }
        self.runs["copy.presigned"] = self.presign
        self.runs["copy.file"] = self.write_file
        self.why_not: dict[str, WhyNot] = dict.fromkeys(self.runs, self._why_not)
        self.why_not["copy.presigned"] = self._why_not_presign

    def _why_not(self) -> str:
        return "" if self._browser.has_selection else "There is nothing here to copy"

    def _why_not_presign(self) -> str:
        if self._browser.session.profile.anonymous:
            return self._browser.with_keys(_NO_KEYS)
        return self._why_not()

    def _copying(self, name: str) -> Run:
        def run() -> None:
            from jos_tui.browse.snippets.forms import FORMS, Rows

            form, selection = FORMS[name], self._browser.selection()
            if selection.count > 1 and form.rows is Rows.ONE:
                self._browser.say(f"{form.title} is for one row: Esc takes the marks off")
            else:
                self._show(form.title, form.write, selection)

        return run

    def _show(self, title: str, write: Form, selection: Selection) -> None:
        from jos_tui.browse.snippets.forms import written
        from jos_tui.browse.snippets.snippet import subject_of
        from jos_tui.ui.dialogs.copied import CopiedDialog

        browser = self._browser
        if selection.count > _MOST_ROWS:
            rows = formats.plural(selection.count, "row")
            instead = browser.with_keys("{copy.file} writes their URLs to a file")
            browser.say(f"{rows} are too many to copy: {instead}")
            return
        subjects = [subject_of(selection.location, entry) for entry in selection.entries]

        def write_all(profile: Profile) -> Snippet:
            return written(write, profile, subjects)

        profile = browser.session.profile
        try:
            first = write_all(profile)
        except CannotBeNamed as error:
            browser.say_error(error)
            return
        heading = f"{title} of {described(selection)}"
        browser.app.push_screen(CopiedDialog(heading, profile, first, write_all))

    def presign(self) -> None:
        """Ask how long it is to last, then show the URL."""
        from jos_tui.browse.snippets.presigned import presigned
        from jos_tui.ui.dialogs.presign import PresignDialog

        browser, selection = self._browser, self._browser.selection()
        others = {entry.kind for entry in selection.entries[:_MOST_ROWS]} - {Kind.OBJECT}
        if others:
            instead = browser.with_keys("{copy.file} writes a file for all that is below")
            browser.say(f"A presigned URL is for objects: {instead}")
            return

        def answered(lifetime: Lifetime | None) -> None:
            if lifetime is not None:
                self._show("Presigned URL", presigned(lifetime), selection)

        browser.app.push_screen(PresignDialog(browser.session.profile, selection), answered)

    def write_file(self) -> None:
        """Ask for the name of a file and write the URLs of all that is selected."""
        from jos_tui.ui.dialogs.url_file import UrlFileDialog

        browser = self._browser
        dialog = UrlFileDialog(browser.session, browser.selection(), self._file_folder)

        def answered(words: str | None) -> None:
            if words is not None:
                self._file_folder = dialog.path.parent
                browser.say(words)

        browser.app.push_screen(dialog, answered)
