"""Choosing rows by name: text with smart case, and shell patterns."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from fnmatch import translate
from itertools import accumulate, islice

from jos_tui.browse.columns import Columns
from jos_tui.core.location import SEPARATOR

_PATTERN = re.compile(r"[*?]|\[.+\]", re.DOTALL)
_BETWEEN_NAMES = "\0"


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

    def span(self, name: str) -> tuple[int, int] | None:
        """Return from where to where the typed text is first found in a name.

        None where only the pattern fits, and for the few names whose length changes with the case.
        """
        searched, text = (name, self.text) if self.exact_case else (name.casefold(), self.folded)
        start = searched.find(text)
        if start < 0 or not text or len(searched) != len(name):
            return None
        return start, start + len(text)


class NameIndex:
    """All names of a listing in one text, searched at the speed of ``str.find``.

    Built when first needed, and from then on extended by what was appended to the listing.
    """

    def __init__(self, columns: Columns, prefix: str) -> None:
        self._columns = columns
        self._skip = len(prefix)
        self._text = ""
        self._starts = array("q", [0])

    def forget(self) -> None:
        """Begin anew: rows that had been read have changed."""
        self._text = ""
        self._starts = array("q", [0])

    def candidates(self, folded: str) -> array[int]:
        """Return, ascending, the rows whose case-folded name holds ``folded`` (not empty)."""
        self._read_new_rows()
        find, starts, length = self._text.find, self._starts, len(folded)
        found = array("I")
        row, at = 0, find(folded)
        while at >= 0:
            if at >= starts[row + 1]:
                row = bisect_right(starts, at, row + 1) - 1
            next_name = starts[row + 1]
            if at + length < next_name:
                found.append(row)
                row, at = row + 1, find(folded, next_name)
            else:  # across the border of two names
                at = find(folded, at + 1)
        return found

    def _read_new_rows(self) -> None:
        new_keys = self._columns.keys[len(self._starts) - 1 :]
        if not new_keys:
            return
        skip = self._skip
        names = [key[skip:] for key in new_keys]
        text = _BETWEEN_NAMES.join((*names, ""))
        if text.isascii():
            text = text.lower()
        else:  # folding may change lengths
            names = [name.casefold() for name in names]
            text = _BETWEEN_NAMES.join((*names, ""))
        lengths = [len(name) + len(_BETWEEN_NAMES) for name in names]
        self._starts.extend(islice(accumulate(lengths, initial=self._starts[-1]), 1, None))
        self._text += text


def matching(index: NameIndex, columns: Columns, prefix: str, wanted: NameFilter) -> Sequence[int]:
    """Return, ascending, the rows of a listing that a filter shows."""
    if not wanted.text:
        return range(len(columns))
    skip = len(prefix)
    if wanted.glob is not None:
        matches = wanted.matches
        return array("I", [i for i, key in enumerate(columns.keys) if matches(key[skip:])])
    found = index.candidates(wanted.folded)
    if wanted.exact_case:
        keys, text = columns.keys, wanted.text
        return array("I", [i for i in found if text in keys[i][skip:]])
    return found
