"""Which of the prefixes on screen to ask about next: are they Zarr stores that no name tells of?

No clock, no thread and no store in here: whoever asks the questions brings the answers back.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from jos_tui.browse.dataset import Datasets
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.location import Location

_MOST_LEVELS = 1000


class Limits(NamedTuple):
    """How many questions are open at a time, and are asked of one screenful at most.

    After ``misses`` prefixes in a row that are no Zarr stores a level is left alone.
    """

    at_once: int = 2
    per_screenful: int = 40
    misses: int = 24


class Question(NamedTuple):
    """Is this location a Zarr store? Answers with an old ticket are dropped."""

    ticket: int
    location: Location


_LIMITS = Limits()


class Probing:
    """The questions about one screenful after the other. Not thread-safe.

    What is known is not asked, nor anything inside a Zarr store: its arrays are its own affair.
    """

    def __init__(self, datasets: Datasets, limits: Limits = _LIMITS) -> None:
        """Answers are noted in ``datasets``."""
        self._datasets = datasets
        self._limits = limits
        self._level = Location()
        self._ticket = 0
        self._waiting: deque[Location] = deque()
        self._open: set[Question] = set()
        self._misses: dict[Location, int] = {}

    @property
    def is_asking(self) -> bool:
        """Whether answers are waited for."""
        return bool(self._open)

    def has_questions(self, level: Location, rows: Iterable[Entry]) -> bool:
        """Whether there is anything to ask about rows of a level."""
        return any(True for _ in self._unknown(level, rows))

    def begin(self, level: Location, rows: Iterable[Entry]) -> list[Question]:
        """Take up the rows on screen, the most important first; return what to ask now."""
        self.stop()
        self._level = level
        self._waiting.extend(islice(self._unknown(level, rows), self._limits.per_screenful))
        return self._next()

    def answered(self, question: Question, *, is_store: bool) -> list[Question]:
        """Take an answer; return what to ask now."""
        if question not in self._open:
            return []
        self._open.remove(question)
        self._datasets.note(question.location, is_store=is_store)
        self._count(0 if is_store else self._missed + 1)
        return self._next()

    def failed(self, question: Question) -> bool:
        """Leave the level alone for good, as something went wrong; return whether that is new."""
        if question not in self._open:
            return False
        self.stop()
        self._count(self._limits.misses)
        return True

    def stop(self) -> None:
        """Ask no more, and expect no answers."""
        self._ticket += 1
        self._waiting.clear()
        self._open.clear()

    def forget(self, level: Location) -> None:
        """Take all that was asked at a level for unknown again."""
        self.stop()
        self._misses.pop(level, None)
        self._datasets.forget_answers(level)

    def _unknown(self, level: Location, rows: Iterable[Entry]) -> Iterator[Location]:
        left_alone = self._misses.get(level, 0) >= self._limits.misses
        if left_alone or level.is_bucket_list or self._datasets.is_within_store(level):
            return
        for row in rows:
            location = level.child(row.key)
            if row.kind is Kind.PREFIX and not self._datasets.is_known(location):
                yield location

    @property
    def _missed(self) -> int:
        return self._misses.get(self._level, 0)

    def _count(self, misses: int) -> None:
        self._misses.pop(self._level, None)
        self._misses[self._level] = misses
        if len(self._misses) > _MOST_LEVELS:
            del self._misses[next(iter(self._misses))]

    def _next(self) -> list[Question]:
        room = min(self._limits.at_once, self._limits.misses - self._missed) - len(self._open)
        questions = [
            Question(self._ticket, self._waiting.popleft())
            for _ in range(min(room, len(self._waiting)))
        ]
        self._open.update(questions)
        return questions
