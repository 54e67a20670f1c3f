"""All clients of a worker."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from jos_tui.jobs.model import Change
from jos_tui.jobs.request import StoreRef
from jos_tui.jobs.worker.peer import Peer


class Hub:
    """All clients. Hands news of the engine to each of them; never blocks."""

    def __init__(self) -> None:
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

    def changed(self, changes: Sequence[Change], ref: StoreRef) -> None:
        """A job has changed a store."""
        for peer in self._all():
            peer.changed(changes, ref)

    def moved(self) -> None:
        """Some job has got on."""
        for peer in self._all():
            peer.moved()

    def turned(self) -> None:
        """Some job is in another state, or there is one more or less."""
        for peer in self._all():
            peer.turned()

    def close(self) -> None:
        """Hang up."""
        for peer in self._all():
            peer.close()

    def _all(self) -> tuple[Peer, ...]:
        with self._lock:
            return tuple(self._peers)
