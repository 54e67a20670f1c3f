"""Values of ours that SQLite has no column for as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, TypeVar

from jos_tui.core.errors import JosError
from jos_tui.jobs import codec

_SMALLEST, _LARGEST = -(1 << 63), (1 << 63) - 1

Row = tuple[Any, ...]
T = TypeVar("T")


class Unreadable(Exception):
    """A row holds what this version does not understand."""


def each(rows: Iterable[Row], read: Callable[[Row], T]) -> list[T]:
    """Return what is read from rows. Raises Unreadable."""
    try:
        return [read(row) for row in rows]
    except ValueError as exc:
        raise Unreadable(str(exc)) from exc


def from_text(text: str) -> str | bytes:
    """Return what to store for a text: itself, or bytes where it holds lone surrogates."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode(errors="surrogatepass")
    return text


def to_text(column: str | bytes) -> str:
    """Return the text that was stored."""
    return column if isinstance(column, str) else column.decode(errors="surrogatepass")


def from_number(number: int) -> int | bytes:
    """Return what to store for a whole number: itself, or its digits beyond 64 bits.

    Inode numbers of some network file systems, and times of a broken clock, are that large.
    """
    return number if _SMALLEST <= number <= _LARGEST else b"%d" % number


def to_number(column: int | bytes) -> int:
    """Return the number that was stored."""
    return int(column)


def from_error(error: JosError | None) -> str | None:
    """Return what to store for an error."""
    return None if error is None else codec.dumps(error)


def to_error(column: str | None) -> JosError | None:
    """Return the error that was stored, a new one each time. Raises ValueError."""
    return None if column is None else codec.loads(JosError, column)


@lru_cache(maxsize=256)
def to_value(kind: object, column: str) -> Any:
    """Return an immutable value that was stored as JSON. Raises ValueError."""
    return codec.loads(kind, column)
