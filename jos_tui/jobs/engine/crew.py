"""Helpers for small files: more processes, where one has its hands full with Python."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from jos_tui.core.background import CancelToken
from jos_tui.jobs.engine.attempt import ItemAttempt
from jos_tui.jobs.engine.crew_words import Contract, Outcome
from jos_tui.jobs.engine.lanes import JobLanes
from jos_tui.jobs.engine.recorder import Recorder
from jos_tui.jobs.engine.work import Unit
from jos_tui.jobs.engine.works import Works
from jos_tui.jobs.item import Action, Item, ItemState

if TYPE_CHECKING:
    from jos_tui.jobs.engine.crew_process import Hand, Member

SMALL = 1 << 20
"""Up to so many bytes a file is small: more of its time goes into Python than over the wire."""

BATCH = 8
"""How many small files a helper gets at once."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CrewRules:
    """When there are helpers, and how many for all jobs together.

    They are called in when the worker's threads together have used ``busy`` of the time of one
    core for a while, and ``least_left`` items are still to be done.
    """

    members: int
    busy: float = 0.6
    least_left: int = 500

    @classmethod
    def of_machine(cls) -> CrewRules:
        """Return what suits this machine: a core stays for the worker, and three are enough."""
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
        return cls(members=min(3, (cores or 1) - 1))


class Staff:
    """How many helpers may still be called in. Any thread."""

    def __init__(self, members: int) -> None:
        self._lock = threading.Lock()
        self._free = members

    def hire(self) -> int:
        """Take all that are free; return how many."""
        with self._lock:
            hired, self._free = self._free, 0
            return hired

    def let_go(self, members: int) -> None:
        """Give them back."""
        with self._lock:
            self._free += members


class Crew:
    """The helpers of one go at a job. :meth:`tend` and :meth:`close` are the job's; the units
    run on lanes, each of which talks to one thread of a helper: so no more is in flight than the
    lanes allow, also when that changes.
    """

    def __init__(
        self,
        contract: Contract | None,
        rules: CrewRules,
        staff: Staff,
        most: int,
        works: Works,
        lanes: JobLanes,
        recorder: Recorder,
        stop: CancelToken,
    ) -> None:
        """``contract`` is None for a job that is not to be helped with.

        ``most`` is how many units the lanes may ever run at once.
        """
        self._contract = contract
        self._rules = rules
        self._staff = staff
        self._most = most
        self._works = works
        self._lanes = lanes
        self._recorder = recorder
        self._stop = stop
        self._lock = threading.Lock()
        self._hands: deque[Hand] = deque()
        self._busy = 0
        self._members: list[Member] = []
        self._hired = 0
        self._starting: threading.Thread | None = None
        self._ready = False
        self._helped = 0
        self._since, self._used = time.monotonic(), time.process_time()

    def tend(self) -> None:
        """Call helpers in once the processor is the limit."""
        if self._contract is None or self._starting is not None:
            return
        left = self._recorder.record.counts.left
        if not self._has_been_busy() or left < self._rules.least_left:
            return
        self._hired = self._staff.hire()
        if self._hired:
            starting = partial(self._start, self._contract, self._hired)
            self._starting = threading.Thread(target=starting, name="crew-start", daemon=True)
            self._starting.start()

    def units(self, attempts: Sequence[ItemAttempt]) -> list[Unit]:
        """Return what does items: the small ones in batches while there are helpers."""
        if not self._ready:
            return self._works.units(attempts, self._lanes)
        small = [attempt for attempt in attempts if _is_small(attempt.item)]
        others = [attempt for attempt in attempts if not _is_small(attempt.item)]
        batches = (small[start : start + BATCH] for start in range(0, len(small), BATCH))
        return self._works.units(others, self._lanes) + [
            partial(self._do, batch) for batch in batches
        ]

    def close(self) -> None:
        """Let the helpers go. Called when no unit runs."""
        if self._starting is not None:
            self._starting.join()
        for member in self._members:
            member.close()
        if self._members:
            _log.info("%d helpers did %d items", len(self._members), self._helped)
        self._staff.let_go(self._hired)
        self._hired = 0

    def _has_been_busy(self) -> bool:
        now, used = time.monotonic(), time.process_time()
        passed, spent = now - self._since, used - self._used
        if passed < _LOOK_SECONDS:
            return False
        self._since, self._used = now, used
        return spent >= self._rules.busy * passed

    def _start(self, contract: Contract, members: int) -> None:
        from jos_tui.jobs.engine.crew_process import Member

        hands = _hands(self._most, members)
        for number in range(members):
            share = hands // members + (number < hands % members)
            if share and not self._stop.cancelled:
                self._add(Member.started(contract, share))

    def _add(self, member: Member | None) -> None:
        if member is None:
            return
        with self._lock:
            self._members.append(member)
            self._hands.extend(member.hands)
        self._stop.on_cancel(member.hang_up)
        self._ready = True

    def _do(self, attempts: Sequence[ItemAttempt], cancel: CancelToken) -> None:
        hand = self._taken()
        if hand is None:
            for unit in self._works.units(attempts, self._lanes):
                unit(cancel)
            return
        outcomes = hand.done([attempt.item for attempt in attempts])
        with self._lock:
            self._busy -= 1
            if outcomes is not None:
                self._hands.append(hand)
                self._helped += len(outcomes)
        if outcomes is None:
            self._without(attempts, cancel)
            return
        for attempt, outcome in zip(attempts, outcomes, strict=False):
            self._end(attempt, outcome)
        if rest := attempts[len(outcomes) :]:
            self._lanes.add(partial(self._do, rest))

    def _taken(self) -> Hand | None:
        with self._lock:
            share = _hands(self._lanes.limit, len(self._members))
            if not self._hands or self._busy >= share:
                return None
            self._busy += 1
            return self._hands.popleft()

    def _without(self, attempts: Sequence[ItemAttempt], cancel: CancelToken) -> None:
        """Go on when a helper is gone: because all is stopped, or because somebody killed it."""
        if cancel.cancelled:
            self._works.left_unsure(sum(one.item.action is Action.PUT for one in attempts))
        cancel.raise_if_cancelled()
        for attempt in attempts:
            attempt.handed_back()

    def _end(self, attempt: ItemAttempt, outcome: Outcome) -> None:
        if outcome.chosen:
            attempt.progress(saved_as=outcome.chosen)
        for sentence in outcome.notes:
            attempt.note(sentence)
        if outcome.state is ItemState.WAITING:
            attempt.handed_back()
            return
        attempt.moved(outcome.moved)
        self._recorder.changed(outcome.changes)
        if outcome.state is ItemState.SKIPPED:
            attempt.skipped()
        else:
            attempt.done(outcome.check, outcome.saved_as)


def _hands(in_flight: int, members: int) -> int:
    """Return how many of the requests in flight are those of helpers."""
    return max(1, int(in_flight * members / (members + _OWN_SHARE)))


_LOOK_SECONDS = 0.2
_OWN_SHARE = 0.6  # of a core remains to the worker for items, beside the journal


def _is_small(item: Item) -> bool:
    """Whether it is new, and done with one request."""
    new = not (item.attempts or item.upload_id or item.begun_etag)
    return new and item.size <= SMALL and not item.is_folder and item.action in _HELPED


_HELPED = frozenset({Action.GET, Action.PUT})
