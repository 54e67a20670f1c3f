"""A question that is answered with one line of text."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from jos_tui.ui.dialogs.dialog import Dialog
from jos_tui.ui.widgets.key_footer import Hint
from jos_tui.ui.widgets.text_input import TextInput


class Prompt(Dialog[str]):
    """Asks for a line. ``check`` returns what is wrong with it, "" if nothing is.

    ``enter`` is what Enter then does, in a word; ``cursor_at`` is where the cursor is in ``value``
    to begin with, None for its end.
    """

    def __init__(
        self,
        title: str,
        *,
        value: str = "",
        explanation: str = "",
        check: Callable[[str], str] = lambda _: "",
        enter: str = "go",
        cursor_at: int | None = None,
    ) -> None:
        super().__init__()
        self.HINTS = (Hint("Enter", enter), Hint("Esc", "cancel", "leave"))
        self._title = title
        self._value = value
        self._explanation = explanation
        self._check = check
        self._cursor_at = cursor_at

    def title_text(self) -> str:
        """Return the question."""
        return self._title

    def body(self) -> Iterable[Widget]:
        """An input, and a line below it for what is wrong."""
        if self._explanation:
            yield Static(Content(self._explanation), classes="explanation")
        yield TextInput(self._value, select_on_focus=False, compact=True)
        yield Static(classes="problem")

    def on_mount(self) -> None:
        """Put the cursor where it is wanted."""
        if self._cursor_at is not None:
            self.query_one(TextInput).cursor_position = self._cursor_at

    def on_input_changed(self) -> None:
        """Clear the complaint while the text changes."""
        self.query_one(".problem", Static).update()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer, unless something is wrong with the text."""
        problem = self._check(event.value) if event.value else "Type something, or press Esc"
        if problem:
            self.query_one(".problem", Static).update(Content(problem))
        else:
            self.dismiss(event.value)
