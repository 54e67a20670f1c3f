"""An input in which anything can be edited and nothing reaches the terminal as a command."""

from __future__ import annotations

from rich.cells import cell_len
from rich.text import Text
from textual.reactive import reactive
from textual.widgets import Input

from jos_tui.core.text import printable_signs


class TextInput(Input):
    """Its value is exact, whatever was pasted or put in; what is drawn is made safe sign by sign.

    Textual draws an Input from ``_value`` and puts its cursor by ``_position_to_cell``; it has no
    public place for this: covered by the test that pastes.
    """

    cursor_blink = reactive(False, init=False)
    """Each time would be bytes on the line, for as long as nothing happens."""

    @property
    def _value(self) -> Text:
        shown = super()._value
        return Text(printable_signs(shown.plain), no_wrap=True, overflow="ignore", end="")

    def _position_to_cell(self, position: int) -> int:
        return cell_len(self._value.plain[:position])
