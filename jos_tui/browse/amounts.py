"""Sizes and ages as they are typed in a query: ``1.5G``, ``30d``."""

from __future__ import annotations

import re
from decimal import Decimal

_NUMBER = re.compile(r"([0-9]{1,18}(?:\.[0-9]{1,6})?)([A-Za-z]*)", re.ASCII)
_LIMIT = 10**18
_LETTERS = "kmgtp"
_SIZE_UNITS = {
    "": 1,
    "b": 1,
    **{letter: 1024**power for power, letter in enumerate(_LETTERS, 1)},
    **{f"{letter}ib": 1024**power for power, letter in enumerate(_LETTERS, 1)},
    **{f"{letter}b": 1000**power for power, letter in enumerate(_LETTERS, 1)},
}
_DAY = 24 * 3600
_AGE_UNITS = {
    "s": 1,
    "min": 60,
    "h": 3600,
    "d": _DAY,
    "w": 7 * _DAY,
    "mo": 30 * _DAY,
    "y": 365 * _DAY,
}
SIZE_EXAMPLES = "1G (1024 times 1024 times 1024 bytes), 500MB (as sizes are shown) or 4096"
AGE_EXAMPLES = "30d; the units are s, min, h, d, w, mo (30 days) and y (365 days)"


def read_size(text: str) -> int | None:
    """Return the bytes ``text`` stands for, None if it is no size.

    As humanize writes them: K, M, G, T, P and KiB, MiB … are powers of 1,024, KB, MB … of 1,000.
    Case does not matter.
    """
    return _read(text, _SIZE_UNITS)


def read_age(text: str) -> int | None:
    """Return the seconds ``text`` stands for, None if it is no age. Case does not matter."""
    return _read(text, _AGE_UNITS)


def number_in(text: str) -> str:
    """Return the number a size or an age begins with, "" if there is none."""
    found = _NUMBER.match(text)
    return found[1] if found else ""


def size_text(size: int) -> str:
    """Return the shortest spelling that :func:`read_size` takes for exactly so many bytes."""
    spellings = [str(size)]
    for letter in _LETTERS:
        for unit in (letter, f"{letter}b"):
            count, rest = divmod(size, _SIZE_UNITS[unit])
            if count and not rest:
                spellings.append(f"{count}{unit.upper()}")
    return min(spellings, key=len)


def age_text(seconds: int) -> str:
    """Return the shortest spelling that :func:`read_age` takes for exactly so many seconds."""
    spellings = [
        f"{seconds // length}{unit}" for unit, length in _AGE_UNITS.items() if seconds % length == 0
    ]
    return min(spellings, key=len)


def _read(text: str, units: dict[str, int]) -> int | None:
    found = _NUMBER.fullmatch(text)
    length = units.get(found[2].lower()) if found else None
    if found is None or length is None:
        return None
    amount = int(Decimal(found[1]) * length)
    return amount if amount < _LIMIT else None
