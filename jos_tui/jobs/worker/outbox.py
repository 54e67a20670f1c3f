"""What waits to be sent to one client: bounded, however slowly it reads."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from jos_tui.jobs.model import Change, Part
from jos_tui.jobs.worker.messages import Tell

PUSH_SECONDS = 0.5
TURN_SECONDS = 0.02  # many jobs that end together are told of together
MOST_CHANGES = 10_000
_MOST_ANSWERS = 16
_NEVER = -math.inf


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is to be sent now: changes, then how the jobs are, then answers."""

    changes: tuple[Change, ...]
    answers: tuple[Tell, ...]


class Outbox:
    """Thread-safe. Only ``answer`` blocks, and only the thread that reads from this client.

    A change takes the place of an earlier one of the same key; beyond ``MOST_CHANGES`` the oldest
    are dropped. How the jobs are is not kept here: the sender looks at it when it sends.
    """

    def __init__(self) -> None:
        self._state = threading.Condition()
        self._answers: deque[Tell] = deque()
        self._changes: dict[tuple[str, str], Change] = {}
        self._moved = False
        self._closed = False
        self._begun = False
        self._last_push = _NEVER

    def answer(self, told: Tell) -> None:
        """Queue an answer; it goes out at once."""
        with self._state:
            self._state.wait_for(lambda: self._closed or len(self._answers) < _MOST_ANSWERS)
            self._answers.append(told)
            self._state.notify_all()

    def moved(self) -> None:
        """Some job has got on."""
        with self._state:
            self._moved = True
            self._state.notify_all()

    def turned(self) -> None:
        """Some job is in another state: somebody may be waiting for just that."""
        with self._state:
            self._moved = True
            self._last_push = min(self._last_push, time.monotonic() - PUSH_SECONDS + TURN_SECONDS)
            self._state.notify_all()

    def changed(self, changes: Sequence[Change]) -> None:
        """Queue changes of the store, but those of versions and uploads, which no listing shows."""
        with self._state:
            for change in changes:
                if change.part is not Part.OBJECT:
                    continue
                name = change.bucket, change.written.key if change.written else change.deleted
                self._changes.pop(name, None)
                self._changes[name] = change
            while len(self._changes) > MOST_CHANGES:
                del self._changes[next(iter(self._changes))]
            self._state.notify_all()

    def take(self) -> Parcel | None:
        """Block until something is to be sent; None at the end.

        What nobody has asked for goes out twice a second at most, but soon when a job has turned,
        and once behind an answer; none of it before the first answer, as what a client says first
        may change how its jobs are.
        """
        with self._state:
            while not (self._closed or self._answers or self._push_due()):
                self._state.wait(self._until_push())
            if self._closed:
                return None
            parcel = Parcel(tuple(self._changes.values()), tuple(self._answers))
            self._begun = True
            self._changes.clear()
            self._answers.clear()
            self._moved = False
            # What follows from an order is to be seen at once.
            self._last_push = _NEVER if parcel.answers else time.monotonic()
            self._state.notify_all()
            return parcel

    def close(self) -> None:
        """Drop everything and wake those who wait."""
        with self._state:
            self._closed = True
            self._state.notify_all()

    def _push_due(self) -> bool:
        return self._has_news() and self._rest() <= 0

    def _until_push(self) -> float | None:
        return max(0.0, self._rest()) if self._has_news() else None

    def _has_news(self) -> bool:
        return self._begun and bool(self._moved or self._changes)

    def _rest(self) -> float:
        return self._last_push + PUSH_SECONDS - time.monotonic()
