"""A text that was sent to the clipboard, to be selected where the terminal has dropped it."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from jos_tui.browse.snippets.snippet import Snippet
from jos_tui.core import formats
from jos_tui.core.text import printable
from jos_tui.profiles.endpoint import is_inside, other_side
from jos_tui.profiles.profile import Endpoint, Profile
from jos_tui.ui.dialogs.message import MessageDialog
from jos_tui.ui.widgets.key_footer import Hint, KeyFooter
from jos_tui.ui.wire.clipboard import MOST_BYTES, Sent, send

_SELECT = "If it does not arrive, select it here, in most terminals with Shift held."
_WORDS = {
    Sent.SENT: f"Sent to the terminal's clipboard. {_SELECT}",
    Sent.TOO_LARGE: f"Not sent to the terminal's clipboard: more than {formats.size(MOST_BYTES)}.",
    Sent.NO_CLIPBOARD: "This terminal has no clipboard: select it here, with the mouse.",
}
_STAND_INS = "Signs that would steer the terminal are shown as others; what is sent is exact."


class CopiedDialog(MessageDialog):
    """Shows a text from edge to edge, without a frame that a selection would take along.

    For a store of JASMIN it can be the text for the other side, inside or outside.
    """

    BINDINGS = [
        Binding("y", "send", show=False),
        Binding("o", "change_side", show=False),
        Binding("t", "show_plainly", show=False),
    ]

    def __init__(
        self,
        title: str,
        profile: Profile,
        snippet: Snippet,
        write: Callable[[Profile], Snippet],
    ) -> None:
        """``snippet`` is what ``write`` returns for the profile. The title is printable."""
        super().__init__(title, "")
        self._profile = profile
        self._snippet = snippet
        self._write = write

    @property
    def text(self) -> str:
        """What is sent, as it is."""
        return self._snippet.text

    def body(self) -> Iterable[Widget]:
        """What became of the text, the text, and what it takes to work."""
        yield Static(id="sent", classes="explanation")
        yield Static(id="copied")
        yield Static(id="note", classes="explanation")

    def on_mount(self) -> None:
        """Send the text."""
        self._show()

    def on_unmount(self) -> None:
        """Let go of the text: Textual remembers a dialog long after it closed."""
        self._snippet = Snippet(())

    def action_send(self) -> None:
        """Send it once more."""
        self._show()

    def action_change_side(self) -> None:
        """Write the text for the other side of JASMIN, and send that."""
        other = other_side(self._profile.endpoint)
        if other is not None:
            self._profile = at(self._profile, other)
            self._snippet = self._write(self._profile)
            self._show()

    def action_show_plainly(self) -> None:
        """Leave the screen until Enter: where the terminal breaks a line itself it stays one line.

        Blocks meanwhile, as nobody sees the screen. Ctrl-C, which would end the program, does not.
        """
        with self.app.suspend():
            heard_before = signal.signal(signal.SIGINT, signal.SIG_IGN)
            try:
                sys.stdout.write(f"\n{self._snippet.shown}\n\nEnter goes back to jos-tui. ")
                sys.stdout.flush()
                sys.stdin.readline()
            finally:
                signal.signal(signal.SIGINT, heard_before)

    def _show(self) -> None:
        shown = self._snippet.shown
        stand_ins = [_STAND_INS] if shown != self._snippet.text else []
        self.query_one("#sent", Static).update(Content(_WORDS[send(self.app, self._snippet.text)]))
        self.query_one("#copied", Static).update(Content(shown))
        notes = [printable(line) for line in self._snippet.note.split("\n") if line]
        self.query_one("#note", Static).update(Content("\n".join([*notes, *stand_ins])))
        self.query_one(KeyFooter).show(self._hints())

    def _hints(self) -> list[Hint]:
        sides = []
        if other_side(self._profile.endpoint) is not None:
            here = "outside" if is_inside(self._profile.endpoint) else "inside"
            sides.append(Hint("o", f"for {here} JASMIN", "change_side"))
        plain = Hint("t", "on the plain terminal", "show_plainly")
        return [Hint("y", "send again", "send"), plain, *sides, Hint("Esc", "close", "leave")]


def at(profile: Profile, endpoint: Endpoint) -> Profile:
    """Return the profile at one endpoint."""
    return replace(profile, endpoints=(endpoint,))
