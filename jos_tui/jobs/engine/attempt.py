"""Work on one item, as its kind of work sees it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from enum import Enum
from typing import Protocol

from jos_tui.core.errors import JosError
from jos_tui.jobs.engine.recorder import Recorder
from jos_tui.jobs.engine.work import Unit
from jos_tui.jobs.item import Item, ItemProgress, ItemResult, ItemState
from jos_tui.jobs.model import Check

_NO_PIECES: Mapping[int, str] = {}


class Fate(Enum):
    """What becomes of an item that could not be done."""

    FAILED = "failed"
    TRY_AGAIN = "try again"  # it was not its fault
    UNDO = "undo"  # the desk removes what it has left and then gives it up


class Desk(Protocol):
    """Where attempts are watched over."""

    def ended(self, attempt: ItemAttempt, state: ItemState) -> None:
        """Take note that an attempt has ended."""

    def judge(self, attempt: ItemAttempt, error: JosError) -> Fate:
        """Decide about a failure."""

    def worked(self) -> None:
        """Take note that the store has taken or given something."""

    def hurry(self) -> None:
        """Have the journal written at once."""

    def once_written(self, unit: Unit) -> None:
        """Run a unit when all that was told before is in the journal."""


class ItemAttempt:
    """An attempt that reports to the recorder of its job. See :class:`Attempt`."""

    def __init__(self, item: Item, recorder: Recorder, desk: Desk) -> None:
        self._item = item
        self._recorder = recorder
        self._desk = desk
        self._lock = threading.Lock()
        self._moved = 0
        self._ended = False
        self._pieces: dict[int, str] = {}

    @property
    def item(self) -> Item:
        """What it is about, as it was when it was begun."""
        return self._item

    @property
    def left(self) -> tuple[Item, Mapping[int, str]]:
        """The item with all that is known of it now, for undoing it."""
        with self._lock:
            return self._item, dict(self._pieces)

    def moved(self, amount: int) -> None:
        """Count bytes that went over the wire; negative ones take some back."""
        self._count(amount)
        self._recorder.moved(amount)
        self._recorder.working_on(self._item.path or self._item.key)

    def kept(self, amount: int) -> None:
        """Count bytes that an earlier attempt has brought to safety."""
        self._count(amount)
        self._recorder.kept(amount)

    def _count(self, amount: int) -> None:
        with self._lock:
            self._moved += amount

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
        """Take note of what is safe; what cannot be found again is in the journal at once."""
        progress = ItemProgress(
            self._item.id, upload_id, part_size, etag, saved_as, pieces or _NO_PIECES, begins_anew
        )
        if not self._learn(progress):
            return
        if upload_id:
            self._desk.hurry()
        if pieces:
            self._desk.worked()

    def copied(self, mark: str, saved_as: str, then: Unit) -> None:
        """Take note of what a whole copy is known by, and run a unit when that is written."""
        progress = ItemProgress(self._item.id, etag=mark, saved_as=saved_as, begins_anew=True)
        if self._learn(progress):
            self._desk.once_written(then)

    def _learn(self, progress: ItemProgress) -> bool:
        with self._lock:
            if self._ended:
                return False
            if progress.begins_anew:
                self._item = replace(
                    self._item, upload_id="", part_size=0, begun_etag="", saved_as=""
                )
                self._pieces.clear()
            item = self._item
            self._item = replace(
                item,
                upload_id=progress.upload_id or item.upload_id,
                part_size=progress.part_size or item.part_size,
                begun_etag=progress.etag or item.begun_etag,
                saved_as=progress.saved_as or item.saved_as,
            )
            self._pieces |= progress.pieces
            self._recorder.progress(progress)
            self._recorder.working_on(item.path or item.key)
        return True

    def note(self, sentence: str) -> None:
        """Add a sentence to the report of the job, once."""
        self._recorder.note(sentence)

    def done(self, check: Check | None = None, saved_as: str = "") -> None:
        """It was done, and ``check`` is what was compared."""
        item = self._item
        result = ItemResult(item.id, ItemState.DONE, check, item.size, saved_as or item.saved_as)
        self._end(result)

    def skipped(self) -> None:
        """It need not be done."""
        self._end(ItemResult(self._item.id, ItemState.SKIPPED))

    def failed(self, error: JosError) -> None:
        """It could not be done; where the store is in trouble, it is tried again later."""
        if self._ended:
            return
        fate = self._desk.judge(self, error)
        if fate is Fate.TRY_AGAIN:
            self.handed_back()
        elif fate is Fate.FAILED:
            self.given_up(error)

    def given_up(self, error: JosError) -> None:
        """It could not be done, and nothing of it is left."""
        self._end(ItemResult(self._item.id, ItemState.FAILED, error=error))

    def handed_back(self) -> None:
        """It was stopped; it goes on later from the last progress. Nothing once it has ended."""
        self._end(ItemResult(self._item.id, ItemState.WAITING))

    def dropped(self) -> None:
        """Forget what it has moved: the whole job is handed back."""
        with self._lock:
            moved, self._moved, self._ended = self._moved, 0, True
        self._recorder.kept(-moved)

    def _end(self, result: ItemResult) -> None:
        with self._lock:
            if self._ended:
                return
            self._ended = True
            moved = self._moved
        if result.state is not ItemState.DONE:
            self._recorder.kept(-moved)
            moved = 0
        self._recorder.ended(result, moved)
        self._desk.ended(self, result.state)
