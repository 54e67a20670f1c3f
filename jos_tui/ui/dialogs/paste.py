"""What goes where, and what to do where a name is taken, before something is pasted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Static

from jos_tui.core.text import printable
from jos_tui.jobs.model import Conflict, Selection
from jos_tui.jobs.request import CopyRequest, Originals
from jos_tui.ui.dialogs.starting import StartingDialog
from jos_tui.ui.session import Session
from jos_tui.ui.widgets.choice import Choice
from jos_tui.ui.widgets.key_footer import Hint
from jos_tui.ui.words import amount

_STAY = "The store copies by itself. What is copied stays where it is."
_GO = "Each original is deleted once its copy is checked, if it has not changed meanwhile."


class PasteDialog(StartingDialog):
    """Asks for a conflict rule, and begins the copy or the move."""

    BINDINGS = [Binding("enter", "paste", show=False)]

    def __init__(self, session: Session, request: CopyRequest, title: str = "") -> None:
        """``request`` comes with the rule that is offered first."""
        moves = request.originals is Originals.GO
        self.HINTS = (
            Hint("Enter", "move" if moves else "copy", "paste"),
            Hint("← →", "choose"),
            Hint("Esc", "cancel", "leave"),
        )
        super().__init__(session)
        self._request = request
        self._moves = moves
        self._title = title or ("Move here" if moves else "Copy here")

    def title_text(self) -> str:
        """Say what it is."""
        return self._title

    def body(self) -> Iterable[Widget]:
        """What, from where, where to, and the rule for names that are taken."""
        source, target = self._request.selection.location, self._request.location
        yield Static(Content(amount(self._request.selection)), classes="subject")
        yield Static(Content(f"from  {printable(source.uri)}"))
        yield Static(Content(f"to    {printable(target.uri)}"))
        yield Static(_GO if self._moves else _STAY, classes="explanation")
        first = self._request.conflict
        yield Choice("If the name is taken:", list(Conflict), first, id="conflict")
        yield Static(classes="problem")
        with Horizontal(classes="buttons"):
            label = "Move" if self._moves else "Copy"
            yield Button(label, id="paste", variant="primary", compact=True)
            yield Button("Cancel", id="cancel", compact=True)

    def on_mount(self) -> None:
        """Begin at the rule."""
        self.set_focus(self.query_one(Choice))

    def on_unmount(self) -> None:
        """Let go of what may be a million rows: Textual remembers a dialog long after it closed."""
        self._request = replace(
            self._request, selection=Selection(self._request.selection.location, ())
        )
        self._wanted = None

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Begin or leave."""
        if event.button.id == "paste":
            self.action_paste()
        else:
            self.action_leave()

    def action_paste(self) -> None:
        """Begin."""
        conflict = self.query_one(Choice).chosen(Conflict)
        self.begin(replace(self._request, conflict=conflict))
