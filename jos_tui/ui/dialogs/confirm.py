"""A question that is answered with y or n."""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from jos_tui.ui.dialogs.dialog import Dialog
from jos_tui.ui.widgets.key_footer import Hint


class ConfirmDialog(Dialog[bool]):
    """Answers True for y; anything else is a no. The texts are printable."""

    BINDINGS = [Binding("y", "yes", show=False), Binding("n,q", "leave", show=False)]

    def __init__(self, question: str, explanation: str, yes: str, no: str) -> None:
        self.HINTS = (Hint("y", yes, "yes"), Hint("n Esc", no, "leave"))
        super().__init__()
        self._question = question
        self._explanation = explanation

    def title_text(self) -> str:
        """Return the question."""
        return self._question

    def body(self) -> Iterable[Widget]:
        """What it means."""
        yield Static(Content(self._explanation), classes="explanation")

    def action_yes(self) -> None:
        """Agree."""
        self.dismiss(True)
