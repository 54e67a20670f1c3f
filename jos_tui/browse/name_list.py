"""A list of names as a text: a line each, with what to do above, to be edited and read back."""

from __future__ import annotations

from collections.abc import Sequence

from jos_tui.core import formats
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.errors import JosError
from jos_tui.core.escapes import COMMENT, escaped, unescaped
from jos_tui.core.location import SEPARATOR, Location
from jos_tui.core.text import printable, printable_name

MOST_NAMES = 10_000
"""How many names are edited at once at most."""

_PROBLEM = f"{COMMENT}! "
_BOM = "\ufeff"
_HOW = (
    "One name a line, in order. What you leave as it is stays; / leads further on.",
    r"\n \x1b \u202e are signs nobody can type, \\ is a backslash, \# a # in front.",
)


class CannotRead(JosError):
    """A list of names is not one any more."""


def nameable(location: Location, rows: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the rows of a level that have a name there: all but what marks the level itself."""
    return tuple(row for row in rows if row.key != location.prefix)


def list_text(location: Location, rows: Sequence[Entry]) -> bytes:
    """Return the names that rows have below a level, and above them what to do with them."""
    what = formats.plural(len(rows), "name")
    head = [f"Change {what} of {printable(location.uri)}, save, and leave the editor.", *_HOW]
    lines = [f"{COMMENT} {line}" for line in head]
    lines += [escaped(row.key.removeprefix(location.prefix)) for row in rows]
    return _bytes_of(lines)


def with_problem(body: bytes, error: JosError) -> bytes:
    """Return a text that was edited, with what is wrong with it above it."""
    kept = [line for line in _lines_of(body, "replace") if not line.startswith(_PROBLEM)]
    words = (printable(part) for part in (error.title, error.reason, error.next_step) if part)
    return _bytes_of([*(f"{_PROBLEM}{line}" for line in words), *kept])


def changed_names(
    location: Location, rows: Sequence[Entry], body: bytes
) -> list[tuple[Entry, str]]:
    """Return the rows that have another name in a text, each with that name.

    That of a prefix is without its last ``/``, whether it is written or not. Blanks at the edges of
    a line are no part of a name. Raises CannotRead.
    """
    names = [_bare(row, name) for row, name in zip(rows, _names_in(body, len(rows)), strict=True)]
    _check_twice(rows, names)
    return [
        (row, name)
        for row, name in zip(rows, names, strict=True)
        if name != _bare(row, row.key.removeprefix(location.prefix))
    ]


def _check_twice(rows: Sequence[Entry], names: Sequence[str]) -> None:
    """Raise CannotRead for two lines that are the same, also where one of them stays as it was."""
    seen: set[tuple[Kind, str]] = set()
    for row, name in zip(rows, names, strict=True):
        if name and (row.kind, name) in seen:
            raise CannotRead(
                f"{printable_name(name)} is there twice",
                "Two cannot have one name",
                "Change one of them.",
            )
        seen.add((row.kind, name))


def _bare(row: Entry, name: str) -> str:
    return name if row.kind is Kind.OBJECT else name.removesuffix(SEPARATOR)


def _names_in(body: bytes, count: int) -> list[str]:
    try:
        lines = _lines_of(body, "strict")
    except UnicodeDecodeError:
        raise CannotRead(
            "The list is not UTF-8 any more",
            "The editor has written it in another encoding",
            "Have it write UTF-8.",
        ) from None
    lines = [line.strip(" \t") for line in lines if not line.startswith(COMMENT)]
    while len(lines) > count and not lines[-1]:
        lines.pop()
    if len(lines) != count:
        raise CannotRead(
            f"There are {formats.plural(len(lines), 'line')} for {formats.count(count)} names",
            "Which line belongs to which name cannot be told any more",
            "Leave each name in its own line.",
        )
    return list(map(_read, lines))


def _read(line: str) -> str:
    try:
        return unescaped(line)
    except ValueError as exc:
        raise CannotRead(
            f"{exc} in {printable(line)} means nothing",
            "A backslash begins the code of a sign",
            r"Write \\ for a backslash.",
        ) from None


def _lines_of(body: bytes, errors: str) -> list[str]:
    text = body.decode(errors=errors).removeprefix(_BOM)
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    return lines[:-1] if lines[-1] == "" else lines


def _bytes_of(lines: Sequence[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
