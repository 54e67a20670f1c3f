"""The beginning of an object or file: text, or bytes in hexadecimal digits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from jos_tui.core import formats
from jos_tui.core.errors import JosError
from jos_tui.keymap import PREVIEW_ACTIONS, Action
from jos_tui.preview.plain import (
    Beginning,
    Encoding,
    encoding_of,
    hex_lines,
    text_lines,
)
from jos_tui.ui.list_screen import ListScreen
from jos_tui.ui.preview.looked_at import LookedAt
from jos_tui.ui.preview.reading import Reading
from jos_tui.ui.preview.wrapping import wrapped
from jos_tui.ui.widgets.line_list import Row

_READING = "Reading… Esc stops"
_STOPPED = "Stopped. {preview.again} reads it again."
_EMPTY = "This is empty: it has no bytes. {preview.leave} closes."


class PlainScreen(ListScreen[None]):
    """Reads when it opens; Esc stops that, and then leaves."""

    def __init__(self, looked_at: LookedAt) -> None:
        super().__init__(PREVIEW_ACTIONS, 1)
        self._looked_at = looked_at
        self._facts = Static(id="facts")
        self._beginning: Beginning | None = None
        self._as_bytes = False
        self._reading = Reading(self, looked_at.pool)

    def body(self) -> Iterable[Widget]:
        """What it is, then what is in it."""
        yield self._facts
        yield self.list

    def on_mount(self) -> None:
        """Begin to read."""
        self.show_title(self._looked_at.title)
        self._read()

    def on_unmount(self) -> None:
        """Ask for nothing that nobody will see."""
        self._reading.stop()

    # -- reading ---------------------------------------------------------------------------------

    def _read(self) -> None:
        self.unsay()
        self._beginning = None
        self._show_words(_READING)
        self._reading.begin(self._looked_at.read, self._take, self._failed)
        self.show_footer()

    def _take(self, beginning: Beginning) -> None:
        self._beginning = beginning
        self._as_bytes = encoding_of(beginning.data) is Encoding.NONE
        self._draw()

    def _failed(self, error: JosError) -> None:
        self._show_words(self.with_keys("{preview.again} tries again."))
        self.say_error(error)
        self.show_footer()

    # -- what is shown ---------------------------------------------------------------------------

    def _show_words(self, words: str) -> None:
        self._facts.display = False
        self.list.show((), words)

    def _draw(self) -> None:
        beginning = self._beginning
        if beginning is None:
            return
        encoding = encoding_of(beginning.data)
        lines: Iterable[str] = hex_lines(beginning.data)
        if not self._as_bytes:
            lines = wrapped(text_lines(beginning.data, encoding), self.size.width - 2)
        self.list.show(
            [Row(row, (line,)) for row, line in enumerate(lines)], self.with_keys(_EMPTY)
        )
        parts = (_facts_text(beginning, encoding), self._looked_at.remark)
        self._facts.update(Content(", ".join(filter(None, parts))))
        self._facts.display = True
        self.show_footer()

    def on_resize(self) -> None:
        """Wrap the lines anew."""
        self._draw()

    # -- keys ------------------------------------------------------------------------------------

    def runs(self) -> Mapping[str, Callable[[], None]]:
        """What each action does, by its id."""
        return {
            "preview.bytes": self._other_look,
            "preview.again": self._read,
            "preview.escape": self._escape,
            "preview.leave": self._leave,
        }

    def why_not(self, action_id: str) -> str:
        """Return why an action cannot be done now, "" if it can."""
        if action_id == "preview.bytes" and not (self._beginning and self._beginning.data):
            return "There is nothing to show"
        return ""

    def label(self, action: Action) -> str:
        """Return what the footer calls an action."""
        if action.id == "preview.escape" and self._reading.at_work:
            return "stop"
        return "text" if action.id == "preview.bytes" and self._as_bytes else action.label

    def _other_look(self) -> None:
        self._as_bytes = not self._as_bytes
        self._draw()
        self.list.action_first()

    def _escape(self) -> None:
        if self._reading.stop():
            self._show_words(self.with_keys(_STOPPED))
            self.show_footer()
        elif not self.unsay():
            self._leave()

    def _leave(self) -> None:
        self.dismiss(None)


def _facts_text(beginning: Beginning, encoding: Encoding) -> str:
    read, size = formats.size(beginning.read), formats.size(beginning.size)
    part = size if beginning.is_whole else f"the first {read} of {size}"
    packed = ", unpacked from gzip" if beginning.is_unpacked else ""
    return f"{part}{packed}, {encoding.value}"
