"""Which of many places a few typed letters mean."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from jos_tui.core.location import base_name

Item = TypeVar("Item")

_WHOLE_IN_NAME = 0
_WHOLE = 1
_LETTERS = 2


def ranked(items: Iterable[tuple[str, Item]], typed: str) -> list[Item]:
    """Return the items whose text fits what is typed, the best first; items that fit alike keep
    their order.

    Each word of ``typed`` has to be in the text, whatever the case: in the last name of it, which
    is best, or anywhere, or with other letters between its own.
    """
    words = typed.lower().split()
    scored = [
        (max((_fit(text.lower(), word) or 0 for word in words), default=0), item)
        for text, item in items
        if all(_fit(text.lower(), word) is not None for word in words)
    ]
    return [item for _, item in sorted(scored, key=lambda pair: pair[0])]


def _fit(text: str, word: str) -> int | None:
    if word in base_name(text):
        return _WHOLE_IN_NAME
    if word in text:
        return _WHOLE
    at = 0
    for letter in word:
        at = text.find(letter, at) + 1
        if not at:
            return None
    return _LETTERS
