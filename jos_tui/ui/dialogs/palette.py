"""Find an action by its name and run it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from textual.content import Content
from textual.widgets.option_list import Option

from jos_tui.keymap import Action, show_key
from jos_tui.ui.dialogs.finder import Finder

_KEY_CELLS = 8


def matching(actions: Iterable[Action], typed: str) -> list[Action]:
    """Return the actions with every word of ``typed`` in their words or keys.

    The one with that very key is the first, then those whose label begins so, then the others, in
    the order of the registry.
    """
    words = typed.lower().split()
    found = [action for action in actions if all(word in _words(action) for word in words)]
    return sorted(found, key=lambda action: _rank(action, typed.strip()))


def _words(action: Action) -> str:
    return f"{action.label} {action.help} {action.group.value} {keys_of(action)}".lower()


def _is_key(action: Action, typed: str) -> bool:
    return typed.strip() in map(show_key, action.keys)


def _rank(action: Action, typed: str) -> int:
    if _is_key(action, typed):
        return 0
    return 1 if action.label.lower().startswith(typed.lower()) else 2


def keys_of(action: Action) -> str:
    """Return all keys of an action as people write them."""
    return "  ".join(map(show_key, action.keys))


class Palette(Finder[str]):
    """Answers the id of an action. What cannot be done now is grey, and says why when it is run."""

    TITLE_TEXT = "Commands"
    PLACEHOLDER = "what do you want to do?"

    def __init__(self, actions: Sequence[Action], why_not: Callable[[str], str]) -> None:
        super().__init__()
        self._actions = tuple(actions)
        self._possible = {action for action in actions if not why_not(action.id)}

    def offered(self, typed: str) -> Sequence[Option]:
        """Return the actions that fit, those that are possible before the others."""
        found = matching(self._actions, typed)
        return [
            Option(self._line(action), action.id)
            for action in sorted(found, key=lambda action: self._comes_later(action, typed))
        ]

    def _comes_later(self, action: Action, typed: str) -> bool:
        return action not in self._possible and not _is_key(action, typed)

    def _line(self, action: Action) -> Content:
        style = "bold" if action in self._possible else "$text-muted"
        key = f"{action.shown_key:<{_KEY_CELLS}} "
        return Content.assemble(key, Content.styled(action.help, style))

    def nothing_fits(self) -> str:
        """Say so."""
        return "No command has these words."

    def taken(self, option_id: str) -> str | None:
        """Run it, possible or not: then it says why."""
        return option_id
