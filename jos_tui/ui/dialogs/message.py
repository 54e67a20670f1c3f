"""Text to read: an error with its reason and next step, or a report."""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from jos_tui.ui.dialogs.dialog import Dialog
from jos_tui.ui.widgets.key_footer import Hint


class MessageDialog(Dialog[None]):
    """Shows a title and lines of printable text, scrolling where they are many."""

    BINDINGS = [
        Binding("enter,q,space", "leave", show=False),
        Binding("j,down", "scroll(1)", show=False),
        Binding("k,up", "scroll(-1)", show=False),
        Binding("pagedown,ctrl+d", "scroll_pages(1)", show=False),
        Binding("pageup,ctrl+u", "scroll_pages(-1)", show=False),
        Binding("home,g", "scroll_pages(-1000)", show=False),
        Binding("end,G", "scroll_pages(1000)", show=False),
    ]
    HINTS = (Hint("↑ ↓ PgDn", "scroll"), Hint("Enter", "close", "leave"))

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title = title
        self._text = text

    def title_text(self) -> str:
        """Return the title."""
        return self._title

    def body(self) -> Iterable[Widget]:
        """The text, in a scrolling box."""
        yield Static(Content(self._text))

    def action_scroll(self, lines: int) -> None:
        """Scroll by lines."""
        self.query_one(".dialog").scroll_relative(y=lines, animate=False)

    def action_scroll_pages(self, pages: int) -> None:
        """Scroll by what is on screen; a title and a line of keys stay."""
        self.action_scroll(pages * max(1, self.query_one(".dialog").size.height - 5))
