"""The keys in force: those of the registry, of a preset, and of the user."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from jos_tui.keymap import ACTIONS, MOVES, SCREENS, Action, show_key, strokes
from jos_tui.keymap.presets import Preset

ALWAYS = "escape"
"""Leads back from everywhere: it stays with its actions, and is free for no other."""
QUIT = "app.quit"
HELP = next(action for action in ACTIONS if action.id == "app.help")
TOGETHER: tuple[tuple[Action, ...], ...] = (
    ACTIONS,
    *((*MOVES, HELP, *screen) for screen in SCREENS),
)
"""The actions that are there at the same time: no two of them may have the same key."""
EVERY = {action.id: action for actions in TOGETHER for action in actions}
"""All actions by their id."""


def for_footer(actions: Iterable[Action]) -> list[Action]:
    """Return those that the last line shows, in its order; there is no room for any without key."""
    shown = [action for action in actions if action.in_footer and action.keys]
    return sorted(shown, key=lambda action: action.in_footer)


class Keymap(NamedTuple):
    """Says which keys an action has. ``keys`` are those of actions that differ."""

    keys: Mapping[str, tuple[str, ...]] = {}

    def applied(self, actions: Sequence[Action]) -> tuple[Action, ...]:
        """Return actions with the keys that they have here."""
        if not self.keys:
            return tuple(actions)
        return tuple(action._replace(keys=self.of(action)) for action in actions)

    def of(self, action: Action) -> tuple[str, ...]:
        """Return the keys of an action; there may be none."""
        return self.keys.get(action.id, action.keys)

    def shown(self, action_id: str) -> str:
        """Return the first key of an action as people write it, else what the palette calls it."""
        action = EVERY[action_id]
        return action._replace(keys=self.of(action)).shown_key or f"“{action.label}”"

    def filled(self, sentence: str) -> str:
        """Return a sentence of ours with the keys in it: ``{level.refresh} asks again``.

        Names that are not ours are put in afterwards: they may hold braces.
        """
        said, *others = sentence.split("{")
        for other in others:
            action_id, _, rest = other.partition("}")
            said += self.shown(action_id) + rest
        return said


DEFAULT = Keymap()


class Refusal(NamedTuple):
    """A wish of the user that does not hold, why, and what to do."""

    action: str
    reason: str
    next_step: str


def resolved(
    preset: Preset, wishes: Mapping[str, tuple[str, ...]]
) -> tuple[Keymap, tuple[Refusal, ...]]:
    """Return the keymap that wishes make of a preset, and those that clash.

    Wishes hold together, so that two actions may change their keys. A wish for a key that another
    action has is refused, and that action keeps it: no key that deletes is got by accident.
    """
    base = preset.keys(EVERY.values())
    refusals: list[Refusal] = []
    held: dict[str, tuple[str, ...]] = {}
    for action_id, keys in wishes.items():
        refusal = _beside_the_point(action_id, keys)
        if refusal is None:
            held[action_id] = _with_escape(action_id, keys)
        else:
            refusals.append(refusal)
    while clash := _clash({**base, **held}, held):
        del held[clash.action]
        refusals.append(clash)
    changed = {
        action_id: keys
        for action_id, keys in {**base, **held}.items()
        if keys != EVERY[action_id].keys
    }
    return Keymap(changed), tuple(refusals)


def _with_escape(action_id: str, keys: tuple[str, ...]) -> tuple[str, ...]:
    is_way_back = ALWAYS in EVERY[action_id].keys
    return tuple(dict.fromkeys((*keys, ALWAYS) if is_way_back else keys))


def _beside_the_point(action_id: str, keys: tuple[str, ...]) -> Refusal | None:
    if action_id == QUIT and not keys:
        return Refusal(action_id, "There must be a key that quits", "Give it one.")
    if any(ALWAYS in strokes(key) for key in keys) and ALWAYS not in EVERY[action_id].keys:
        return Refusal(action_id, "Esc always leads back", "Give it another key.")
    return None


def _clash(
    keys: Mapping[str, tuple[str, ...]], held: Mapping[str, tuple[str, ...]]
) -> Refusal | None:
    """Return the last wish that takes a key of another action, None if there is none."""
    for action_id in reversed(list(held)):
        for actions in TOGETHER:
            ids = [action.id for action in actions]
            if action_id not in ids:
                continue
            for other in ids:
                if other != action_id and (key := _common(keys[action_id], keys[other])):
                    return _refusal(action_id, key, other)
        if twice := _own_clash(keys[action_id]):
            return Refusal(action_id, f"{show_key(twice)} begins another of its keys", "Drop one.")
    return None


def _refusal(action_id: str, key: str, other: str) -> Refusal:
    return Refusal(
        action_id,
        f"{show_key(key)} is the key of {other}, {EVERY[other].label}",
        f'Take another, or give {other} other keys too: "{other}" = [] takes them all away.',
    )


def _common(keys: Iterable[str], others: Iterable[str]) -> str:
    """Return the key of ``keys`` that is one of the others, or begins one, or begins with one."""
    taken = list(others)
    for key in keys:
        for other in taken:
            if key == other or strokes(key)[0] == other or key == strokes(other)[0]:
                return key
    return ""


def _own_clash(keys: Sequence[str]) -> str:
    single = Counter(key for key in keys if len(strokes(key)) == 1)
    begun = {strokes(key)[0] for key in keys if len(strokes(key)) > 1}
    return next((key for key in single if key in begun), "")
