"""Names as words of shells and as strings of Python, such that they can also be pasted."""

from __future__ import annotations

import re
import shlex

from jos_tui.core.errors import CannotBeNamed
from jos_tui.core.local_names import safe_name, shortened
from jos_tui.core.location import SEPARATOR, base_name
from jos_tui.core.text import printable

_LONGEST_NAME = 200
"""In bytes: while they save, programs append to a name, which may have 255."""


_NO_TEXT = re.compile("[\ud800-\udfff]")


def require_text(name: str) -> None:
    """Raise CannotBeNamed for a name that is no Unicode text, but for its URL."""
    if _NO_TEXT.search(name):
        raise CannotBeNamed(
            "This name is no Unicode text", "Some of its bytes are no UTF-8", "Copy its URL."
        )


def shell_word(text: str) -> str:
    """Return a word for bash, zsh and ksh. Raises CannotBeNamed for a NUL, and for what is no text.

    What a terminal or a line editor would act on is escaped: it must not be pasted as it is.
    """
    require_text(text)
    if "\0" in text:
        raise CannotBeNamed(
            "No command can name this key", "It holds a NUL, which ends the words of a command"
        )
    if printable(text) == text:
        return shlex.quote(text)
    return "$'" + "".join(map(_escaped, text)) + "'"


def shell_path(source: str) -> str:
    """Return the word for a path that is shown with ``~`` for home."""
    if source.startswith("~/"):
        return f"~/{shell_word(source[2:])}"
    return shell_word(source)


def python_string(text: str) -> str:
    """Return a literal of printable letters, with double quotes where that reads well.

    Raises CannotBeNamed for what is no text.
    """
    require_text(text)
    literal = repr(text)
    if literal[0] == "'" and '"' not in literal and "\\'" not in literal:
        return f'"{literal[1:-1]}"'
    return literal


def local_word(key: str) -> str:
    """Return the word for a file in the current folder to save a key, prefix or bucket under."""
    name = base_name(key).removesuffix(SEPARATOR)
    return shell_word(f"./{shortened(safe_name(name), key, _LONGEST_NAME)}")


def _escaped(character: str) -> str:
    if character in "\\'!":  # ! too: some shells see history in it
        return f"\\x{ord(character):02x}"
    if printable(character) == character:
        return character
    return "".join(f"\\x{byte:02x}" for byte in character.encode())
