"""How long a presigned URL is to last."""

from __future__ import annotations

import time
from collections.abc import Iterable

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from jos_tui.browse.snippets.presigned import Lifetime, what_ends_it
from jos_tui.core import formats
from jos_tui.jobs.model import Selection
from jos_tui.profiles.profile import Profile
from jos_tui.ui.dialogs.dialog import Dialog
from jos_tui.ui.widgets.key_footer import Hint
from jos_tui.ui.words import described

_WHO = (
    "Whoever has the URL can read the object until then, without any keys. "
    "It cannot be taken back, other than by deleting the key it was signed with."
)


class PresignDialog(Dialog[Lifetime]):
    """Shows when each choice would end, in the time zone of this machine."""

    TITLE_TEXT = "Presigned URL"
    BINDINGS = [
        Binding("j", "cursor(1)", show=False),
        Binding("k", "cursor(-1)", show=False),
        Binding("q", "leave", show=False),
    ]
    HINTS = (Hint("Enter", "sign, copy"), Hint("↑ ↓", "choose"), Hint("Esc", "cancel", "leave"))

    def __init__(self, profile: Profile, selection: Selection) -> None:
        super().__init__()
        self._subject = described(selection)
        self._warning = " ".join([_WHO, *what_ends_it(profile)])

    def body(self) -> Iterable[Widget]:
        """What for, the choices, and what follows."""
        now_ms = time.time_ns() // 1_000_000
        yield Static(Content(self._subject), classes="subject")
        yield OptionList(*[Option(_line(each, now_ms)) for each in Lifetime], compact=True)
        yield Static(Content(self._warning), classes="explanation")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer."""
        self.dismiss(list(Lifetime)[event.option_index])

    def action_cursor(self, by: int) -> None:
        """Move in the list."""
        options = self.query_one(OptionList)
        (options.action_cursor_down if by > 0 else options.action_cursor_up)()


def _line(lifetime: Lifetime, now_ms: int) -> Content:
    until = formats.zoned_time(now_ms + lifetime.seconds * 1000)
    return Content(f"{lifetime.value:<10}until {until}")
