"""Keys as people type them into a file, made into those of the registry."""

from __future__ import annotations

from difflib import get_close_matches

from jos_tui.keymap.written import KEY_NAMES

_OTHER_NAMES = {
    "esc": "escape",
    "return": "enter",
    "del": "delete",
    "ins": "insert",
    "pgdn": "pagedown",
    "pgup": "pageup",
    "page_down": "pagedown",
    "page_up": "pageup",
    "comma": ",",
    "colon": ":",
    **{sign.lower(): name for name, sign in KEY_NAMES.items()},
}
_NAMES = {*KEY_NAMES, "insert", *(f"f{number}" for number in range(1, 13))}
_WITH_SHIFT = {"tab", "up", "down", "left", "right", "home", "end"}
_WITH_CTRL = {"up", "down", "left", "right", "home", "end", "pageup", "pagedown"}
_OWNED = {
    "s": "it stops and starts what the terminal shows",
    "q": "it stops and starts what the terminal shows",
    "z": "it puts programs to sleep",
    "c": "it always leaves jos-tui",
    "a": "screen needs it",
    "b": "tmux needs it",
    "h": "it is Backspace",
    "i": "it is Tab",
    "m": "it is Enter",
    "j": "it is Enter",
}


class Misspelt(ValueError):
    """No key, or none that can be used; the text says why and what to write."""


def keys_of(text: str) -> str:
    """Return ``ctrl+d``, ``f5``, ``g p`` for ``Ctrl-D``, ``F5``, ``g p``. Raises Misspelt."""
    typed = text.split()
    if not typed:
        raise Misspelt("It names no key: [] takes all keys away")
    if len(typed) > 2:
        raise Misspelt("Two keys after each other are the most, such as g p")
    return " ".join(map(_stroke, typed))


def _stroke(text: str) -> str:
    if len(text) == 1:
        if not text.isprintable():
            raise Misspelt("A key is a sign, or a name such as F5, Ctrl-D or Space")
        return _OTHER_NAMES.get(text, text)
    modifier, _, name = text.lower().replace("-", "+").rpartition("+")
    name = _OTHER_NAMES.get(name, name)
    if not modifier:
        return _named(name)
    if modifier == "ctrl":
        return _with_ctrl(name)
    if modifier == "shift" and name in _WITH_SHIFT:
        return f"shift+{name}"
    if modifier == "shift" and len(name) == 1:
        raise Misspelt(f"Write {name.upper()} for it")
    if modifier == "alt":
        raise Misspelt("A terminal sends the same for Alt and for Esc followed by that key")
    raise Misspelt("Terminals have no such key")


def _named(name: str) -> str:
    if name in _NAMES:
        return name
    close = get_close_matches(name, [*_NAMES, *_OTHER_NAMES], n=1)
    hint = f"Did you mean {close[0]}?" if close else "Two keys are written with a space: g p"
    raise Misspelt(f"There is no key of this name. {hint}")


def _with_ctrl(name: str) -> str:
    if name in _OWNED:
        raise Misspelt(f"Ctrl-{name.upper()} is not free: {_OWNED[name]}")
    if (len(name) == 1 and name.isascii() and name.isalpha()) or name in _WITH_CTRL:
        return f"ctrl+{name}"
    raise Misspelt("With Ctrl go letters, arrows, Home, End, PgUp and PgDn")
