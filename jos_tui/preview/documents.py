"""JSON documents of unknown origin: read with care, and cut short for the screen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TypeGuard

from jos_tui.preview.zarr import nonsense

MOST_TEXT = 200
MOST_ATTRIBUTES = 100
_SHOWN_ITEMS = 6
_LARGEST = 2**63

Document = Mapping[str, object]


def parse(data: bytes) -> Document:
    """Return a JSON object; NaN and Infinity are read as Python writes them.

    Raises ZarrError for anything else: other bytes, other values, too deep, too long a number.
    """
    try:
        value: object = json.loads(data)
    except (ValueError, RecursionError) as error:
        nonsense(f"Not JSON: {str(error)[:MOST_TEXT]}")
    if not is_document(value):
        nonsense("JSON, but not an object with names and values")
    return value


def is_document(value: object) -> TypeGuard[Document]:
    """Whether a value is a JSON object."""
    return isinstance(value, dict)


def document(value: object, what: str) -> Document:
    """Return a value that has to be a JSON object, or raise ZarrError."""
    if not is_document(value):
        nonsense(f"{what} is not an object")
    return value


def optional_document(value: object) -> Document:
    """Return a JSON object, an empty one for anything else."""
    return value if is_document(value) else {}


def items(value: object, what: str) -> list[object]:
    """Return a value that has to be a list, or raise ZarrError."""
    if not isinstance(value, list):
        nonsense(f"{what} is not a list")
    return value


def lengths(value: object, what: str) -> tuple[int, ...]:
    """Return a list of whole numbers from 0 on that fit 63 bits, or raise ZarrError."""
    found: list[int] = []
    for each in items(value, what):
        if isinstance(each, bool) or not isinstance(each, int) or not 0 <= each < _LARGEST:
            nonsense(f"{what} has something else in it than lengths: {short(each)}")
        found.append(each)
    return tuple(found)


def names(value: object, number: int) -> tuple[str, ...]:
    """Return a list of so many names, "" for null; nothing if it is anything else."""
    if not isinstance(value, list) or len(value) != number:
        return ()
    if not all(each is None or isinstance(each, str) for each in value):
        return ()
    return tuple(each or "" for each in value)


def attributes(value: object, *, without: str = "") -> tuple[tuple[str, str], ...]:
    """Return names and short values of attributes, as many as anybody would read."""
    pairs = [(name, each) for name, each in optional_document(value).items() if name != without]
    return tuple((_cut(name), short(each)) for name, each in pairs[:MOST_ATTRIBUTES])


def short(value: object) -> str:
    """Return a JSON value in few words, not yet printable: of what is nested only how much."""
    if isinstance(value, list):
        if len(value) <= _SHOWN_ITEMS and not any(isinstance(each, list | dict) for each in value):
            return _cut(f"[{', '.join(map(short, value))}]")
        return f"[… {len(value):,} items]"
    if is_document(value):
        return f"{{… {len(value):,} names}}"
    if value is None:
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    return _cut(str(value)) if isinstance(value, str | float) else _cut(_number(value))


def _number(value: object) -> str:
    if isinstance(value, int) and abs(value) >= _LARGEST * _LARGEST:
        return "a number of many digits"
    return str(value)


def _cut(text: str) -> str:
    return text if len(text) <= MOST_TEXT else text[: MOST_TEXT - 1] + "…"
