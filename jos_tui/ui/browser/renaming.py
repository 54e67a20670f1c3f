"""``r`` with several rows marked: their names in the user's own editor, then one job for all."""

from __future__ import annotations

import os
from typing import NamedTuple

from jos_tui.browse.name_list import changed_names, list_text, nameable, with_problem
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.errors import JosError
from jos_tui.core.text import printable
from jos_tui.jobs.model import Selection
from jos_tui.jobs.request import CopyRequest
from jos_tui.ui.asking import ask
from jos_tui.ui.browser.screen import BrowserScreen
from jos_tui.ui.dialogs.confirm import ConfirmDialog
from jos_tui.ui.dialogs.renames import RenamesDialog, paired
from jos_tui.ui.wire.editor import Edited, edit
from jos_tui.ui.words import error_lines

_FILE = "names.txt"


class _List(NamedTuple):
    rows: tuple[Entry, ...]
    text: bytes


class _Wanted(NamedTuple):
    request: CopyRequest
    pairs: tuple[tuple[str, str], ...]


class Renaming:
    """One list of names from the marks to the job. What was written is kept until that has begun.

    Lists of thousands of names are written, read and looked through on a thread.
    """

    def __init__(self, browser: BrowserScreen, selection: Selection) -> None:
        """``selection`` are rows of one level."""
        self._browser = browser
        self._location = selection.location
        self._entries = selection.entries
        self._list = _List((), b"")
        self._edited: Edited | None = None

    def begin(self) -> None:
        """Write the list, and open it."""
        location, entries = self._location, self._entries

        def write() -> _List:
            rows = nameable(location, tuple(entries))
            return _List(rows, list_text(location, rows))

        making = self._browser.session.making
        ask(self._browser, making, write, self._begun, self._browser.say_error)

    def _begun(self, names: _List) -> None:
        self._list, self._entries = names, ()
        self._open(names.text)

    def _open(self, text: bytes) -> None:
        from jos_tui.ui.app import JosApp

        browser, app = self._browser, self._browser.app
        assert isinstance(app, JosApp)
        try:
            edited = app.lend_terminal(lambda: edit(text, _FILE, os.environ))
        except JosError as error:
            browser.say_error(error)
            self._keep(f"{printable(error.title)}.")
            return
        if edited is None:
            browser.say("There is no terminal here that an editor could use")
            return
        self._forget()
        self._edited = edited
        self._look_at(edited)

    def _look_at(self, edited: Edited) -> None:
        if edited.body == self._list.text:
            self._forget()
            self._browser.say("No name was changed")
        elif edited.code:
            self._keep("The editor failed, so all names stay as they were.")
        else:
            making = self._browser.session.making
            ask(self._browser, making, lambda: self._read(edited.body), self._confirm, self._ask)

    def _read(self, body: bytes) -> _Wanted:
        """Return what is wanted. Raises JosError where it cannot be."""
        from jos_tui.jobs.planning.turns import in_turns, rename_request, renamings_of

        changed = changed_names(self._location, self._list.rows, body)
        request = rename_request(self._location, changed)
        in_turns(renamings_of(request))
        return _Wanted(request, paired(self._location, changed))

    def _ask(self, error: JosError) -> None:
        """Say what is wrong with the list, and offer it once more."""

        def answered(again: bool | None) -> None:
            if again:
                self._open_again(error)
            else:
                self._keep()

        title, _, words = error_lines(error).partition("\n")
        dialog = ConfirmDialog(title, words or "Nothing was done.", "edit again", "leave it")
        self._browser.app.push_screen(dialog, answered)

    def _open_again(self, error: JosError | None = None) -> None:
        assert self._edited is not None
        body = self._edited.body
        self._open(body if error is None else with_problem(body, error))

    def _confirm(self, wanted: _Wanted) -> None:
        if not wanted.pairs:
            self._forget()
            self._browser.say("No name was changed")
            return
        dialog = RenamesDialog(self._browser.session, wanted.request, wanted.pairs)

        def answered(job_id: int | None) -> None:
            if job_id is not None:
                self._forget()
                self._follow(job_id, wanted.request)
            elif dialog.edits_again:
                self._open_again()
            else:
                self._keep("All names stay as they were.")

        self._browser.app.push_screen(dialog, answered)

    def _follow(self, job_id: int, request: CopyRequest) -> None:
        background, rows = self._browser.background, request.selection.entries
        if any(row.kind is Kind.PREFIX for row in rows):  # one may have the name of another now
            background.begun_here(job_id)
        else:
            background.begun(job_id, request.selection, target=request.location)

    def _keep(self, words: str = "") -> None:
        """Say where what was written is."""
        if self._edited is not None:
            where = f"What you wrote is in {printable(str(self._edited.path))}"
            self._browser.warn(f"{words} {where}".strip())

    def _forget(self) -> None:
        if self._edited is not None:
            self._edited.forget()
            self._edited = None
