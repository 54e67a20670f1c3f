"""The worker's end of the connection to one client."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from jos_tui.core.errors import LocalError
from jos_tui.jobs.model import Change, JobSnapshot
from jos_tui.jobs.request import StoreRef
from jos_tui.jobs.worker.messages import (
    LASTING,
    PUSHED,
    RETIRE,
    Ask,
    Asked,
    Changed,
    Do,
    Greeting,
    Moved,
    Refused,
    Tell,
    Told,
    UnderWay,
)
from jos_tui.jobs.worker.outbox import Outbox
from jos_tui.jobs.worker.wire import Garbled, Wire, parse

_CHANGES_AT_ONCE = 100
"""In one message: reading a thousand takes 15 ms, for which a key would have to wait."""

_log = logging.getLogger(__name__)


class Session(Protocol):
    """What a worker does for one client, on the thread that reads from it."""

    @property
    def watched(self) -> StoreRef | None:
        """The connection whose changes the client wants to hear of, once it has said so."""

    def answer(self, asked: Asked, on_under_way: Callable[[UnderWay], None]) -> Told:
        """Do what is asked; say how far that is where it lasts."""

    def end(self) -> None:
        """The client is gone."""


class Peer:
    """Two threads: one reads and does what is asked, one sends. Neither keeps a job waiting.

    What may last is done on further ones.
    """

    def __init__(
        self,
        connection: socket.socket,
        greeting: Greeting,
        session: Session,
        snapshots: Callable[[], Sequence[JobSnapshot]],
        on_retire: Callable[[], None],
        on_gone: Callable[[Peer], None],
    ) -> None:
        self._wire = Wire(connection)
        self._greeting = greeting
        self._session = session
        self._snapshots = snapshots
        self._on_retire = on_retire
        self._on_gone = on_gone
        self._outbox = Outbox()
        self._seen: dict[int, JobSnapshot] | None = None

    def start(self) -> None:
        """Begin to listen."""
        for work in (self._read, self._write):
            threading.Thread(target=work, name=f"client{work.__name__}", daemon=True).start()

    def moved(self) -> None:
        """Some job has got on. Does not block."""
        self._outbox.moved()

    def turned(self) -> None:
        """Some job is in another state, or there is one more or less. Does not block."""
        self._outbox.turned()

    def changed(self, changes: Sequence[Change], ref: StoreRef) -> None:
        """A job has changed a store, which may be one this client watches. Does not block."""
        watched = self._session.watched
        if watched is not None and watched.endpoint == ref.endpoint:
            self._outbox.changed(changes)

    def close(self) -> None:
        """Hang up."""
        self._outbox.close()
        self._wire.close()

    def _read(self) -> None:
        try:
            self._wire.send_line(self._greeting.line)
            self._serve()
        except OSError:
            pass  # it is gone
        except Garbled:
            _log.warning("A client sent what is no message, and was hung up on")
        finally:
            self._session.end()
            self.close()
            self._on_gone(self)

    def _serve(self) -> None:
        while line := self._wire.receive_line():
            if line == RETIRE:
                self._on_retire()  # that this connection ends tells the client that we have
                continue
            ask = parse(Ask, line)
            if isinstance(ask.body, Do) and ask.body.order in LASTING:
                threading.Thread(
                    target=self._answer, args=(ask,), name="client_lasting", daemon=True
                ).start()
            else:
                self._answer(ask)

    def _answer(self, ask: Ask) -> None:
        def tell(told: Told) -> None:
            self._outbox.answer(Tell(ask.number, told))

        tell(self._session.answer(ask.body, tell))

    def _write(self) -> None:
        try:
            while parcel := self._outbox.take():
                for start in range(0, len(parcel.changes), _CHANGES_AT_ONCE):
                    some = parcel.changes[start : start + _CHANGES_AT_ONCE]
                    self._wire.send(Tell(PUSHED, Changed(some)))
                self._send_moved()
                for answer in parcel.answers:
                    self._send_answer(answer)
        except OSError:
            pass  # it is gone
        finally:
            self.close()

    def _send_moved(self) -> None:
        now = {snapshot.id: snapshot for snapshot in self._snapshots()}
        first, seen = self._seen is None, self._seen or {}
        moved = tuple(job for job in now.values() if not _same(seen.get(job.id), job))
        gone = tuple(job_id for job_id in seen if job_id not in now)
        self._seen = now
        if moved or gone or first:  # the first is for a client that remembers another worker
            self._wire.send(Tell(PUSHED, Moved(moved, gone)))

    def _send_answer(self, answer: Tell) -> None:
        try:
            self._wire.send(answer)
        except LocalError as error:
            self._wire.send(Tell(answer.number, Refused(error)))


def _same(seen: JobSnapshot | None, now: JobSnapshot) -> bool:
    """Whether both say the same; errors are equal if their words are."""
    if seen is now:
        return True
    return (
        seen is not None
        and str(seen.problem) == str(now.problem)
        and replace(seen, problem=now.problem) == now
    )
