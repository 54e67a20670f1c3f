"""Which keys the footer of the main screen shows."""

from __future__ import annotations

from collections.abc import Iterable

from jos_tui.keymap import Action
from jos_tui.keymap.keymap import for_footer
from jos_tui.ui.browser.actions import Actions
from jos_tui.ui.widgets.key_footer import Hint

FILTER_HINTS = (Hint("Enter", "keep"), Hint("Esc", "clear"))
"""What works while the filter is typed."""


class Hints:
    """The actions of the footer, in their order; asked at each key which of them work."""

    def __init__(self, actions: Actions, keyed: Iterable[Action]) -> None:
        self._actions = actions
        self._hints = {
            action.id: Hint(action.shown_key, action.label, f"run({action.id!r})")
            for action in for_footer(keyed)
        }

    def now(self) -> list[Hint]:
        """Return those that can be done now."""
        why_not = self._actions.why_not
        return [hint for action_id, hint in self._hints.items() if not why_not(action_id)]
