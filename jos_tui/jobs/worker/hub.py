"""All clients of a worker."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from jos_tui.jobs.journal.job_record import JobRecord
from jos_tui.jobs.model import Change
from jos_tui.jobs.worker.peer import Peer


class Turns:
    """Counts how often some job came to another state, for those who wait for that. Thread-safe."""

    def __init__(self) -> None:
        self._state = threading.Condition()
        self._count = 0

    @property
    def count(self) -> int:
        """How often so far."""
        return self._count

    def one_more(self) -> None:
        """Count one and wake those who wait. Does not block."""
        with self._state:
            self._count += 1
            self._state.notify_all()

    def wait_beyond(self, count: int, seconds: float) -> int:
        """Block until it is more than that, or for so long; return how often it is then."""
        with self._state:
            self._state.wait_for(lambda: self._count > count, max(0.0, seconds))
            return self._count


class Hub:
    """All clients. Hands news of the engine to each of them; never blocks."""

    def __init__(self) -> None:
        self.turns = Turns()
        self._lock = threading.Lock()
        self._peers: set[Peer] = set()

    def __len__(self) -> int:
        with self._lock:
            return len(self._peers)

    def add(self, peer: Peer) -> None:
        """A client has come."""
        with self._lock:
            self._peers.add(peer)

    def remove(self, peer: Peer) -> None:
        """A client is gone."""
        with self._lock:
            self._peers.discard(peer)

    def changed(self, changes: Sequence[Change], job: JobRecord) -> None:
        """A job has changed its store."""
        for peer in self._all():
            peer.changed(changes, job.store)

    def moved(self) -> None:
        """Some job has got on."""
        for peer in self._all():
            peer.moved()

    def turned(self) -> None:
        """Some job is in another state, or there is one more or less."""
        self.turns.one_more()
        for peer in self._all():
            peer.turned()

    def close(self) -> None:
        """Hang up."""
        for peer in self._all():
            peer.close()

    def _all(self) -> tuple[Peer, ...]:
        with self._lock:
            return tuple(self._peers)
