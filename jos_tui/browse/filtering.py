"""Choosing rows by name: text with smart case, and shell patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum, auto
from fnmatch import translate
from itertools import compress
from typing import NamedTuple

from jos_tui.browse.folded_names import (
    BETWEEN,
    WILDCARD,
    search_anywhere,
    search_end,
    search_pattern,
    search_start,
)
from jos_tui.core.location import SEPARATOR

_PATTERN = re.compile(r"[*?]|\[.+\]", re.DOTALL)
_RANGE = re.compile(r"\[.*-", re.DOTALL)
"""What may be a range of characters, and so of letters that are not written down."""
_END_LENGTH = len(r"\Z")  # of what a translated pattern ends with


def _has_capital(text: str) -> bool:
    return any(character.isupper() for character in text)


class Glob:
    """A shell pattern (``*``, ``?``, ``[…]``) for whole names.

    Without a capital letter in it case does not matter. A prefix matches with or without its ``/``.
    """

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        no_letter = pattern.upper() == pattern.lower() and not _RANGE.search(pattern)
        case_matters = _has_capital(pattern) or no_letter
        flags = re.NOFLAG if case_matters else re.IGNORECASE  # which takes twice as long
        whole = translate(pattern)
        body, end = whole[:-_END_LENGTH], whole[-_END_LENGTH:]
        self._match = re.compile(f"{body}{SEPARATOR}?{end}", flags).match

    def matches(self, name: str) -> bool:
        """Return whether a whole name fits."""
        return self._match(name) is not None

    def fitting(self, rows: Sequence[int], names: Sequence[str]) -> Iterator[int]:
        """Return those of the rows whose name fits."""
        return compress(rows, map(self._match, map(names.__getitem__, rows)))


class Edge(Enum):
    """Where in a name a text is to be found."""

    ANYWHERE = auto()
    START = auto()
    END = auto()  # or before the "/" of a prefix


class Clue(NamedTuple):
    """A text that the folded name of whatever fits has in it."""

    text: str
    edge: Edge = Edge.ANYWHERE

    @property
    def search(self) -> re.Pattern[str]:
        """What finds the names that have it, among many folded ones."""
        return _SEARCH[self.edge](self.text)


_SEARCH = {
    Edge.ANYWHERE: search_anywhere,
    Edge.START: search_start,
    Edge.END: search_end,
}


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
        self.literal_clues = (Clue(self.folded),) if self._literal else ()
        self.clues = self._clues()
        """A name fits only if it has one of these; where there are none, nothing can be told."""
        self.clues_hold_beyond_ascii = self.glob is None  # a pattern takes ı for i
        self.clues_suffice = not self.exact_case and (
            self.glob is None or (not self._literal and _is_one_piece(text))
        )
        """Whether every name with one of the clues fits."""
        self.pattern_search = self._pattern_search()
        """Finds, among many folded names in ASCII, those that fit as a pattern."""

    def matches(self, name: str) -> bool:
        """Return whether a name is to be shown."""
        if self.glob is not None and self.glob.matches(name):
            return True
        if not self._literal:
            return False
        return self.text in name if self.exact_case else self.folded in name.casefold()

    def fitting(self, rows: Sequence[int], names: Sequence[str]) -> Iterable[int]:
        """Return those of the rows whose name is to be shown."""
        if self.glob is not None and not self._literal:
            return self.glob.fitting(rows, names)
        if self.exact_case or self.glob is None:
            return [row for row in rows if self.matches(names[row])]
        if self.folded not in BETWEEN.join(map(names.__getitem__, rows)).casefold():
            return self.glob.fitting(rows, names)
        return [row for row in rows if self.matches(names[row])]

    def fits_all_from(self, first: str, last: str) -> bool:
        """Return whether all names from one to another, in their order, are sure to fit."""
        if self.glob is not None:
            return self.glob.pattern == "*"
        return self.matches(_common_beginning(first, last))

    def _clues(self) -> Sequence[Clue]:
        if BETWEEN in self.folded:
            return ()
        if self.glob is None:
            return (Clue(self.folded),)
        pieces = WILDCARD.split(self.folded)
        longest = max(pieces, key=len)
        if not longest or not self.text.isascii():
            return ()
        at = pieces.index(longest)
        edge = Edge.START if at == 0 else Edge.END if at == len(pieces) - 1 else Edge.ANYWHERE
        return (Clue(longest, edge), *self.literal_clues)

    def _pattern_search(self) -> re.Pattern[str] | None:
        """Return how to find what fits, if not all that has a clue does."""
        if self.glob is None or self.exact_case or self.clues_suffice:
            return None
        if not self.text.isascii() or BETWEEN in self.text:
            return None
        return search_pattern(self.text)

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


def _common_beginning(one: str, other: str) -> str:
    pairs = zip(one, other, strict=False)
    return one[: next((at for at, (a, b) in enumerate(pairs) if a != b), len(one))]


def _is_one_piece(pattern: str) -> bool:
    """Whether a pattern is nothing but a text with ``*`` before or behind it, or both."""
    return "?" not in pattern and len(list(filter(None, pattern.split("*")))) == 1
