"""A helper: a process that does small files for the worker, and decides nothing.

Whatever does not go by itself is handed back to the worker, which does it again and judges it.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Mapping, Sequence

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import JosError
from jos_tui.jobs.engine.bandwidth import Bandwidth
from jos_tui.jobs.engine.crew_line import Connection
from jos_tui.jobs.engine.crew_words import Contract, Outcome
from jos_tui.jobs.engine.memory import MemoryLimit
from jos_tui.jobs.engine.upload_name import UploadName
from jos_tui.jobs.engine.upload_tools import UploadTools
from jos_tui.jobs.engine.verify import EtagKnowledge
from jos_tui.jobs.engine.work import Unit, Work
from jos_tui.jobs.engine.work_get import GetWork
from jos_tui.jobs.engine.work_put import PutWork
from jos_tui.jobs.item import Item, ItemState
from jos_tui.jobs.model import Change, Check
from jos_tui.jobs.request import PutRequest
from jos_tui.store.store import Store, connect

READY = "ready"

_BATCH_SECONDS = 0.25  # then the worker gets to hear what was done, and what else is to be done
_MEMORY = 64 << 20

_log = logging.getLogger(__name__)


def main(words: Sequence[str]) -> None:
    """Help until the worker hangs up. ``words`` are descriptors: of the control, and of each hand.

    The control brings the contract, takes READY, and is read until its end, whatever the hands do:
    so nothing goes on when the worker has been killed, or has no more use for this.
    """
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    control, *hands = (Connection(int(word)) for word in words)
    try:
        contract = control.recv()
        store = connect(contract.profile)
        for hand in hands:
            bench = _Bench(contract, store)
            threading.Thread(target=bench.serve, args=(hand,), name="hand", daemon=True).start()
        control.send(READY)
        control.recv()
    except (EOFError, OSError):
        pass
    finally:
        os._exit(0)


class _Bench:
    """Does one item after the other; for one thread."""

    def __init__(self, contract: Contract, store: Store) -> None:
        self._changes: list[Change] = []
        self._work = _work(contract, store, self._changes)
        self._never = CancelToken()

    def serve(self, hand: Connection) -> None:
        """Do what comes in, and answer with as many outcomes as there was time for."""
        try:
            while True:
                hand.send(self._done(hand.recv()))
        except (EOFError, OSError):
            return

    def _done(self, items: Sequence[Item]) -> list[Outcome]:
        until, outcomes = time.monotonic() + _BATCH_SECONDS, list[Outcome]()
        for item in items:
            outcomes.append(self._outcome(item))
            if time.monotonic() > until:
                break
        return outcomes

    def _outcome(self, item: Item) -> Outcome:
        attempt = _Attempt(item)
        self._changes.clear()
        try:
            self._work.first_unit(attempt, attempt)(self._never)
        except Exception:  # noqa: BLE001 - the worker sees for itself
            _log.exception("A helper could not do an item")
            attempt.handed_back()
        return attempt.outcome(tuple(self._changes))


def _work(contract: Contract, store: Store, changes: list[Change]) -> Work:
    request = contract.request
    if isinstance(request, PutRequest):
        return PutWork(
            UploadTools(
                store=store,
                names=UploadName(store, request.conflict, contract.created_ms),
                memory=MemoryLimit(_MEMORY),
                bandwidth=Bandwidth(0),
                begun_ms=contract.created_ms,
                part_size=0,
                pieces_of=_no_pieces,
                tell=changes.extend,
            )
        )
    etags = EtagKnowledge()
    etags.are_md5 = contract.etags_are_md5
    return GetWork(store, request, etags, _no_pieces, Bandwidth(0).take)


def _no_pieces(_item_id: int) -> Mapping[int, str]:
    return {}


class _Attempt:
    """Keeps what becomes of an item until it is asked. It is also the lanes: it takes no units."""

    spare = 0

    def __init__(self, item: Item) -> None:
        self.item = item
        self._state = ItemState.WAITING
        self._check: Check | None = None
        self._saved_as = ""
        self._moved = 0
        self._chosen = ""
        self._notes: list[str] = []

    def add(self, *units: Unit) -> None:
        """Leave it to the worker to go on."""

    def moved(self, amount: int) -> None:
        """Count bytes that went over the wire."""
        self._moved += amount

    def kept(self, amount: int) -> None:
        """Count nothing: what an earlier attempt has done is the worker's business."""

    def progress(
        self,
        *,
        upload_id: str = "",
        part_size: int = 0,
        etag: str = "",
        saved_as: str = "",
        pieces: Mapping[int, str] | None = None,
        begins_anew: bool = False,
    ) -> None:
        """Take note of the name that was chosen; there are no parts here."""
        del upload_id, part_size, etag, pieces, begins_anew
        self._chosen = saved_as or self._chosen

    def copied(self, mark: str, saved_as: str, then: Unit) -> None:
        """Leave it to the worker to go on: originals go when its journal knows of their copies."""

    def note(self, sentence: str) -> None:
        """Keep a sentence for the report."""
        self._notes.append(sentence)

    def done(self, check: Check | None = None, saved_as: str = "") -> None:
        """It was done."""
        self._state, self._check, self._saved_as = ItemState.DONE, check, saved_as

    def skipped(self) -> None:
        """It need not be done."""
        self._state = ItemState.SKIPPED

    def failed(self, error: JosError) -> None:
        """Let the worker try, and see for itself."""

    def handed_back(self) -> None:
        """Let the worker do it."""

    def outcome(self, changes: tuple[Change, ...]) -> Outcome:
        """Return what became of it."""
        if self._state is ItemState.WAITING:
            return Outcome(ItemState.WAITING, chosen=self._chosen)
        return Outcome(
            self._state,
            self._check,
            self._saved_as,
            self._moved,
            self._chosen,
            tuple(self._notes),
            changes,
        )
