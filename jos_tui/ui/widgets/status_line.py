"""The line for what the program has to say: done, impossible now, gone wrong."""

from __future__ import annotations

from enum import Enum

from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static


class Tone(Enum):
    """How a message is meant; the value is its CSS class."""

    NOTE = "-note"
    WARNING = "-warning"
    ERROR = "-error"


_SECONDS = {Tone.NOTE: 8.0, Tone.WARNING: 30.0, Tone.ERROR: 60.0}


class StatusLine(Static):
    """Hidden while there is nothing to say; up to four lines for an error that explains itself.

    A message goes when the next one comes, with Esc, or after a while. Where there is none it shows
    what stands: what goes on being so until it is something else.
    """

    auto_links = False

    def __init__(self) -> None:
        super().__init__(id="status-line")
        self.display = False
        self.text = ""
        self._standing = ""
        self._tone = Tone.NOTE
        self._timer: Timer | None = None

    def say(self, text: str, tone: Tone) -> None:
        """Show printable text."""
        self.text = text
        self._show(text, tone)
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_SECONDS[tone], self.clear)

    def clear(self) -> bool:
        """Hide; return whether there was something."""
        had_text, self.text = bool(self.text), ""
        self._show(self._standing, Tone.NOTE)
        return had_text

    def stand(self, text: str) -> None:
        """Show printable text whenever there is no message, until it is replaced; "" for none."""
        self._standing = text
        if not self.text:
            self._show(text, Tone.NOTE)

    def clear_error(self) -> None:
        """Hide what went wrong: the user has moved on."""
        if self._tone is Tone.ERROR:
            self.clear()

    def _show(self, text: str, tone: Tone) -> None:
        self._tone = tone
        self.display = bool(text)
        for other in Tone:
            self.set_class(other is tone, other.value)
        self.update(Content(text))
