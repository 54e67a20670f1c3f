"""From key presses to actions, with prefix keys such as ``g`` in ``g p``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from textual.binding import Binding, BindingsMap
from textual.screen import Screen

from jos_tui.keymap import Action, strokes

_PRESS = "press("


class Following(NamedTuple):
    """A prefix key was pressed: these keys may follow."""

    prefix: str
    choices: tuple[tuple[str, Action], ...]


class KeyDispatch:
    """Turns one key after the other into actions. A prefix key waits for the next key."""

    def __init__(self, actions: Iterable[Action]) -> None:
        self._single: dict[str, Action] = {}
        self._after: dict[str, dict[str, Action]] = {}
        self._prefix = ""
        for action in actions:
            for keys in action.keys:
                *prefix, last = strokes(keys)
                table = self._after.setdefault(prefix[0], {}) if prefix else self._single
                table[last] = action

    @property
    def waiting(self) -> bool:
        """Whether a prefix key was pressed and the next key decides."""
        return bool(self._prefix)

    def bind(self, screen: Screen[Any]) -> None:
        """Give a screen one priority binding per key in use; each calls ``press`` with that key.

        They take the place of those of another dispatch.

        Priority bindings run at once, without the key's way up from the widget that has the focus.
        """
        keys = {*self._single, *self._after}
        for following in self._after.values():
            keys.update(following)
        bindings = [
            Binding(_binding_key(key), f"{_PRESS}{key!r})", show=False, priority=True)
            for key in sorted(keys)
        ]
        others = [
            binding
            for each in screen._bindings.key_to_bindings.values()
            for binding in each
            if not binding.action.startswith(_PRESS)
        ]
        screen._bindings = BindingsMap([*others, *bindings])

    def feed(self, key: str) -> Action | Following | None:
        """Return the action of this key, what may follow it, or None if it means nothing here."""
        if self._prefix:
            prefix, self._prefix = self._prefix, ""
            return self._after[prefix].get(key)
        if key in self._after:
            self._prefix = key
            return Following(key, tuple(self._after[key].items()))
        return self._single.get(key)

    def reset(self) -> None:
        """Forget a prefix key that was pressed."""
        self._prefix = ""


def _binding_key(key: str) -> str:
    """Return a key as a Binding takes it: there a comma separates keys."""
    return "comma" if key == "," else key
