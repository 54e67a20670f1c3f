"""Where a listing will be some pages on, guessed from the keys it has had.

A key is a number with a digit for each character; how many digits there are at a place is told by
the characters seen there. Keys that are counted up, hashes and dates go on as they have begun. A
guess is a string between keys or beyond them: nobody may rely on it.
"""

from __future__ import annotations

import string
from bisect import bisect_left
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

_PAGES = 8
_SAMPLES = 8
_CARRY = 16  # places before the first one that changed
_LONGEST = 96
_DIGITS = frozenset(string.digits)
_HEX = frozenset("abcdef")
_LETTERS = (frozenset(string.ascii_lowercase), frozenset(string.ascii_uppercase))


@dataclass(frozen=True, slots=True)
class _Stretch:
    """What is kept of a page: its ends, how many keys it has, and some of them."""

    first: str
    last: str
    count: int
    some: Sequence[str]


class Guesser:
    """Looks at pages in their order and guesses keys further on. One thread."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._stretches: deque[_Stretch] = deque(maxlen=_PAGES)

    def forget(self) -> None:
        """Begin anew."""
        self._stretches.clear()

    def note(self, keys: Sequence[str]) -> None:
        """Look at the next page, which is in order and has a key."""
        some = keys[:: max(1, len(keys) // _SAMPLES)]
        self._stretches.append(_Stretch(keys[0], keys[-1], len(keys), some))

    def behind(self, after: str, pages: int) -> str:
        """Return a key about some pages behind ``after``, "" if there is no telling.

        It is below the prefix, and ASCII from there on: so all stores agree what is before it.
        """
        if not self._stretches:
            return ""
        first, last = self._stretches[0].first, self._stretches[-1].last
        start = max(len(self._prefix), _shared(first, max(last, after)) - _CARRY)
        some = [key for stretch in self._stretches for key in stretch.some]
        scale = _Scale([key[start : start + _LONGEST] for key in (*some, first, last, after)])
        steps = sum(stretch.count for stretch in self._stretches) - 1
        gone = scale.number(last[start:]) - scale.number(first[start:])
        if steps <= 0 or gone <= 0:
            return ""
        wanted = pages * max(stretch.count for stretch in self._stretches)
        guess = scale.text(scale.number(after[start:]) + max(1, gone * wanted // steps))
        key = after[:start] + guess
        is_key = key > after and key.startswith(self._prefix)
        return key if guess and is_key and key[len(self._prefix) :].isascii() else ""


def _shared(first: str, last: str) -> int:
    """Return how many characters two keys, and so all between them, begin with."""
    pairs = enumerate(zip(first, last, strict=False))
    return next((place for place, (one, other) in pairs if one != other), len(first))


class _Scale:
    """Texts as numbers of the same order, by the characters that texts have at each place."""

    def __init__(self, texts: Sequence[str]) -> None:
        seen = [set(column) for column in zip_longest(*texts, fillvalue="")]
        for place in range(len(seen) - 1, 0, -1):
            # The first digits of a hash change slowly: they are of the kind that follows.
            if _is_hex(seen[place]) and seen[place - 1] <= _DIGITS:
                seen[place - 1] |= _HEX & seen[place]
        self._digits = [_alphabet(column) for column in seen]

    def number(self, text: str) -> int:
        """Return the number of a text, or of one close to it."""
        number = 0
        for place, digits in enumerate(self._digits):
            found = bisect_left(digits, text[place : place + 1])
            number = number * len(digits) + min(found, len(digits) - 1)
        return number

    def text(self, number: int) -> str:
        """Return the text of a number, "" if it is too large."""
        found: list[str] = []
        for digits in reversed(self._digits):
            number, digit = divmod(number, len(digits))
            found.append(digits[digit])
        if number:
            return ""
        found.reverse()
        return "".join(found[: found.index("")] if "" in found else found)


def _is_hex(seen: set[str]) -> bool:
    return seen <= _DIGITS | _HEX and not (seen.isdisjoint(_HEX) or seen.isdisjoint(_DIGITS))


def _alphabet(seen: set[str]) -> list[str]:
    """Return what can be at a place where these characters were seen, "" for the end of a text.

    A letter that never changes belongs to a name; a digit may have had no time to change.
    """
    known = set(seen)
    if not seen.isdisjoint(_DIGITS):
        known |= _DIGITS
    for letters in _LETTERS:
        own = seen & letters
        if _is_hex({letter.lower() for letter in seen}) and own:
            known |= {letter for letter in letters if letter.lower() in _HEX}
        elif len(own) > 1:
            known |= letters
    return sorted(known)
