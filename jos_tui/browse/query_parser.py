"""From the words of a query to its value, or to an error that points at the word."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from jos_tui.browse.amounts import (
    AGE_EXAMPLES,
    SIZE_EXAMPLES,
    number_in,
    read_age,
    read_size,
)
from jos_tui.browse.query import (
    AGE_FIELD,
    ESCAPE,
    FIELDS,
    NAME_FIELD,
    NOT,
    OPERATORS,
    QUOTE,
    SIZE_FIELD,
    AgeTerm,
    Comparison,
    NameTerm,
    Query,
    Sense,
    SizeTerm,
    Term,
)
from jos_tui.core.errors import JosError
from jos_tui.core.values import dataclass


class QueryError(JosError):
    """A query that cannot be read: ``word`` is what is wrong, at character ``start`` (from 0)."""

    def __init__(self, word: str, start: int, reason: str, next_step: str) -> None:
        super().__init__(f"The query cannot be read at {word}", reason, next_step)
        self.word = word
        self.start = start


def parse_query(text: str) -> Query:
    """Read a query: words with blanks between them, all of which have to hold.

    ``*.nc`` and ``tas`` are about the last name, ``run7/*`` and ``run7/`` about the path below,
    ``>1G`` about the size, ``<30d`` about the age; ``name:``, ``size:`` and ``age:`` say which is
    meant, ``!`` turns a word round, ``"…"`` holds a name together. Raises QueryError.
    """
    return Query(tuple(_term(word) for word in _words(text)))


@dataclass(frozen=True, slots=True)
class _Word:
    """A word as it is typed, and the parts it consists of.

    ``value`` is what follows ``!`` and the field; quotes are gone if it was ``quoted``.
    """

    written: str
    start: int
    sense: Sense
    field: str
    value: str
    quoted: bool

    def wrong(self, reason: str, next_step: str) -> QueryError:
        return QueryError(self.written, self.start, reason, next_step)


def _words(text: str) -> Iterator[_Word]:
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        word, at = _word(text, at)
        yield word


def _word(text: str, start: int) -> tuple[_Word, int]:
    """Return the word that begins at ``start``, and where it ends."""
    at = start
    sense = Sense.UNWANTED if text[at] == NOT else Sense.WANTED
    at += len(sense.value)
    field = next((name for name in FIELDS if text[at : at + len(name)].lower() == name), "")
    at += len(field)
    quoted = text[at : at + 1] == QUOTE
    if quoted:
        value, end = _unquoted(text, at, start)
    else:
        end = _end_of_word(text, at)
        value = text[at:end]
    return _Word(text[start:end], start, sense, field, value, quoted), end


def _end_of_word(text: str, at: int) -> int:
    return next((end for end in range(at, len(text)) if text[end].isspace()), len(text))


def _unquoted(text: str, opening: int, start: int) -> tuple[str, int]:
    """Return what is between the quote at ``opening`` and the next, and where it ends."""
    characters: list[str] = []
    at = opening + 1
    while at < len(text) and text[at] != QUOTE:
        at += text[at] == ESCAPE and text[at + 1 : at + 2] in (QUOTE, ESCAPE)
        characters.append(text[at])
        at += 1
    if at >= len(text):
        reason = f"There is no closing {QUOTE}"
        raise QueryError(text[start:], start, reason, f"Add the {QUOTE} at the end of the name.")
    end = at + 1
    if end < len(text) and not text[end].isspace():
        whole = text[start : _end_of_word(text, end)]
        step = f"Put a blank after it; within a name write {ESCAPE}{QUOTE} for the sign itself."
        raise QueryError(whole, start, f"Something follows the closing {QUOTE}", step)
    return "".join(characters), end


def _term(word: _Word) -> Term:
    if word.field == SIZE_FIELD:
        return _size_term(word)
    if word.field == AGE_FIELD:
        return _age_term(word)
    if not word.field and not word.quoted:
        if word.value.startswith(tuple(OPERATORS)):
            return _size_or_age_term(word)
        _refuse_slips(word)
    if not word.value:
        raise word.wrong("There is no name in it", f"Write {NAME_FIELD}*.nc or leave it out.")
    return NameTerm(word.value, word.sense)


def _refuse_slips(word: _Word) -> None:
    """Raise QueryError for what can hardly be meant as a name."""
    if word.value.startswith(NOT) or not word.value:
        step = f'Write {NOT}*tas* for "not *tas*", or put the name in quotes.'
        raise word.wrong(f"A {NOT} stands before what is unwanted, once", step)
    field, colon, rest = word.value.partition(":")
    close = get_close_matches(field.lower() + colon, FIELDS, 1, 0.7) if colon else []
    if close:
        step = f'Write {word.sense.value}{close[0]}{rest}, or "{word.value}" for a name like this.'
        raise word.wrong(f"{field}: is unknown; there are {', '.join(FIELDS)}", step)


def _size_or_age_term(word: _Word) -> Term:
    """Return what a comparison without a field is about: its unit tells."""
    comparison, amount = _split(word.value)
    if amount[-1:] == "m" and read_size(amount) is not None:
        sign, number = comparison.value, number_in(amount)
        choice = f"{sign}{number}M for bytes, {sign}{number}min or {sign}{number}mo for a time"
        raise word.wrong("A small m can mean several things", f"Write {choice}.")
    if read_size(amount) is not None:
        return _size_term(word)
    if read_age(amount) is not None:
        return _age_term(word)
    raise word.wrong(
        f"After {comparison.value} comes a size or an age",
        f"Write a size like {SIZE_EXAMPLES}, or an age like {AGE_EXAMPLES}.",
    )


def _size_term(word: _Word) -> SizeTerm:
    comparison, amount = _split(word.value)
    size = read_size(amount)
    if size is None:
        raise word.wrong("It holds no size", f"Write {SIZE_FIELD}>1G: a size is {SIZE_EXAMPLES}.")
    return SizeTerm(comparison, size, word.sense)


def _age_term(word: _Word) -> AgeTerm:
    comparison, amount = _split(word.value)
    seconds = read_age(amount)
    if seconds is None:
        raise word.wrong("It holds no age", f"Write {AGE_FIELD}>30d: an age is {AGE_EXAMPLES}.")
    if comparison is Comparison.EQUAL:
        step = f"Write {AGE_FIELD}<{amount} for newer or {AGE_FIELD}>{amount} for older."
        raise word.wrong("No object is exactly that old", step)
    return AgeTerm(comparison, seconds, word.sense)


def _split(value: str) -> tuple[Comparison, str]:
    """Return the comparison a value begins with, EQUAL if with none, and the rest."""
    for length in (2, 1):
        for comparison in Comparison:
            if value[:length] == comparison.value:
                return comparison, value[length:]
    return Comparison.EQUAL, value
