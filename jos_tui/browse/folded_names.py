"""Many names as one text, folded, in which a single search finds those that fit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fnmatch import translate
from itertools import groupby
from string import ascii_lowercase

BETWEEN = "\0"
"""What stands before, between and behind the names of a text."""

WILDCARD = re.compile(r"[*?]|\[!?+\]?+[^\]]*+\]")
"""What is no plain letter in a shell pattern."""

_ANY = r"[^\0]"
_REST = rf"{_ANY}*"
_END = r"/?(?=\0)"
_FITS = "()"
_LETTER = re.compile(rf"{WILDCARD.pattern}|.", re.DOTALL)
_END_LENGTH = len(r"\Z")  # of what a translated pattern ends with


class FoldedNames:
    """The names of neighbouring rows, folded and joined into ``text``.

    ``text`` is "" where a name has in it what stands between names. ``length`` is how long all
    names are, with the mark between them, 0 if they differ in that. ``is_ascii`` says whether the
    names were ASCII before they were folded: ``ß`` becomes ``ss``.
    """

    __slots__ = ("count", "is_ascii", "length", "text")

    def __init__(self, names: Sequence[str]) -> None:
        joined = BETWEEN.join(names)
        self.is_ascii = joined.isascii()
        folded = joined.lower() if self.is_ascii else joined.casefold()
        is_good = BETWEEN not in "".join(names)  # to count the marks takes twice as long
        self.count = len(names)
        self.text = f"{BETWEEN}{folded}{BETWEEN}" if is_good else ""
        self.length = _common_length(self.text, self.count)

    def rows(self, search: re.Pattern[str], first: int) -> list[int]:
        """Return, ascending, the rows that a search of this module finds.

        The names are those of the rows from ``first`` on.
        """
        starts = [match.start() for match in search.finditer(self.text) if match.lastindex]
        if self.length:
            return [first + start // self.length for start in starts]
        rows, row, counted = list[int](), first - 1, 0
        for start in starts:
            row += self.text.count(BETWEEN, counted, start + 1)
            rows.append(row)
            counted = start + 1
        return rows


def _common_length(text: str, count: int) -> int:
    length, rest = divmod(len(text) - 1, count)
    even = text and not rest and text[::length] == BETWEEN * (count + 1)
    return length if even else 0


def search_anywhere(text: str) -> re.Pattern[str]:
    """Return what finds the names with a text in them. ``str.find`` takes half as long again."""
    return re.compile(f"{re.escape(text)}{_FITS}{_REST}")


def search_start(text: str) -> re.Pattern[str]:
    """Return what finds the names that begin with a text."""
    return re.compile(BETWEEN + re.escape(text) + _FITS)


def search_end(text: str) -> re.Pattern[str]:
    """Return what finds the names that end with a text, but for the ``/`` of a prefix."""
    return re.compile(re.escape(text) + _END + _FITS)


def search_pattern(pattern: str) -> re.Pattern[str] | None:
    """Return what finds the names that fit a shell pattern, where both are plain ASCII.

    None for one that is looked for in vain faster name by name: nothing in it says where to begin.
    The pattern has no capitals.
    """
    letters = _LETTER.findall(pattern)
    pieces = [piece for piece in _pieces(letters) if piece]
    begins_anywhere = letters[:1] == ["*"]
    if not pieces or (begins_anywhere and all(map(_is_wild, pieces[0]))):
        return None
    if pattern.upper() == pattern.lower() and any(map(_tells_case, letters)):
        return None
    others = [_piece(piece) for piece in pieces[1:]]
    rest = _rest(others, _REST if letters[-1] == "*" else _END)
    if not begins_anywhere:
        return re.compile(f"{BETWEEN}{_piece(pieces[0])}{rest}{_FITS}")
    first = _around_text(pieces[0])
    if not others:
        return re.compile(f"{first}{rest}{_FITS}")
    # If the rest does not fit behind the first place of a piece, it does behind none: on to the
    # next name, or names that repeat themselves would take minutes.
    return re.compile(f"{first}(?:{rest}{_FITS}|){_REST}")


def _around_text(letters: Sequence[str]) -> str:
    """Return what finds a piece by the longest text in it: nothing else is looked for as fast."""
    kinds = [(is_wild, list(run)) for is_wild, run in groupby(letters, _is_wild)]
    at = max(range(len(kinds)), key=lambda at: 0 if kinds[at][0] else len(kinds[at][1]))
    runs = [_piece(run) for _, run in kinds]
    before = f"(?<={''.join(runs[: at + 1])})" if at else ""
    return "".join([runs[at], before, *runs[at + 1 :]])


def _is_wild(letter: str) -> bool:
    return WILDCARD.fullmatch(letter) is not None


def _rest(pieces: Sequence[str], end: str) -> str:
    if not pieces:
        return end
    if end is _REST:
        return "".join(f"(?>{_ANY}*?{piece})" for piece in pieces) + end
    between = "".join(f"(?>{_ANY}*?{piece})" for piece in pieces[:-1])
    return f"{between}{_REST}{pieces[-1]}{end}"


def _pieces(letters: Sequence[str]) -> list[list[str]]:
    """Return what stands between the ``*`` of a pattern."""
    pieces: list[list[str]] = [[]]
    for letter in letters:
        if letter == "*":
            pieces.append([])
        else:
            pieces[-1].append(letter)
    return pieces


def _piece(letters: Sequence[str]) -> str:
    return "".join(map(_letter, letters))


def _letter(letter: str) -> str:
    if letter == "?":
        return _ANY
    if len(letter) == 1:
        return re.escape(letter)
    one_of = translate(letter)[:-_END_LENGTH]
    if "-" in letter:  # a range takes capitals too, whether it names one or not
        one_of = f"(?i:{one_of})"
    return rf"(?!\0){one_of}" if re.match(one_of, BETWEEN) else one_of


def _tells_case(letter: str) -> bool:
    """Return whether brackets without a letter, such as ``[@-_]``, fit A and not a."""
    if len(letter) == 1:
        return False
    fits = re.compile(translate(letter)).match
    return any(bool(fits(small)) != bool(fits(small.upper())) for small in ascii_lowercase)
