"""What to find below a prefix, as a value: ``*.nc >1G <30d !*tas*``."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from operator import eq, ge, gt, le, lt

from jos_tui.browse.amounts import age_text, size_text
from jos_tui.core.values import dataclass

NAME_FIELD = "name:"
SIZE_FIELD = "size:"
AGE_FIELD = "age:"
FIELDS = (NAME_FIELD, SIZE_FIELD, AGE_FIELD)
NOT = "!"
QUOTE = '"'
ESCAPE = "\\"


class Comparison(Enum):
    """How a number is compared with that of the query."""

    LESS = "<"
    AT_MOST = "<="
    EQUAL = "="
    AT_LEAST = ">="
    MORE = ">"

    @property
    def holds(self) -> Callable[[int, int], bool]:
        """The function that compares."""
        return _OPERATORS[self]


_OPERATORS: dict[Comparison, Callable[[int, int], bool]] = {
    Comparison.LESS: lt,
    Comparison.AT_MOST: le,
    Comparison.EQUAL: eq,
    Comparison.AT_LEAST: ge,
    Comparison.MORE: gt,
}
OPERATORS = "<>="
"""What a word begins with that is about a size or an age."""


class Sense(Enum):
    """Whether what a term says is wanted or unwanted."""

    WANTED = ""
    UNWANTED = NOT


@dataclass(frozen=True, slots=True)
class NameTerm:
    """Part of a name, or a shell pattern for all of it; with a ``/`` in it, of the path below."""

    text: str
    sense: Sense = Sense.WANTED

    def __str__(self) -> str:
        return f"{self.sense.value}{_quoted(self.text)}"


@dataclass(frozen=True, slots=True)
class SizeTerm:
    """How an object's size compares with ``size`` bytes."""

    comparison: Comparison
    size: int
    sense: Sense = Sense.WANTED

    def __str__(self) -> str:
        return f"{self.sense.value}{self.comparison.value}{size_text(self.size)}"


@dataclass(frozen=True, slots=True)
class AgeTerm:
    """How the time since an object was modified compares with ``seconds``."""

    comparison: Comparison
    seconds: int
    sense: Sense = Sense.WANTED

    def __str__(self) -> str:
        return f"{self.sense.value}{self.comparison.value}{age_text(self.seconds)}"


Term = NameTerm | SizeTerm | AgeTerm


@dataclass(frozen=True, slots=True)
class Query:
    """Terms that all have to hold; without any, every object fits.

    ``str`` gives the shortest usual spelling, which means the same when it is parsed.
    """

    terms: tuple[Term, ...] = ()

    def __str__(self) -> str:
        return " ".join(map(str, self.terms))


def _quoted(text: str) -> str:
    """Return a name as it must be typed to be taken for one."""
    special = text.startswith((NOT, QUOTE, *OPERATORS)) or ":" in text
    if text and not special and not any(character.isspace() for character in text):
        return text
    escaped = text.replace(ESCAPE, ESCAPE * 2).replace(QUOTE, ESCAPE + QUOTE)
    return f"{QUOTE}{escaped}{QUOTE}"
