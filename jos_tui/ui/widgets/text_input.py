"""An input in which anything can be edited and nothing reaches the terminal as a command."""

from __future__ import annotations

import re

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.reactive import reactive
from textual.widgets import Input

from jos_tui.core.text import printable_signs

_LINE_END = re.compile(r"(\r\n|\n|\r)\Z")  # what is copied often ends with one


def before_ending(name: str) -> int:
    """Return where the cursor begins in a file name: before the ending, which mostly stays."""
    stem = name.rfind(".")
    return stem if stem > 0 else len(name)


class TextInput(Input):
    """Its value is exact, whatever was pasted or put in; what is drawn is made safe sign by sign.

    Textual draws an Input from ``_value`` and puts its cursor by ``_position_to_cell``; it has no
    public place for this: covered by the test that pastes. It also takes only the first line of
    what is pasted, and takes signs for line ends that are part of a name.
    """

    cursor_blink = reactive(False, init=False)
    """Each time would be bytes on the line, for as long as nothing happens."""

    def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        self.replace(_LINE_END.sub("", event.text), *self.selection)

    @property
    def _value(self) -> Text:
        shown = super()._value
        return Text(printable_signs(shown.plain), no_wrap=True, overflow="ignore", end="")

    def _position_to_cell(self, position: int) -> int:
        return cell_len(self._value.plain[:position])
