"""Where to save what was chosen, and what to do where a name is taken."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from jos_tui.jobs.model import Conflict, Selection
from jos_tui.jobs.request import GetRequest
from jos_tui.ui.dialogs.starting import StartingDialog
from jos_tui.ui.session import Session
from jos_tui.ui.widgets.choice import Choice
from jos_tui.ui.widgets.key_footer import Hint
from jos_tui.ui.widgets.path_input import PathInput
from jos_tui.ui.words import described, known_bytes


class OfThem(Protocol):
    """Which versions of a selection are meant."""

    @property
    def words(self) -> str:
        """What is saved, in printable words."""

    def of(self, request: GetRequest) -> GetRequest:
        """Return the request for these."""


class GetDialog(StartingDialog):
    """Asks for a folder and a conflict rule, and begins the download."""

    TITLE_TEXT = "Save to this machine"
    BINDINGS = [Binding("enter", "save", show=False)]
    HINTS = (
        Hint("Enter", "save", "save"),
        Hint("Tab", "complete, next"),
        Hint("Esc", "cancel", "leave"),
    )

    def __init__(
        self, session: Session, selection: Selection, folder: str, of_them: OfThem | None = None
    ) -> None:
        """``of_them`` says which versions of the selection are meant, if not the newest."""
        super().__init__(session)
        self._selection = selection
        self._folder = folder
        self._of_them = of_them

    @property
    def folder(self) -> str:
        """The absolute path of the folder that was typed."""
        return os.path.abspath(Path(self.query_one(PathInput).value.strip() or ".").expanduser())  # noqa: PTH100 - resolve() follows links

    def body(self) -> Iterable[Widget]:
        """What, where to, and the rule for names that are taken."""
        of_them = self._of_them
        what = of_them.words if of_them is not None else described(self._selection)
        yield Static(Content(what), classes="subject")
        yield Static("Folder (made if it does not exist)", classes="label")
        yield PathInput(self._folder, folders_only=True, id="folder")
        yield Choice("If the name is taken:", list(Conflict), id="conflict")
        if words := self._session.transfer_host.words_for_bytes(known_bytes(self._selection)):
            yield Static(Content(words), classes="label")
        yield Static(classes="problem")
        with Horizontal(classes="buttons"):
            yield Button("Save", id="save", variant="primary", compact=True)
            yield Button("Cancel", id="cancel", compact=True)

    def on_mount(self) -> None:
        """Begin in the folder's name."""
        self.set_focus(self.query_one(PathInput))

    def on_unmount(self) -> None:
        """Let go of what may be a million rows: Textual remembers a dialog long after it closed."""
        self._selection = Selection(self._selection.location, ())
        self._wanted = None

    def on_input_changed(self) -> None:
        """Take back what was said about another folder."""
        self.say_problem("")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Begin."""
        event.stop()
        self.action_save()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Save or leave."""
        if event.button.id == "save":
            self.action_save()
        else:
            self.action_leave()

    def action_save(self) -> None:
        """Begin the download."""
        conflict = self.query_one(Choice).chosen(Conflict)
        request = GetRequest(self._selection, self.folder, conflict=conflict)
        self.begin(self._of_them.of(request) if self._of_them is not None else request)
