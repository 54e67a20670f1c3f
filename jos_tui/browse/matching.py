"""A query at work: which rows of a page fit."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Sequence
from fnmatch import translate

from jos_tui.browse.filtering import NameFilter
from jos_tui.browse.query import AgeTerm, NameTerm, Query, Sense, SizeTerm
from jos_tui.core.entry import NO_SIZE, Page
from jos_tui.core.location import SEPARATOR, base_name

_ANY_DEPTH = "**"
_Rows = Sequence[int]


class Matcher:
    """A query for what is below a prefix. A value once made; any thread may use it.

    A row without a size fits no term about sizes, one without a time none about ages, negated or
    not. Ages count from ``now_ms``, milliseconds since 1970 UTC.
    """

    def __init__(self, query: Query, prefix: str, now_ms: int) -> None:
        self._skip = len(prefix)
        self._now_ms = now_ms
        self._sizes = [term for term in query.terms if isinstance(term, SizeTerm)]
        self._ages = [term for term in query.terms if isinstance(term, AgeTerm)]
        names = (term for term in query.terms if isinstance(term, NameTerm))
        self._names = [(_name_test(term.text), term.sense) for term in names]

    def rows(self, page: Page) -> Sequence[int]:
        """Return, ascending, the rows of a page that fit. The quick tests come first."""
        rows: _Rows = range(len(page))
        for size in self._sizes:
            rows = self._of_size(size, page, rows)
        for age in self._ages:
            rows = self._of_age(age, page, rows)
        for fits, sense in self._names:
            wanted, skip, keys = sense is Sense.WANTED, self._skip, page.keys
            rows = [row for row in rows if fits(keys[row][skip:]) is wanted]
        return rows

    def select(self, page: Page) -> Page:
        """Return the rows of a page that fit, as a page in the same order."""
        rows = self.rows(page)
        if len(rows) == len(page):
            return page
        return Page(
            [page.keys[row] for row in rows],
            array("q", [page.sizes[row] for row in rows]),
            array("q", [page.modified_ms[row] for row in rows]),
            [page.etags[row] for row in rows],
            page.is_last,
        )

    @staticmethod
    def _of_size(term: SizeTerm, page: Page, rows: _Rows) -> _Rows:
        holds, wanted, bound = term.comparison.holds, term.sense is Sense.WANTED, term.size
        sizes = page.sizes
        return [
            row for row in rows if (size := sizes[row]) != NO_SIZE and holds(size, bound) is wanted
        ]

    def _of_age(self, term: AgeTerm, page: Page, rows: _Rows) -> _Rows:
        holds, wanted, bound = term.comparison.holds, term.sense is Sense.WANTED, term.seconds
        times, now, bound_ms = page.modified_ms, self._now_ms, bound * 1000
        return [
            row
            for row in rows
            if (time := times[row]) > 0 and holds(now - time, bound_ms) is wanted
        ]


class PathPattern:
    """A shell pattern for a whole path: only ``**`` crosses a ``/``.

    Without a capital letter in it case does not matter.
    """

    def __init__(self, pattern: str) -> None:
        exact = any(character.isupper() for character in pattern)
        flags = re.NOFLAG if exact else re.IGNORECASE
        self._segments = [
            None if segment == _ANY_DEPTH else re.compile(translate(segment), flags).match
            for segment in pattern.split(SEPARATOR)
        ]

    def matches(self, path: str) -> bool:
        """Return whether a path fits from its beginning to its end."""
        segments, names = self._segments, path.split(SEPARATOR)
        at = here = 0
        star, again = -1, 0
        while here < len(names):
            if at < len(segments) and segments[at] is None:
                star, again = at, here
                at += 1
            elif at < len(segments) and (match := segments[at]) and match(names[here]):
                at, here = at + 1, here + 1
            elif star >= 0:
                again += 1
                at, here = star + 1, again
            else:
                return False
        return all(segment is None for segment in segments[at:])


def _name_test(text: str) -> Callable[[str], bool]:
    """Return what tells whether the path below the prefix fits a name term."""
    name_filter = NameFilter(text)
    if SEPARATOR not in text:
        return lambda path: name_filter.matches(base_name(path))
    if name_filter.glob is None:
        return name_filter.matches
    return PathPattern(text).matches
