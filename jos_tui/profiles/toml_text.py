"""A TOML file as people write it: its content, and on which line something stands."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from jos_tui.core.errors import ProfileError
from jos_tui.profiles.document import Document

_AT = r"(.*?) \(at (?:line (\d+), column \d+|end of document)\)"
_HEADER = r"\s*\[([^\[].*?)\]\s*(?:#.*)?"


def content_of(document: Document) -> dict[str, Any]:
    """Return what a file says. Raises ProfileError, without a word of the file in it."""
    import tomllib

    try:
        return tomllib.loads(document.text)
    except (tomllib.TOMLDecodeError, RecursionError) as exc:
        found = re.fullmatch(_AT, str(exc))
        what = found[1] if found else "It is nested too deeply"
        where = f"Line {found[2]}: " if found and found[2] else ""
    # Raised out here: the decoder's error may carry the whole text, secrets and all.
    raise ProfileError(
        f"{document.source} is not valid TOML",
        f"{where}{what}",
        'A line looks like read_only = true, or ca_file = "/path/ca.pem", below [profiles.NAME].',
    )


def nearest(word: str, known: list[str]) -> str:
    """Return a sentence that names what was probably meant, or all that there is."""
    from difflib import get_close_matches

    close = get_close_matches(word, known, n=1)
    return f"Did you mean {close[0]}?" if close else f"There are: {', '.join(known)}."


class Places:
    """Where things stand in a file; looks only when asked, since most files are in order."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def of(self, *path: str) -> str:
        """Return ``~/config.toml, line 7`` for where something stands, or what it is in begins."""
        name = ".".join(part for part in path if part)
        lines = [line for line in self._lines if line[1] == name or line[1].startswith(f"{name}.")]
        around = [line for line in self._lines if name.startswith(f"{line[1]}.")]
        best = lines or sorted(around, key=lambda line: -len(line[1]))
        return f"{self._document.source}, line {best[0][0]}" if best else self._document.source

    @cached_property
    def _lines(self) -> list[tuple[int, str]]:
        return numbered(self._document.text)


def numbered(text: str) -> list[tuple[int, str]]:
    """Return the numbers of the lines on which something is named, with its full dotted name."""
    found, table = [], ""
    for number, line in enumerate(text.splitlines(), start=1):
        if is_header(line):
            table = _name(line)
            found.append((number, table))
        elif name := _name(f"{line.partition('=')[0]}=0"):
            found.append((number, f"{table}.{name}" if table else name))
    return found


def is_header(line: str) -> bool:
    """Whether a table begins on a line."""
    return bool(re.fullmatch(_HEADER, line))


def _name(text: str) -> str:
    """Return the dotted name that a header or the front of a line stands for, "" if it is none."""
    import tomllib

    try:
        inner: Any = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return ""
    names = []
    while isinstance(inner, dict) and inner:
        name, inner = next(iter(inner.items()))
        names.append(name)
    return ".".join(names)
