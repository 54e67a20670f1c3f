"""The line in which the filter is typed."""

from __future__ import annotations

from textual import events
from textual.message import Message

from jos_tui.ui.widgets.text_input import TextInput


class FilterBar(TextInput):
    """Hidden unless a filter is typed or set. Its ``Input.Changed`` carries the text."""

    class Left(Message):
        """The user is done typing: back to the table."""

    def __init__(self) -> None:
        super().__init__(
            placeholder="part of the name, or a glob such as *.nc", id="filter", compact=True
        )
        self.display = False

    def on_key(self, event: events.Key) -> None:
        """Enter, down and Esc lead back to the table; Esc also clears."""
        if event.key not in {"enter", "down", "escape"}:
            return
        event.stop()
        event.prevent_default()
        if event.key == "escape":
            self.value = ""
        self.post_message(self.Left())
