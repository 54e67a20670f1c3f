"""Which signs a terminal shows, and ASCII in their place where it shows no others."""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Mapping
from enum import Enum, auto
from functools import cache

ERRORS = "jos_tui_ascii"
"""The name of the error handler that puts ASCII in the place of what cannot be encoded."""

_COERCED = {"C.UTF-8", "C.utf8", "UTF-8"}
_LEAST = {"C", "POSIX"}
_UNKNOWN = "?"
_CONTROL_PICTURES = range(0x2400, 0x2425)
_STAND_INS = {
    "\u00a0": " ",
    "–": "-",
    "—": "-",
    "×": "x",
    "·": ".",
    "•": "*",
    "…": "~",
    "‹": "<",
    "›": ">",
    "⟨": "<",
    "⟩": ">",
    "←": "<",
    "→": ">",
    "↑": "^",
    "↓": "_",  # v and V are keys
    "↵": "<",
    "●": "*",
    "○": "o",
    "◆": "*",
    "◇": "o",
    "✓": "x",
    "✔": "x",
    "✕": "x",
    "✗": "x",
    "␠": "_",
}
_OF_POINTERS = {"RIGHT": ">", "LEFT": "<", "UP": "^", "DOWN": "v"}


class Signs(Enum):
    """Which signs a terminal shows."""

    ALL = auto()
    ASCII = auto()


def locale_variable(environment: Mapping[str, str]) -> str:
    """Return the name of the variable that says which signs there are, "" if none does.

    Python puts ``LC_CTYPE=C.UTF-8`` into its own environment where ``LANG`` is C (PEP 538): that is
    not what the user has said.
    """
    coerced = environment.get("LC_CTYPE", "") in _COERCED and environment.get("LANG") in _LEAST
    names = ("LC_ALL", "LANG") if coerced else ("LC_ALL", "LC_CTYPE", "LANG")
    return next((name for name in names if environment.get(name)), "")


def signs(environment: Mapping[str, str]) -> Signs:
    """Return which signs are shown with this locale; without any, all of them."""
    name = environment.get(locale_variable(environment), "C.UTF-8")
    is_all = name.partition("@")[0].lower().replace("-", "").endswith("utf8")
    return Signs.ALL if is_all else Signs.ASCII


@cache
def in_ascii(sign: str) -> str:
    """Return one ASCII character for one sign: what it looks like, or a question mark.

    Letters become no other letters: a name must not look like another one.
    """
    if sign.isascii():
        return sign
    if len(sign) > 1:  # joined with what has no width of its own
        return _UNKNOWN
    if ord(sign) in _CONTROL_PICTURES:
        return _STAND_INS.get(sign, "^")
    return _STAND_INS.get(sign) or _drawn(unicodedata.name(sign, ""))


def _drawn(name: str) -> str:
    """Return what stands for a line, a block or a triangle, by its Unicode name."""
    if name.startswith("BOX DRAWINGS"):
        across = "HORIZONTAL" in name or name.endswith((" LEFT", " RIGHT"))
        upright = "VERTICAL" in name or name.endswith((" UP", " DOWN"))
        is_line = across != upright and " AND " not in name
        return ("-" if across else "|") if is_line else "+"
    if name.endswith(("BLOCK", "SHADE")):
        if name.startswith(("LEFT", "RIGHT")):
            return "|"
        return "-" if name.startswith("UPPER") else "_" if name.startswith("LOWER") else "#"
    if "-POINTING" in name:
        return next((sign for word, sign in _OF_POINTERS.items() if f"{word}-" in name), _UNKNOWN)
    return _UNKNOWN


def _replace(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(in_ascii, error.object[error.start : error.end])), error.end


codecs.register_error(ERRORS, _replace)
