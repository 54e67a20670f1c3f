"""Searching all names of a listing at once, slice by slice."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from itertools import compress, repeat
from operator import contains
from typing import NamedTuple

from jos_tui.browse.columns import Columns
from jos_tui.browse.filtering import Clue, Edge, Glob, NameFilter
from jos_tui.browse.folded_names import BETWEEN, FoldedNames
from jos_tui.browse.steps import SLICE, Steps
from jos_tui.core.location import SEPARATOR

_FOLDER_END = SEPARATOR + BETWEEN
_MANY_HITS = SLICE // 8


class NameSearch:
    """Finds the names a filter shows; from the second search on it does not look at each name.

    What it keeps for that costs a byte or more for each character, until :meth:`forget`.
    """

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._texts: dict[int, FoldedNames] = {}  # by the first row of a slice

    def forget(self, row: int = 0) -> None:
        """Forget the names from a row on, which have changed."""
        kept = self._texts.copy()
        # A new one: a step that is still being taken, for nothing, may write into the old one.
        self._texts = {first: text for first, text in kept.items() if first + SLICE <= row}

    def preparing(self) -> Steps[None]:
        """Get ready, so that the first search is as fast as the others. Reads only."""
        texts = self._texts
        for first in range(0, len(self._columns), SLICE):
            self._folded(texts, first)
            yield

    def matching(self, wanted: NameFilter) -> Steps[Sequence[int]]:
        """Return, ascending, the rows that a filter shows. Reads only."""
        names, texts, found = self._columns.names, self._texts, array("I")
        if not wanted.text:
            return range(len(names))
        many, whole = False, 0  # up to that row all are found
        for first in range(0, len(names), SLICE):
            last = min(first + SLICE, len(names)) - 1
            if wanted.fits_all_from(names[first], names[last]):
                rows: Iterable[int] = range(first, last + 1)
            else:
                folded = self._folded(texts, first) if _is_worth_folding(wanted) else None
                some = _candidates(folded, first, wanted, many) if folded else None
                if some is None:
                    rows = wanted.fitting(range(first, last + 1), names)
                else:
                    many = len(some.rows) > _MANY_HITS
                    rows = some.rows if some.fit else wanted.fitting(some.rows, names)
            if whole == first and rows == range(first, last + 1):
                whole = last + 1
            else:
                found.extend(rows)
            yield
        return _behind(whole, found)

    def _folded(self, texts: dict[int, FoldedNames], first: int) -> FoldedNames:
        folded = texts.get(first)
        if folded is None:
            folded = texts[first] = FoldedNames(self._columns.names[first : first + SLICE])
        return folded


def among(
    rows: Sequence[int], names: Sequence[str], wanted: Glob | NameFilter
) -> Steps[Sequence[int]]:
    """Return those of the rows whose name fits, looking at each."""
    found = array("I")
    for start in range(0, len(rows), SLICE):
        found.extend(wanted.fitting(rows[start : start + SLICE], names))
        yield
    return found


class _Candidates(NamedTuple):
    """Rows, ascending, that all fit or may fit; no other row of the slice does."""

    rows: Sequence[int]
    fit: bool


def _is_worth_folding(wanted: NameFilter) -> bool:
    return bool(wanted.clues) or wanted.pattern_search is not None


def _candidates(
    folded: FoldedNames, first: int, wanted: NameFilter, many: bool
) -> _Candidates | None:
    """Return what may fit in a slice, None if nothing can be told; ``many`` is what is expected."""
    if not folded.text or not (folded.is_ascii or wanted.clues_hold_beyond_ascii):
        return None
    if wanted.pattern_search is not None:
        rows = folded.rows(wanted.pattern_search, first)
        literal = [folded.rows(clue.search, first) for clue in wanted.literal_clues]
        return _Candidates(_together([rows, *literal]), fit=True)
    if not wanted.clues:
        return None
    found = [_rows_with(folded, first, clue, many) for clue in wanted.clues]
    return _Candidates(_together(found), wanted.clues_suffice)


def _together(found: Sequence[Sequence[int]]) -> Sequence[int]:
    some = [rows for rows in found if rows]
    return some[0] if len(some) == 1 else sorted(set().union(*some))


def _rows_with(folded: FoldedNames, first: int, clue: Clue, many: bool) -> Sequence[int]:
    if not many:
        return folded.rows(clue.search, first)
    rows = _all_with_edge(folded, first, clue)
    return _by_names(folded.text, first, clue) if rows is None else rows


def _all_with_edge(folded: FoldedNames, first: int, clue: Clue) -> Sequence[int] | None:
    """Return all rows if all names begin or end with a text, which a name does only once."""
    text, total = folded.text, folded.count
    if clue.edge is Edge.ANYWHERE:
        if _all_in_one_place(folded, clue.text):
            return range(first, first + total)
        if not _end_alike(text, clue.text):
            return None
        clue = Clue(clue.text, Edge.END)  # what very many names have is often how they end
    hits = text.count(_sought(clue))
    if clue.edge is Edge.END and hits < total and not clue.text.endswith(SEPARATOR):
        hits += text.count(clue.text + _FOLDER_END)
    return range(first, first + total) if hits == total else None


def _end_alike(text: str, ending: str) -> bool:
    """Return whether the first and the last name end with a text: to count all takes a while."""
    marked = ending + BETWEEN
    first_end = text.index(BETWEEN, 1) + 1
    return text.endswith(marked) and text.endswith(marked, 0, first_end)


def _sought(clue: Clue) -> str:
    before = BETWEEN if clue.edge is Edge.START else ""
    return before + clue.text + (BETWEEN if clue.edge is Edge.END else "")


def _all_in_one_place(folded: FoldedNames, sought: str) -> bool:
    """Return whether all names, equally long, have a text in the place where the first has it."""
    text, length, at = folded.text, folded.length, folded.text.find(sought)
    if not length or at < 0 or at + len(sought) > length:
        return False
    return all(
        text[place::length].count(letter) == folded.count for place, letter in enumerate(sought, at)
    )


def _behind(whole: int, found: array[int]) -> Sequence[int]:
    """Return all rows up to ``whole`` and those that were found behind it."""
    if not found:
        return range(whole)
    return array("I", range(whole)) + found if whole else found


def _by_names(text: str, first: int, clue: Clue) -> Sequence[int]:
    """Go from name to name."""
    names: Iterable[tuple[int, str]] = enumerate(text[1:-1].split(BETWEEN), first)
    sought = clue.text
    if clue.edge is Edge.START:
        return [row for row, name in names if name.startswith(sought)]
    if clue.edge is Edge.END:
        ends = (sought, sought + SEPARATOR)
        return [row for row, name in names if name.endswith(ends)]
    hits = bytes(map(contains, text[1:-1].split(BETWEEN), repeat(sought)))
    rows = range(first, first + len(hits))
    return rows if all(hits) else list(compress(rows, hits))
