"""The question before something is copied to the other pane."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from jos_tui.jobs.model import Conflict
from jos_tui.ui.dialogs.starting import StartingDialog, Transfer
from jos_tui.ui.session import Session
from jos_tui.ui.widgets.choice import Choice
from jos_tui.ui.widgets.key_footer import Hint


class AcrossDialog(StartingDialog):
    """Says what goes where, asks for the rule where a name is taken, and begins the transfer."""

    PROMISE = ""
    """What becomes of the originals, if that is to be said."""

    def __init__(
        self,
        session: Session,
        what: str,
        where: str,
        request: Callable[[Conflict], Transfer],
        rule: Conflict = Conflict.SKIP,
    ) -> None:
        """``what`` and ``where`` are printable; ``rule`` is chosen to begin with."""
        super().__init__(session)
        self._what = what
        self._where = where
        self._request: Callable[[Conflict], Transfer] | None = request
        self._rule = rule

    def body(self) -> Iterable[Widget]:
        """What, where to, and the rule."""
        yield Static(Content(self._what), classes="subject")
        yield Static(Content(f"to {self._where}"), classes="label")
        if self.PROMISE:
            yield Static(Content(self.PROMISE), classes="label")
        yield Choice("If the name is taken:", list(Conflict), self._rule, id="conflict")
        yield Static(classes="problem")

    def on_mount(self) -> None:
        """The rule takes the keys."""
        self.set_focus(self.query_one(Choice))

    def on_unmount(self) -> None:
        """Let go of what may be a million rows: Textual remembers a dialog long after it closed."""
        self._request = self._wanted = None

    def action_transfer(self) -> None:
        """Begin."""
        if self._request is not None:
            self.begin(self._request(self.query_one(Choice).chosen(Conflict)))


class CopyAcrossDialog(AcrossDialog):
    """Before a copy."""

    TITLE_TEXT = "Copy to the other pane"
    BINDINGS = [Binding("enter,f5", "transfer", show=False)]
    HINTS = (
        Hint("Enter", "copy", "transfer"),
        Hint("←→", "other rule"),
        Hint("Esc", "cancel", "leave"),
    )


class MoveAcrossDialog(AcrossDialog):
    """Before a move: it is counted first."""

    TITLE_TEXT = "Move to the other pane"
    PROMISE = (
        "Each original is deleted as soon as its copy is checked, if neither has changed. "
        "What is skipped or fails stays."
    )
    BINDINGS = [Binding("enter,f6", "transfer", show=False)]
    HINTS = (
        Hint("Enter", "count, then move", "transfer"),
        Hint("←→", "other rule"),
        Hint("Esc", "cancel", "leave"),
    )
