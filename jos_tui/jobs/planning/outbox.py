"""Planned items on their way to the sink, in batches, each with the place to go on from."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from jos_tui.core.background import CancelToken
from jos_tui.jobs.item import ItemState, PlannedItem
from jos_tui.jobs.planning.listed import out_of_order
from jos_tui.jobs.planning.position import Position, Stage
from jos_tui.jobs.planning.sink import PlanSink

BATCH = 1000
"""How many items go to the sink at once, at most."""

_SECONDS = 0.5  # so that work begins before a slow listing has a thousand items


class Outbox:
    """Gathers items. Each of its methods may block on the sink; raises what that raises.

    An item belongs to the step that ends with :meth:`reached`; only whole steps go out. Raises
    NotSupported for a cursor in the middle of a listing that was not in order.
    """

    def __init__(
        self, sink: PlanSink, cursor: str, cancel: CancelToken, batch: int = BATCH
    ) -> None:
        self._batch = batch
        self._sink = sink
        self._cancel = cancel
        self._items: list[PlannedItem] = []
        self._notes: list[str] = []
        self._due = time.monotonic() + _SECONDS
        self.position = Position.at(cursor)
        self.tally = self.position.tally
        if self.position.after is not None and not self.position.in_order:
            raise out_of_order()

    def add(self, item: PlannedItem) -> None:
        """Take an item."""
        self._items.append(item)
        self.tally.takes(item)
        if item.state is ItemState.FAILED:
            self.tally.failed += 1
        elif item.state in {ItemState.WAITING, ItemState.HELD}:
            self.tally.bytes += item.size

    def reached(self, after: str, version_id: str = "") -> None:
        """Say that everything up to a key has been looked at, or of it up to a version.

        Raises Cancelled.
        """
        if self.position.after is not None and after < self.position.after:
            self.position.in_order = False
        self.position.after, self.position.after_version = after, version_id
        if len(self._items) >= self._batch or time.monotonic() >= self._due:
            self.flush()
            self._cancel.raise_if_cancelled()

    def has_file(self, path: str) -> bool:
        """Whether an item that was flushed is saved at this path."""
        return self._sink.has_file(path)

    def uploads_in_use(self) -> frozenset[str]:
        """Return the ids of unfinished uploads that jobs of this host go on with."""
        return self._sink.uploads_in_use()

    def wait_for_ends(self) -> None:
        """Flush, and block until all that was planned so far has been tried."""
        self.flush()
        self._sink.wait_for_ends()

    def parts(self, stage: Stage, number: int) -> Iterator[int]:
        """Yield the parts of a stage that are not planned yet, by number; then it is over."""
        if stage.is_before(self.position.stage):
            return
        if self.position.stage.is_before(stage):
            self._turn_to(stage)
        while self.position.part < number:
            self._cancel.raise_if_cancelled()
            yield self.position.part
            self.position.part += 1
            self.position.after, self.position.after_version = None, ""

    def say(self, notes: Sequence[str]) -> None:
        """Take sentences for the user."""
        self._notes.extend(notes)

    def end(self) -> None:
        """Flush for the last time."""
        self._turn_to(Stage.END)
        self.flush()

    def flush_items(self) -> None:
        """Hand the items to the sink, if there are any, so that :meth:`has_file` knows them."""
        if self._items:
            self.flush()

    def flush(self) -> None:
        """Hand everything to the sink."""
        self._sink.add(self._items, self.position.cursor, self._notes)
        self._items, self._notes = [], []
        self._due = time.monotonic() + _SECONDS

    def _turn_to(self, stage: Stage) -> None:
        self.position.stage, self.position.part = stage, 0
        self.position.after, self.position.after_version = None, ""
