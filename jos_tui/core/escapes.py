r"""Names as one line of text each, to be edited and read back exactly.

What could not be seen, typed or told apart there, or would end the line, is written as its code:
``\n`` ``\r`` ``\t`` ``\x1b`` ``\u202e`` ``\U000e0001``, a backslash as ``\\``. So are blanks at the
edges, which editors take off, and a ``#`` at the beginning, which would be a comment: ``\#``.
"""

from __future__ import annotations

import re

from jos_tui.core.text import printable, printable_name

COMMENT = "#"
"""What a line begins with that is no name."""

_SHORT = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_MEANT = {"\\": "\\", "n": "\n", "r": "\r", "t": "\t", COMMENT: COMMENT}
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.?))", re.DOTALL)
_LAST = 0x10FFFF


def escaped(name: str) -> str:
    """Return a name as a line without its end; of other names other lines."""
    if name.isascii() and name.isprintable() and "\\" not in name:
        text = name
    else:
        text = "".join(map(_sign, name))
    start = len(text) - len(text.lstrip(" "))
    text = _code(" ") * start + text[start:]
    text = _coded_end(text)
    return f"\\{text}" if text.startswith(COMMENT) else text


def unescaped(line: str) -> str:
    """Return the name that a line stands for. Raises ValueError with an escape that is none."""
    return _ESCAPE.sub(_meant, line) if "\\" in line else line


def _sign(sign: str) -> str:
    if short := _SHORT.get(sign):
        return short
    return sign if printable_name(sign) in {sign, "␠"} else _code(sign)


def _coded_end(text: str) -> str:
    kept = text.rstrip(" ")
    return kept + _code(" ") * (len(text) - len(kept))


def _code(sign: str) -> str:
    number = ord(sign)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _meant(match: re.Match[str]) -> str:
    if digits := match[1] or match[2] or match[3]:
        number = int(digits, 16)
        if number <= _LAST:
            return chr(number)
    elif meant := _MEANT.get(match[4]):
        return meant
    raise ValueError(printable(match[0]))
