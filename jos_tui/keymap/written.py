"""Keys as people write them."""

from __future__ import annotations

KEY_NAMES = {
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
    "enter": "Enter",
    "escape": "Esc",
    "space": "Space",
    "backspace": "Backspace",
    "delete": "Delete",
    "insert": "Insert",
    "home": "Home",
    "end": "End",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "tab": "Tab",
}


def strokes(keys: str) -> tuple[str, ...]:
    """Split ``g p`` into its keys; a single key is a sequence of one."""
    return tuple(keys.split(" "))


def show_key(keys: str) -> str:
    """Return a key or sequence as people write it: ``Ctrl-D``, ``F5``, ``g p``, ``↓``."""
    return " ".join(_show_stroke(key) for key in strokes(keys))


def _show_stroke(key: str) -> str:
    if key in KEY_NAMES:
        return KEY_NAMES[key]
    modifier, _, name = key.rpartition("+")
    if modifier and name:
        return f"{modifier.capitalize()}-{KEY_NAMES.get(name, name.upper())}"
    if len(key) > 1 and key[0] == "f" and key[1:].isdigit():
        return key.upper()
    return key
