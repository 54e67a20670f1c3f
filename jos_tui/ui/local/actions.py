"""What keys do while they go to the local folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from jos_tui.core.entry import Kind
from jos_tui.keymap import ACTIONS, Group
from jos_tui.ui.browser.actions import Run, WhyNot
from jos_tui.ui.browser.marking import RowMarks
from jos_tui.ui.browser.rows import cursor_runs
from jos_tui.ui.browser.sorting import SortActions
from jos_tui.ui.dialogs.prompt import Prompt

if TYPE_CHECKING:
    from jos_tui.ui.local.side import LocalSide

_ABOUT_OBJECTS = {
    Group.OPEN,
    Group.FILTER,
    Group.TRANSFER,
    Group.CHANGE,
    Group.LOOK,
    Group.COPY,
}
_WHICHEVER_PANE = {"transfer.list"}


class LocalActions:
    """Moves about on this machine; says of what concerns objects that it is not for here."""

    def __init__(self, side: LocalSide) -> None:
        self._side = side
        self._pane = pane = side.pane
        marks = RowMarks(pane)
        self.runs: dict[str, Run] = {
            **cursor_runs(lambda: pane.table),
            **marks.runs,
            **SortActions(pane).runs,
            "entry.open": self.open,
            "level.parent": pane.up,
            "level.buckets": lambda: pane.enter(Path.home()),
            "history.back": pane.back,
            "history.forward": pane.forward,
            "level.refresh": pane.files.renew,
            "go.path": self.ask_for_folder,
            "filter.edit": pane.edit_filter,
            "transfer.put": side.copying.up,
            "object.preview": side.changing.view,
            "object.rename": side.changing.rename,
            "level.new": side.changing.new_folder,
            "pane.copy": side.copying.up,
            "pane.move": side.copying.move_up,
            "app.escape": self.escape,
        }
        self.why_not: dict[str, WhyNot] = {
            **dict.fromkeys(_about_objects() - self.runs.keys(), self._not_here),
            **marks.why_not,
            "entry.open": self._why_not_open,
            "level.parent": self._why_not_parent,
            "history.back": self._why_not_back,
            "history.forward": self._why_not_forward,
            "transfer.put": side.copying.why_not_up,
            "pane.copy": side.copying.why_not_up,
            "pane.move": side.copying.why_not_up,
            "transfer.get": lambda: side.browser.with_keys(
                "These are here already: {transfer.put} uploads them"
            ),
            "object.delete": lambda: side.browser.with_keys(
                "Files of this machine are not deleted here: "
                "{app.shell} opens a shell in this folder"
            ),
            "object.preview": side.changing.why_not_view,
            "object.rename": side.changing.why_not_rename,
            "place.bookmark": lambda: side.browser.with_keys(
                "A bookmark is of a level of objects: {app.other_pane} goes there"
            ),
        }

    def open(self) -> None:
        """Enter the folder under the cursor, or show the beginning of the file."""
        model, table = self._pane.files.model, self._pane.table
        model.settle_filter()  # Enter may be typed right behind the filter
        entry = table.cursor_entry
        if entry is None:
            return
        if entry.kind is Kind.PREFIX:
            self._pane.enter(self._pane.files.folder / entry.key)
        else:
            self._side.changing.view()

    def _why_not_open(self) -> str:
        return "" if self._pane.table.cursor_entry else "There is nothing here to open"

    def _why_not_parent(self) -> str:
        folder = self._pane.files.folder
        return "This is the top: there is no folder above" if folder.parent == folder else ""

    def _why_not_back(self) -> str:
        can = self._pane.files.history.can_go_back
        return "" if can else "There is no folder to go back to"

    def _why_not_forward(self) -> str:
        can = self._pane.files.history.can_go_forward
        return "" if can else "There is no folder to go forward to"

    def _not_here(self) -> str:
        return self._side.browser.with_keys("This is about objects: {app.other_pane} goes to them")

    def ask_for_folder(self) -> None:
        """Ask for a folder and go there."""
        prompt = Prompt("Go to a folder of this machine", check=self._what_is_wrong)
        self._pane.app.push_screen(prompt, self._go)

    def _what_is_wrong(self, text: str) -> str:
        if not text.startswith("s3:"):
            return ""
        words = "{app.other_pane} goes to the objects: {go.path} goes there"
        return self._side.browser.with_keys(words)

    def _go(self, text: str | None) -> None:
        if text:
            folder = self._pane.files.folder / Path(text).expanduser()
            self._pane.enter(Path(os.path.abspath(folder)))  # noqa: PTH100 - resolve() follows links

    def escape(self) -> None:
        """Stop what loads, else close message, range or filter, else clear the marks."""
        pane, browser = self._pane, self._side.browser
        if pane.files.loading:
            pane.files.stop()
        elif not (
            self._side.comparing.stop()
            or browser.unsay()
            or pane.table.end_range()
            or pane.clear_filter()
        ):
            pane.table.apply_change(pane.files.model.clear_marks())
            pane.state_changed()


def _about_objects() -> set[str]:
    return {action.id for action in ACTIONS if action.group in _ABOUT_OBJECTS} - _WHICHEVER_PANE
