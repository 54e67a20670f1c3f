"""Keymaps to choose from: the registry's own, and two for hands that know other programs."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from jos_tui.keymap.action import Action

_MOTIONS = {"h", "j", "k", "l", "g g", "G"}
OF_MC = {
    "app.palette": ("f9",),
    "app.quit": ("f10",),
    "level.refresh": ("ctrl+r",),
    "level.new": ("f7",),
    "mark.toggle": ("insert", "ctrl+t"),
    "object.delete": ("f8",),
    "object.preview": ("f3",),
    "rows.mark": ("insert", "ctrl+t"),
}

"""Keys that come first in ``mc``."""


class Preset(Enum):
    """The value is what ``config.toml`` calls it."""

    VIM = "vim"
    MC = "mc"
    ARROWS = "arrows"

    def keys(self, actions: Iterable[Action]) -> dict[str, tuple[str, ...]]:
        """Return the keys of actions by their id, those that the footer shows first."""
        return {action.id: self._keys_of(action) for action in actions}

    def _keys_of(self, action: Action) -> tuple[str, ...]:
        if self is Preset.VIM:
            return action.keys
        others = tuple(key for key in action.keys if key not in _MOTIONS) or action.keys
        first = OF_MC.get(action.id, ()) if self is Preset.MC else ()
        return tuple(dict.fromkeys((*first, *others)))
