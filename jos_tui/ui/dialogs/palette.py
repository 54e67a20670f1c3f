"""Find an action by its name and run it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import events
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from jos_tui.keymap import Action, show_key
from jos_tui.ui.dialogs.dialog import Dialog
from jos_tui.ui.widgets.key_footer import Hint
from jos_tui.ui.widgets.text_input import TextInput


def matching(actions: Sequence[Action], text: str) -> list[Action]:
    """Return the actions whose words contain every word of ``text``, in the registry's order."""
    words = text.lower().split()
    return [
        action
        for action in actions
        if all(
            word in f"{action.label} {action.help} {action.group.value}".lower() for word in words
        )
    ]


class Palette(Dialog[str]):
    """Answers the id of an action."""

    TITLE_TEXT = "Commands"
    HINTS = (Hint("Enter", "run"), Hint("↑ ↓", "choose"), Hint("Esc", "close", "leave"))

    def __init__(self, actions: Sequence[Action]) -> None:
        super().__init__()
        self._actions = tuple(actions)

    def body(self) -> Iterable[Widget]:
        """An input and the actions that match it."""
        yield TextInput(placeholder="what do you want to do?", compact=True)
        yield OptionList(*self._options(""), compact=True)
        yield Static("No command has these words.", id="no-match")

    def _options(self, text: str) -> list[Option]:
        return [
            Option(
                Content.assemble(
                    f"{show_key(action.keys[0]):<8} ", Content.styled(action.help, "bold")
                ),
                id=action.id,
            )
            for action in matching(self._actions, text)
        ]

    def on_mount(self) -> None:
        """Begin at the first action."""
        self.query_one(OptionList).highlighted = 0
        self.query_one("#no-match").display = False

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what matches."""
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(self._options(event.value))
        options.highlighted = 0 if options.option_count else None
        options.display = options.option_count > 0
        self.query_one("#no-match").display = not options.display

    def on_key(self, event: events.Key) -> None:
        """Move in the list while typing in the input."""
        options = self.query_one(OptionList)
        if event.key == "down":
            options.action_cursor_down()
        elif event.key == "up":
            options.action_cursor_up()

    def on_input_submitted(self) -> None:
        """Run the chosen action."""
        option = self.query_one(OptionList).highlighted_option
        if option is not None:
            self.dismiss(option.id)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Run what was clicked."""
        self.dismiss(event.option_id)
