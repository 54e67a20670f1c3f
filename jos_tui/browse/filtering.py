"""Choosing rows by name: text with smart case, and shell patterns."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import translate

from jos_tui.browse.columns import Columns
from jos_tui.browse.steps import SLICE, Steps
from jos_tui.core.location import SEPARATOR

_PATTERN = re.compile(r"[*?]|\[.+\]", re.DOTALL)
_BETWEEN_NAMES = "\0"
_MANY_HITS = 8


def _has_capital(text: str) -> bool:
    return any(character.isupper() for character in text)


class Glob:
    """A shell pattern (``*``, ``?``, ``[…]``) for whole names.

    Without a capital letter in it case does not matter. A prefix matches with or without its ``/``.
    """

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        flags = re.NOFLAG if _has_capital(pattern) else re.IGNORECASE
        self._match = re.compile(translate(pattern), flags).match

    def matches(self, name: str) -> bool:
        """Return whether a whole name fits."""
        if self._match(name):
            return True
        return name.endswith(SEPARATOR) and self._match(name[:-1]) is not None


class NameFilter:
    """What is typed to narrow a listing: part of a name, or a shell pattern for all of it.

    Without a capital letter case does not matter. A pattern with brackets is also found literally,
    as names may hold them.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.exact_case = _has_capital(text)
        self.folded = text.casefold()
        self.glob = Glob(text) if _PATTERN.search(text) else None
        self._literal = self.glob is None or "[" in text

    def matches(self, name: str) -> bool:
        """Return whether a name is to be shown."""
        if self.glob is not None and self.glob.matches(name):
            return True
        if not self._literal:
            return False
        return self.text in name if self.exact_case else self.folded in name.casefold()

    def narrows(self, other: NameFilter) -> bool:
        """Return whether this shows nothing that ``other`` does not: some more was typed."""
        if self.glob is not None or other.glob is not None or self.exact_case != other.exact_case:
            return False
        return other.text in self.text if self.exact_case else other.folded in self.folded

    def span(self, name: str) -> tuple[int, int] | None:
        """Return from where to where the typed text is first found in a name.

        None where only the pattern fits, and for the few names whose length changes with the case.
        """
        searched, text = (name, self.text) if self.exact_case else (name.casefold(), self.folded)
        start = searched.find(text)
        if start < 0 or not text or len(searched) != len(name):
            return None
        return start, start + len(text)


def matching(columns: Columns, wanted: NameFilter) -> Steps[Sequence[int]]:
    """Return, ascending, the rows of a listing that a filter shows. Reads only."""
    if not wanted.text:
        return range(len(columns))
    names, found = columns.names, array("I")
    for start in range(0, len(names), SLICE):
        part = names[start : start + SLICE]
        if wanted.glob is not None or _BETWEEN_NAMES in wanted.text:
            matches = wanted.matches
            found.extend([row for row, name in enumerate(part, start) if matches(name)])
        elif wanted.matches(_common_beginning(part[0], part[-1])):  # in order: all begin with it
            found.extend(range(start, start + len(part)))
        else:
            found.extend(_holding(part, start, wanted))
        yield
    return found


def _common_beginning(one: str, other: str) -> str:
    pairs = zip(one, other, strict=False)
    return one[: next((at for at, (a, b) in enumerate(pairs) if a != b), len(one))]


def _holding(names: Sequence[str], first: int, wanted: NameFilter) -> Iterable[int]:
    """Return which of some names hold the text; they are counted from ``first``."""
    text, joined = wanted.text, _BETWEEN_NAMES.join(names)
    if not wanted.exact_case:
        text, joined = wanted.folded, joined.lower() if joined.isascii() else joined.casefold()
    hits = joined.count(text)
    if not hits:
        return ()
    if hits <= len(names) // _MANY_HITS and joined.count(_BETWEEN_NAMES) == len(names) - 1:
        return _rows_of_hits(joined, text, first)
    folded = joined.split(_BETWEEN_NAMES)
    if len(folded) != len(names):  # a name holds what is between names
        return [row for row, name in enumerate(names, first) if wanted.matches(name)]
    return [row for row, name in enumerate(folded, first) if text in name]


def _rows_of_hits(joined: str, text: str, row: int) -> Iterator[int]:
    counted = 0
    at = joined.find(text)
    while at >= 0:
        row += joined.count(_BETWEEN_NAMES, counted, at)
        yield row
        counted = joined.find(_BETWEEN_NAMES, at)
        at = joined.find(text, counted) if counted >= 0 else -1
