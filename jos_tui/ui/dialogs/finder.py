"""A list that what is typed narrows down, and Enter takes from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from jos_tui.ui.dialogs.dialog import Dialog
from jos_tui.ui.widgets.key_footer import Hint
from jos_tui.ui.widgets.text_input import TextInput

Answer = TypeVar("Answer")

_MOVES = {
    "down": "cursor_down",
    "up": "cursor_up",
    "pagedown": "page_down",
    "pageup": "page_up",
    "home": "first",
    "end": "last",
}


class Finder(Dialog[Answer]):
    """Subclasses say what is offered for a text, and what an option stands for."""

    HINTS = (Hint("↑ ↓", "choose"), Hint("Enter", "run"), Hint("Esc", "close", "leave"))
    BINDINGS = [
        Binding(key, f"move({action!r})", show=False, priority=True)
        for key, action in _MOVES.items()
    ]
    PLACEHOLDER = ""

    def offered(self, typed: str) -> Sequence[Option]:
        """Return what fits, the best first. Those that can be taken have an id, headings none."""
        raise NotImplementedError

    def nothing_fits(self) -> str:
        """Return what to say where nothing is offered."""
        raise NotImplementedError

    def taken(self, option_id: str) -> Answer | None:
        """Return what an option stands for; None to stay, with words why in ``complain``."""
        raise NotImplementedError

    def body(self) -> Iterable[Widget]:
        """An input, what fits, and a line for what is wrong."""
        yield TextInput(placeholder=self.PLACEHOLDER, compact=True)
        yield OptionList(compact=True)
        yield Static(classes="problem")

    def on_mount(self) -> None:
        """Offer everything."""
        self.offer()

    def on_input_changed(self) -> None:
        """Offer what fits by now."""
        self.offer()

    def offer(self) -> None:
        """Show what fits, with the cursor on the first."""
        typed, options = self.query_one(Input).value, self.query_one(OptionList)
        offered = self.offered(typed)
        options.clear_options()
        options.add_options(offered)
        options.highlighted = next((i for i, one in enumerate(offered) if one.id), None)
        options.scroll_home(animate=False)  # with the heading above the first
        options.display = bool(offered)
        self.complain("" if offered else self.nothing_fits())

    def complain(self, text: str) -> None:
        """Show printable words below the list."""
        self.query_one(".problem", Static).update(Content(text))

    @property
    def chosen_id(self) -> str | None:
        """The id of the option under the cursor."""
        option = self.query_one(OptionList).highlighted_option
        return option.id if option is not None else None

    async def action_move(self, how: str) -> None:
        """Move in the list while typing in the input."""
        await self.query_one(OptionList).run_action(how)

    def on_input_submitted(self) -> None:
        """Take what is under the cursor."""
        self._take(self.chosen_id)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take what was clicked."""
        self._take(event.option_id)

    def _take(self, option_id: str | None) -> None:
        answer = self.taken(option_id) if option_id is not None else None
        if answer is not None:
            self.dismiss(answer)
