"""Numbers of bytes as people type them: ``64M``."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import click

_SIZE = re.compile(r"([0-9]{1,18}(?:\.[0-9]{1,6})?)([KMGT]?)(?:i?B)?", re.IGNORECASE | re.ASCII)
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}


def parse_size(text: str) -> int:
    """Return the bytes that ``512``, ``64M`` or ``1.5G`` stand for; K is 1,024. Raises ValueError.

    K, M, G and T may be small letters, and be followed by ``B`` or ``iB``.
    """
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    return int(Decimal(found[1]) * 1024 ** _POWERS[found[2].lower()])


def size_between(least: int, most: int | None = None) -> Callable[[str], int]:
    """Return what reads a number of bytes within bounds, and raises click.BadParameter."""

    def read(text: str) -> int:
        try:
            size = parse_size(text)
        except ValueError:
            raise click.BadParameter(
                f"'{text}' is not a size: write it like 20M, 1.5G or 4096."
            ) from None
        if size < least or (most is not None and size > most):
            upper = "" if most is None else f" and at most {_in_words(most)}"
            raise click.BadParameter(f"'{text}' must be at least {_in_words(least)}{upper}.")
        return size

    return read


def _in_words(size: int) -> str:
    for letter in "GMK":
        unit = 1024 ** _POWERS[letter.lower()]
        if size >= unit and size % unit == 0:
            return f"{size // unit}{letter}"
    return str(size)
