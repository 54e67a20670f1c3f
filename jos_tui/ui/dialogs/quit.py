"""What happens to the transfers when the program is left."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Static

from jos_tui.core import formats
from jos_tui.ui.dialogs.dialog import Dialog
from jos_tui.ui.look import keymap_of
from jos_tui.ui.widgets.key_footer import Hint


class Leaving(Enum):
    """What becomes of the jobs at work."""

    LET_RUN = "let run"
    PAUSE = "pause"
    END = "end"


class QuitDialog(Dialog[Leaving]):
    """Asked only while jobs of this program are at work. No answer is to stay."""

    TITLE_TEXT = "Transfers are running"
    BINDINGS = [
        Binding("l", "choose('let run')", show=False),
        Binding("p", "choose('pause')", show=False),
        Binding("s", "leave", show=False),
        Binding("down,right", "app.focus_next", show=False),
        Binding("up,left", "app.focus_previous", show=False),
    ]
    HINTS = (
        Hint("Enter l", "leave", "choose('let run')"),
        Hint("p", "pause, leave", "choose('pause')"),
        Hint("s Esc", "stay", "leave"),
    )

    def __init__(self, at_work: int) -> None:
        super().__init__()
        self._at_work = at_work

    def body(self) -> Iterable[Widget]:
        """Say what would happen."""
        one = self._at_work == 1
        key = keymap_of(self).shown("transfer.list")
        yield Static(
            Content(
                f"{formats.plural(self._at_work, 'transfer')} {'is' if one else 'are'} at work, "
                f"and {'goes' if one else 'go'} on without this screen: closed terminals and lost "
                f"connections do no harm. {key} shows them next time."
            ),
            classes="explanation",
        )
        yield Button("l  Leave, they go on", id="let-run", compact=True, variant="primary")
        yield Button("p  Pause them and leave", id="pause", compact=True)
        yield Button("s  Stay", id="stay", compact=True)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer."""
        answers = {"let-run": Leaving.LET_RUN, "pause": Leaving.PAUSE}
        self.dismiss(answers.get(event.button.id or ""))

    def action_choose(self, answer: str) -> None:
        """Answer with a key."""
        self.dismiss(Leaving(answer))


class EndDialog(Dialog[Leaving]):
    """Asked where the jobs go with the program, as in the demo. No answer is to stay."""

    TITLE_TEXT = "Transfers are running"
    BINDINGS = [
        Binding("e", "end", show=False),
        Binding("s", "leave", show=False),
        Binding("down,right", "app.focus_next", show=False),
        Binding("up,left", "app.focus_previous", show=False),
    ]
    HINTS = (Hint("e", "end them, leave", "end"), Hint("s Esc", "stay", "leave"))

    def __init__(self, at_work: int) -> None:
        super().__init__()
        self._at_work = at_work

    def body(self) -> Iterable[Widget]:
        """Say what would happen."""
        ends = "ends" if self._at_work == 1 else "end"
        yield Static(
            Content(
                f"{formats.plural(self._at_work, 'transfer')} {ends} with the demo. What is "
                "complete stays; nothing half-written is left behind."
            ),
            classes="explanation",
        )
        yield Button("s  Stay", id="stay", compact=True)
        yield Button("e  End them and leave", id="end", variant="warning", compact=True)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer."""
        self.dismiss(Leaving.END if event.button.id == "end" else None)

    def action_end(self) -> None:
        """Answer with a key."""
        self.dismiss(Leaving.END)
