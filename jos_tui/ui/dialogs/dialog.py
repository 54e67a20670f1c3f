"""What all dialogs share: the box and Esc."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from jos_tui.ui import styles
from jos_tui.ui.widgets.key_footer import Hint, KeyFooter

if TYPE_CHECKING:
    from textual._path import CSSPathType

Answer = TypeVar("Answer")


class Dialog(ModalScreen[Answer | None]):
    """A box with a title, a body and a line of keys. Esc answers None."""

    CSS_PATH: ClassVar[CSSPathType | None] = styles.DIALOGS
    VERTICAL_BREAKPOINTS = [(0, "-short"), (18, "-tall")]
    BINDINGS = [Binding("escape", "leave", show=False)]
    TITLE_TEXT = ""
    HINTS: tuple[Hint, ...] = (Hint("Esc", "close", "leave"),)

    def compose(self) -> ComposeResult:
        """Frame the body."""
        with Vertical(classes="dialog"):
            yield Static(Content(self.title_text()), classes="dialog-title")
            yield from self.body()
            yield KeyFooter(self.HINTS)

    def title_text(self) -> str:
        """Return the title; printable text."""
        return self.TITLE_TEXT

    def body(self) -> Iterable[Widget]:
        """Yield the widgets between title and keys."""
        return ()

    def action_leave(self) -> None:
        """Close without an answer."""
        self.dismiss(None)
