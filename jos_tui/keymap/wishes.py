"""The keys a user has written down, made into the keymap in force."""

from __future__ import annotations

from collections.abc import Mapping

from jos_tui.keymap.keymap import EVERY, Keymap, Refusal, resolved
from jos_tui.keymap.presets import Preset
from jos_tui.keymap.spelling import Misspelt, keys_of


def keymap_of(
    preset: Preset, written: Mapping[str, tuple[str, ...]]
) -> tuple[Keymap, tuple[Refusal, ...]]:
    """Return the keymap, and what of it does not hold: its action keeps the keys of the preset."""
    refusals: list[Refusal] = []
    wishes: dict[str, tuple[str, ...]] = {}
    for action_id, keys in written.items():
        if action_id not in EVERY:
            refusals.append(Refusal(action_id, "There is no such action", _nearest(action_id)))
            continue
        try:
            wishes[action_id] = tuple(dict.fromkeys(map(keys_of, keys)))
        except Misspelt as exc:
            refusals.append(Refusal(action_id, f"{' '.join(keys)}: {exc}", "It keeps its keys."))
    keymap, clashes = resolved(preset, wishes)
    return keymap, (*refusals, *clashes)


def _nearest(action_id: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(action_id, EVERY, n=1)
    return f"Did you mean {close[0]}?" if close else "jos-tui config --keys lists them."
