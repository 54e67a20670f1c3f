"""The kinds of work of one job, made when the first item needs them."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jos_tui.core import formats
from jos_tui.core.background import CancelToken
from jos_tui.jobs.engine.bandwidth import Bandwidth
from jos_tui.jobs.engine.memory import MemoryLimit
from jos_tui.jobs.engine.move_down import MoveDown
from jos_tui.jobs.engine.move_up import MoveUp
from jos_tui.jobs.engine.recorder import Recorder
from jos_tui.jobs.engine.upload_name import UploadName
from jos_tui.jobs.engine.upload_tools import UploadTools
from jos_tui.jobs.engine.verify import EtagKnowledge
from jos_tui.jobs.engine.work import Attempt, Lanes, Unit, Work
from jos_tui.jobs.engine.work_abort import AbortWork, Others
from jos_tui.jobs.engine.work_bucket import BucketWork
from jos_tui.jobs.engine.work_copy import CopyWork
from jos_tui.jobs.engine.work_delete import DeleteWork, KeptBack
from jos_tui.jobs.engine.work_get import GetWork
from jos_tui.jobs.engine.work_put import PutWork
from jos_tui.jobs.engine.work_remove import RemoveWork
from jos_tui.jobs.item import Action, Item
from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.model import Conflict
from jos_tui.jobs.request import CopyRequest, DropRequest, GetRequest, Originals, PutRequest
from jos_tui.store.store import Store

_BATCHED = frozenset({Action.DELETE, Action.DELETE_VERSION, Action.DELETE_MARKER})
_DELETIONS = _BATCHED | {Action.ABORT_UPLOAD, Action.REMOVE_BUCKET}


@dataclass(frozen=True, slots=True)
class Shared:
    """What all jobs share: the memory of uploads, and what is known of a store's ETags."""

    memory: MemoryLimit
    etags: EtagKnowledge


class Works:
    """Does items of every action, each by its own kind of work. Any thread."""

    def __init__(self, journal: Journal, recorder: Recorder, store: Store, shared: Shared) -> None:
        self._journal = journal
        self._recorder = recorder
        self._store = store
        self._shared = shared
        self._bandwidth = Bandwidth(recorder.record.options.bandwidth)
        self._lock = threading.Lock()
        self._made: dict[Action, Work] = {}
        kept = KeptBack()
        self._deletes = DeleteWork(store, recorder.changed, kept)
        self._buckets = BucketWork(store, recorder.changed, kept, journal.uploads_in_use)
        self._aborts = AbortWork(
            store,
            recorder.changed,
            kept,
            Others.STAY if isinstance(recorder.record.request, DropRequest) else Others.GO,
            journal.uploads_in_use,
            recorder.record.created_ms,
        )
        self._unsure = 0

    def units(self, attempts: Sequence[Attempt], lanes: Lanes) -> list[Unit]:
        """Return what begins these items, in their order but for deletions, which come last."""
        units: list[Unit] = []
        for attempt in attempts:
            action = attempt.item.action
            if action not in _DELETIONS:
                units.append(self._work(action).first_unit(attempt, lanes))
            elif action is Action.REMOVE_BUCKET:
                units.append(self._buckets.unit(attempt))
            elif action is Action.ABORT_UPLOAD:
                units.append(self._aborts.unit(attempt))
        keys = [attempt for attempt in attempts if attempt.item.action in _BATCHED]
        units.extend(self._deletes.units(keys))
        return units

    def undo(self, item: Item, pieces: Mapping[int, str], cancel: CancelToken) -> None:
        """Remove what an item that is given up has left. Blocks; raises JosError."""
        if item.action not in _DELETIONS:
            self._work(item.action).undo(item, pieces, cancel)

    def close(self) -> None:
        """Let go of what they hold."""
        for work in self._made.values():
            work.close()

    def left_unsure(self, files: int) -> None:
        """Take note that helpers were about to store so many files when they were stopped."""
        with self._lock:
            self._unsure += files

    def uncertain(self) -> list[str]:
        """Return what a report says of requests that were on their way when all was stopped."""
        sentences = []
        put = self._made.get(Action.PUT)
        unsure = self._unsure + (put.unsure if isinstance(put, PutWork) else 0)
        if unsure:
            sent = formats.plural(unsure, "small file")
            sentences.append(
                f"On their way when you cancelled: {sent}, each now in the store either whole or "
                "not at all. Refresh to see."
            )
        copy = self._made.get(Action.COPY)
        if isinstance(copy, CopyWork) and copy.unsure:
            asked = formats.plural(copy.unsure, "object")
            sentences.append(
                f"The store had been asked to copy {asked} more when you cancelled, each now there "
                "either whole or not at all. Refresh to see."
            )
        if self._deletes.unsure:
            asked = formats.plural(self._deletes.unsure, "object")
            sentences.append(
                f"The store had been asked to delete {asked} more when you cancelled; they may be "
                "gone too. Refresh to see."
            )
        return sentences

    def _work(self, action: Action) -> Work:
        with self._lock:
            if action not in self._made:
                self._made[action] = self._make(action)
            return self._made[action]

    def _make(self, action: Action) -> Work:
        record = self._recorder.record
        request = record.request
        if action is Action.PUT and isinstance(request, PutRequest):
            return self._put_work(request)
        if action is Action.COPY and isinstance(request, CopyRequest):
            tools = self._upload_tools(request.conflict)
            return CopyWork(tools, request.conflict, request.originals)
        if action is Action.COPY and isinstance(request, PutRequest):  # what goes to the trash
            keep_both = Conflict.KEEP_BOTH
            return CopyWork(self._upload_tools(keep_both), keep_both, Originals.GO)
        if action is Action.GET and isinstance(request, GetRequest):
            return GetWork(
                self._store,
                request,
                self._shared.etags,
                self._journal.pieces,
                self._bandwidth.take,
                move=self._move_down(request),
            )
        if action is Action.REMOVE_FILE and isinstance(request, GetRequest):
            return RemoveWork(request.folder)
        raise ValueError(f"{action} is no part of this job")

    def _put_work(self, request: PutRequest) -> PutWork:
        if request.originals is Originals.STAY:
            return PutWork(self._upload_tools(request.conflict))
        # Looked for right before, as a store may take two names for one: then one would be lost.
        tools = self._upload_tools(request.conflict, planned_ms=0)
        return PutWork(tools, MoveUp(tools, request))

    def _move_down(self, request: GetRequest) -> MoveDown | None:
        if request.originals is Originals.STAY:
            return None
        folder = Path(request.folder)
        return MoveDown(self._store, folder, request.conflict, self._recorder.changed)

    def _upload_tools(self, conflict: Conflict, planned_ms: int | None = None) -> UploadTools:
        """Return the tools; what was planned then is believed a while, by default since the job."""
        record = self._recorder.record
        planned_ms = record.created_ms if planned_ms is None else planned_ms
        return UploadTools(
            store=self._store,
            names=UploadName(self._store, conflict, planned_ms),
            memory=self._shared.memory,
            bandwidth=self._bandwidth,
            begun_ms=record.created_ms,
            part_size=record.options.part_size,
            pieces_of=self._journal.pieces,
            tell=self._recorder.changed,
        )
