"""``e``: an object in the user's own editor."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from jos_tui.core import formats
from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Kind
from jos_tui.core.errors import JosError
from jos_tui.core.location import base_name
from jos_tui.core.text import printable, printable_name
from jos_tui.ui.asking import ask
from jos_tui.ui.browser.actions import Run, WhyNot

if TYPE_CHECKING:
    from jos_tui.jobs.editing import Taken
    from jos_tui.jobs.model import Change
    from jos_tui.ui.browser.screen import BrowserScreen
    from jos_tui.ui.wire.editor import Edited


class _Edit(NamedTuple):
    taken: Taken
    edited: Edited

    @property
    def name(self) -> str:
        return printable_name(base_name(self.taken.original.key))

    @property
    def where(self) -> str:
        return f"What you wrote is in {printable(str(self.edited.path))}"


class EditActions:
    """What was written goes back unasked only in the place of what was taken out."""

    def __init__(self, browser: BrowserScreen) -> None:
        self._browser = browser
        self.runs: dict[str, Run] = {"object.edit": self.edit}
        self.why_not: dict[str, WhyNot] = {"object.edit": self._why_not}

    def _why_not(self) -> str:
        browser = self._browser
        model, table = browser.level.model, browser.table
        if model.marked_count > 1 or table.range_is_open:
            return "Several rows are marked: edit one at a time. Esc clears the marks"
        rows = () if browser.tree_focused else model.selection(table.cursor_row)
        if [row.kind for row in rows] != [Kind.OBJECT]:
            return "Only an object can be edited"
        return browser.session.why_no_change

    def edit(self) -> None:
        """Take out what is chosen; what is protected once its name is typed."""
        from jos_tui.jobs.protection import Protection
        from jos_tui.ui.beginning import ask_for_name

        browser = self._browser
        selection = browser.selection()
        bucket, (entry,) = selection.location.bucket, selection.entries
        if not Protection(browser.session.profile.protected).holds(bucket, entry.key):
            self._take(bucket, entry.key)
            return
        wanted = printable_name(entry.name)

        def answered(name: str | None) -> None:
            if name is not None:
                self._take(bucket, entry.key)

        ask_for_name(browser.app, wanted, wanted, answered, "What you write takes its place.")

    def _take(self, bucket: str, key: str) -> None:
        from jos_tui.jobs.editing import take

        browser, token = self._browser, CancelToken()
        store = browser.session.store
        making = browser.session.making
        ask(
            browser,
            making,
            lambda: take(store, bucket, key, token),
            self._open,
            browser.say_error,
            token,
        )

    def _open(self, taken: Taken) -> None:
        from jos_tui.core.local_names import safe_name
        from jos_tui.ui.app import JosApp
        from jos_tui.ui.wire.editor import edit

        browser, app = self._browser, self._browser.app
        assert isinstance(app, JosApp)
        name = safe_name(base_name(taken.original.key).rstrip("/"))
        try:
            edited = app.lend_terminal(lambda: edit(taken.body, name, os.environ))
        except JosError as error:
            browser.say_error(error)
            return
        if edited is None:
            browser.say("There is no terminal here that an editor could use")
            return
        self._look_at(_Edit(taken, edited))

    def _look_at(self, edit: _Edit) -> None:
        from jos_tui.jobs.editing import is_still

        browser = self._browser
        if edit.edited.body == edit.taken.body:
            edit.edited.forget()
            browser.say(f"{edit.name} was not changed")
            return
        if edit.edited.code:
            browser.warn(f"The editor failed, so {edit.name} stays as it was. {edit.where}")
            return
        store, token = browser.session.store, CancelToken()
        ask(
            browser,
            browser.session.making,
            lambda: is_still(store, edit.taken, token),
            lambda still: self._put_back(edit) if still else self._ask(edit),
            lambda error: self._failed(edit, error),
            token,
        )

    def _ask(self, edit: _Edit) -> None:
        from jos_tui.ui.dialogs.confirm import ConfirmDialog

        def answered(replace: bool | None) -> None:
            if replace:
                self._put_back(edit)
            else:
                self._browser.warn(f"{edit.name} stays as it is in the store. {edit.where}")

        dialog = ConfirmDialog(
            f"{edit.name} has changed meanwhile",
            "It was stored again, or deleted, while you edited it. y puts what you wrote in its "
            f"place. {edit.where}",
            "replace it",
            "leave it",
        )
        self._browser.app.push_screen(dialog, answered)

    def _put_back(self, edit: _Edit) -> None:
        from jos_tui.jobs.editing import put_back

        browser, token = self._browser, CancelToken()
        store, session = browser.session.store, browser.session

        def put() -> Change:
            change = put_back(store, edit.taken, edit.edited.body, token)
            edit.edited.forget()
            browser.call_later(browser.take_changes, [change])
            session.write_down(change)
            return change

        ask(
            browser,
            session.making,
            put,
            lambda _: self._done(edit),
            lambda error: self._failed(edit, error),
            token,
        )

    def _done(self, edit: _Edit) -> None:
        size = formats.size(len(edit.edited.body))
        self._browser.say(f"{edit.name} is stored as you wrote it, {size}")

    def _failed(self, edit: _Edit, error: JosError) -> None:
        self._browser.say_error(error)
        if edit.edited.path.exists():
            self._browser.warn(f"{printable(error.title)}. {edit.where}")
