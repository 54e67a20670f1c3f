"""A list that what is typed narrows down, and Enter takes from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from textual import events
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from jos_tui.ui.dialogs.dialog import Dialog
from jos_tui.ui.widgets.key_footer import Hint
from jos_tui.ui.widgets.text_input import TextInput

Answer = TypeVar("Answer")

_MOVES = {"down": "cursor_down", "up": "cursor_up", "pagedown": "page_down", "pageup": "page_up"}


class Finder(Dialog[Answer]):
    """Subclasses say what is offered for a text, and what an option stands for."""

    HINTS = (Hint("Enter", "run"), Hint("↑ ↓", "choose"), Hint("Esc", "close", "leave"))
    PLACEHOLDER = ""

    def offered(self, typed: str) -> Sequence[Option]:
        """Return what fits, the best first. Those that can be taken have an id."""
        raise NotImplementedError

    def nothing_fits(self, typed: str) -> str:
        """Return what to say where nothing is offered."""
        raise NotImplementedError

    def taken(self, option_id: str) -> Answer | None:
        """Return what an option stands for, None to stay."""
        raise NotImplementedError

    def body(self) -> Iterable[Widget]:
        """An input and what fits."""
        yield TextInput(placeholder=self.PLACEHOLDER, compact=True)
        yield OptionList(compact=True)
        yield Static(id="no-match", markup=False)

    def on_mount(self) -> None:
        """Offer everything."""
        self.offer()

    def on_input_changed(self) -> None:
        """Offer what fits by now."""
        self.offer()

    def offer(self) -> None:
        """Show what fits, with the cursor on the first."""
        typed, options = self.query_one(Input).value, self.query_one(OptionList)
        options.clear_options()
        options.add_options(self.offered(typed))
        options.highlighted = None
        if options.option_count:
            options.highlighted = next(i for i, one in enumerate(options.options) if one.id)
            options.scroll_home(animate=False)  # with the heading above the first
        options.display = options.option_count > 0
        nothing = self.query_one("#no-match", Static)
        nothing.display = not options.display
        nothing.update(self.nothing_fits(typed) if nothing.display else "")

    @property
    def chosen_id(self) -> str | None:
        """The id of the option under the cursor."""
        option = self.query_one(OptionList).highlighted_option
        return option.id if option is not None else None

    async def on_key(self, event: events.Key) -> None:
        """Move in the list while typing in the input."""
        if event.key in _MOVES:
            await self.query_one(OptionList).run_action(_MOVES[event.key])

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
