"""Another name for one object or prefix."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from jos_tui.core.entry import Kind
from jos_tui.core.location import SEPARATOR
from jos_tui.core.text import printable_name
from jos_tui.jobs.model import Conflict, Selection
from jos_tui.jobs.request import CopyRequest, Originals
from jos_tui.ui.dialogs.starting import StartingDialog
from jos_tui.ui.session import Session
from jos_tui.ui.widgets.key_footer import Hint
from jos_tui.ui.widgets.text_input import TextInput, before_ending

_WHAT_IT_IS = (
    "A copy under the new name, checked; then the old one is deleted. / leads further down"
)
_NOT_SHOWN = "The old name has characters that cannot be shown; here are others in their place"


class RenameDialog(StartingDialog):
    """Asks for a name, beginning with the old one, and begins the move."""

    HINTS = (Hint("Enter", "rename"), Hint("Esc", "cancel", "leave"))

    def __init__(self, session: Session, selection: Selection) -> None:
        """``selection`` is one row of its own level."""
        super().__init__(session)
        self._selection = selection
        self._entry = selection.entries[0]
        is_prefix = self._entry.kind is Kind.PREFIX
        self._end = SEPARATOR if is_prefix else ""
        self._old = self._entry.name.removesuffix(self._end)
        self._shown = printable_name(self._old)
        self._new = ""

    @property
    def new_key(self) -> str:
        """The key of the row under its new name."""
        return self._selection.location.prefix + self._new + self._end

    def title_text(self) -> str:
        """Say what is renamed."""
        return f"Rename {self._entry.kind.value} {printable_name(self._entry.name)}"

    def body(self) -> Iterable[Widget]:
        """An input with the old name, and a line below it for what is wrong."""
        explanation = _WHAT_IT_IS if self._shown == self._old else _NOT_SHOWN
        yield Static(Content(explanation), classes="explanation")
        yield TextInput(self._shown, select_on_focus=False, compact=True)
        yield Static(classes="problem")

    def on_mount(self) -> None:
        """Begin before the ending, which mostly stays."""
        name = self.query_one(Input)
        name.cursor_position = len(self._shown) if self._end else before_ending(self._shown)
        self.set_focus(name)

    def on_input_changed(self) -> None:
        """Take back what was said about another name."""
        self.say_problem("")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Begin, unless something is wrong with the name."""
        event.stop()
        self._new = event.value
        if problem := self._problem():
            self.say_problem(problem)
            return
        self.begin(
            CopyRequest(
                self._selection,
                self._selection.location,
                self._new,
                Conflict.ASK,
                Originals.GO,
            )
        )

    def _problem(self) -> str:
        if not self._new:
            return "Type a name, or press Esc"
        if self._new == self._old:
            return "That is the name it has"
        if self._end and self._new.endswith(SEPARATOR):
            return "Without the / at its end: a prefix has that by itself"
        return ""
