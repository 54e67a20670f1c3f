"""Searching all names of a listing at once: folded, and joined into one text for each slice."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from itertools import compress, repeat
from operator import contains

from jos_tui.browse.columns import Columns
from jos_tui.browse.filtering import Clue, Edge, NameFilter
from jos_tui.browse.steps import SLICE, Steps
from jos_tui.core.location import SEPARATOR

_BETWEEN = "\0"
_FOLDER_END = SEPARATOR + _BETWEEN
_MANY_HITS = SLICE // 8


class NameSearch:
    """Finds the names a filter shows; from the second search on it does not look at each name.

    What it keeps for that costs a byte or more for each character, until :meth:`forget`.
    """

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._texts: dict[int, str] = {}  # by the first row of a slice; "" where it is no good

    def forget(self, row: int = 0) -> None:
        """Forget the names from a row on, which have changed."""
        kept = self._texts.copy()
        # A new one: a step that is still being taken, for nothing, may write into the old one.
        self._texts = {first: text for first, text in kept.items() if first + SLICE <= row}

    def preparing(self) -> Steps[None]:
        """Get ready, so that the first search is as fast as the others. Reads only."""
        texts = self._texts
        for first in range(0, len(self._columns), SLICE):
            self._text(texts, first)
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
                text = self._text(texts, first) if wanted.clues else ""
                if not (text.isascii() or wanted.clues_hold_beyond_ascii):
                    text = ""
                some = _candidates(text, first, wanted, many) if text else range(first, last + 1)
                many = len(some) > _MANY_HITS
                rows = some if text and wanted.clues_suffice else wanted.fitting(some, names)
            if whole == first and rows == range(first, last + 1):
                whole = last + 1
            else:
                found.extend(rows)
            yield
        return _behind(whole, found)

    def _text(self, texts: dict[int, str], first: int) -> str:
        """Return the names of a slice, folded, with a mark around each; "" if one has the mark."""
        text = texts.get(first)
        if text is None:
            names = self._columns.names[first : first + SLICE]
            joined = _BETWEEN.join(names)
            folded = joined.lower() if joined.isascii() else joined.casefold()
            is_good = folded.count(_BETWEEN) == len(names) - 1
            text = texts[first] = f"{_BETWEEN}{folded}{_BETWEEN}" if is_good else ""
        return text


def _candidates(text: str, first: int, wanted: NameFilter, many: bool) -> Sequence[int]:
    """Return, ascending, the rows of a slice that have a clue; ``many`` is what is expected."""
    found = [_rows_with(text, first, clue, many) for clue in wanted.clues]
    return found[0] if len(found) == 1 else sorted(set().union(*found))


def _rows_with(text: str, first: int, clue: Clue, many: bool) -> Sequence[int]:
    rows: Sequence[int] | None = None
    if many:
        rows = _all_with_edge(text, first, clue)
    elif clue.edge is not Edge.END or _FOLDER_END not in text:
        rows = _by_hits(text, first, clue)
    return _by_names(text, first, clue) if rows is None else rows


def _all_with_edge(text: str, first: int, clue: Clue) -> Sequence[int] | None:
    """Return all rows if all names begin or end with a text, which a name does only once."""
    if clue.edge is Edge.ANYWHERE:
        if _all_in_one_place(text, clue.text):
            return range(first, first + text.count(_BETWEEN) - 1)
        if not _end_alike(text, clue.text):
            return None
        clue = Clue(clue.text, Edge.END)  # what very many names have is often how they end
    hits, total = text.count(_sought(clue)), text.count(_BETWEEN) - 1
    if clue.edge is Edge.END and hits < total and not clue.text.endswith(SEPARATOR):
        hits += text.count(clue.text + _FOLDER_END)
    return range(first, first + total) if hits == total else None


def _end_alike(text: str, ending: str) -> bool:
    """Return whether the first and the last name end with a text: to count all takes a while."""
    marked = ending + _BETWEEN
    first_end = text.index(_BETWEEN, 1) + 1
    return text.endswith(marked) and text.endswith(marked, 0, first_end)


def _sought(clue: Clue) -> str:
    before = _BETWEEN if clue.edge is Edge.START else ""
    return before + clue.text + (_BETWEEN if clue.edge is Edge.END else "")


def _by_hits(text: str, row: int, clue: Clue) -> Sequence[int] | None:
    """Go from hit to hit; None if there are so many that this takes longer."""
    sought, rows = _sought(clue), list[int]()
    if length := _common_length(text):
        return _by_places(text, row, sought, length)
    lead = 1 if clue.edge is Edge.START else 0
    row, counted, at = row - 1, 0, text.find(sought)
    while at >= 0 and len(rows) <= _MANY_HITS:
        row += text.count(_BETWEEN, counted, at + lead)
        rows.append(row)
        counted = text.index(_BETWEEN, at + lead)
        at = text.find(sought, counted)
    return rows if at < 0 else None


def _common_length(text: str) -> int:
    """Return how long all names are, with the mark between them; 0 if they differ in that."""
    length = text.index(_BETWEEN, 1)
    even = len(text) % length == 1 and text[::length].count(_BETWEEN) == len(text) // length + 1
    return length if even and text.count(_BETWEEN) == len(text) // length + 1 else 0


def _by_places(text: str, first: int, sought: str, length: int) -> Sequence[int] | None:
    """Go from hit to hit where names are equally long: a place in the text tells the row."""
    rows, at = list[int](), text.find(sought)
    while at >= 0 and len(rows) <= _MANY_HITS:
        row = at // length
        rows.append(first + row)
        at = text.find(sought, (row + 1) * length)
    return rows if at < 0 else None


def _all_in_one_place(text: str, sought: str) -> bool:
    """Return whether all names, equally long, have a text in the place where the first has it."""
    length, at = _common_length(text), text.find(sought)
    if not length or at < 0 or at + len(sought) > length:
        return False
    total = len(text) // length
    return all(
        text[place::length].count(letter) == total for place, letter in enumerate(sought, at)
    )


def _behind(whole: int, found: array[int]) -> Sequence[int]:
    """Return all rows up to ``whole`` and those that were found behind it."""
    if not found:
        return range(whole)
    return array("I", range(whole)) + found if whole else found


def _by_names(text: str, first: int, clue: Clue) -> Sequence[int]:
    """Go from name to name."""
    names: Iterable[tuple[int, str]] = enumerate(text[1:-1].split(_BETWEEN), first)
    sought = clue.text
    if clue.edge is Edge.START:
        return [row for row, name in names if name.startswith(sought)]
    if clue.edge is Edge.END:
        ends = (sought, sought + SEPARATOR)
        return [row for row, name in names if name.endswith(ends)]
    hits = bytes(map(contains, text[1:-1].split(_BETWEEN), repeat(sought)))
    rows = range(first, first + len(hits))
    return rows if all(hits) else list(compress(rows, hits))
