"""What the tests of planning work with: a sink that keeps all, and plans made with it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.errors import Cancelled
from jos_tui.core.location import Location
from jos_tui.jobs.item import ItemState, PlannedItem
from jos_tui.jobs.model import Selection
from jos_tui.jobs.planning.outbox import Outbox
from jos_tui.jobs.planning.plan import SyncCounts, plan, plan_into
from jos_tui.jobs.request import PutRequest, Request
from jos_tui.store.depth import Depth
from jos_tui.store.store import Store

NOW = CancelToken()  # never cancelled


@dataclass
class Kept:
    """Keeps what is planned; asks to stop after ``stop_after`` batches."""

    items: list[PlannedItem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    cursor: str = ""
    batches: list[int] = field(default_factory=list)
    stop_after: int = -1
    in_use: frozenset[str] = frozenset()
    cancel: CancelToken = field(default_factory=CancelToken)
    counts: SyncCounts = field(default_factory=SyncCounts)
    do: Callable[[Sequence[PlannedItem]], None] = lambda items: None
    done: int = 0
    waits: list[int] = field(default_factory=list)

    def add(self, items: Sequence[PlannedItem], cursor: str, notes: Sequence[str] = ()) -> None:
        """Keep a batch."""
        assert cursor.isascii()
        json.loads(cursor)
        self.items += items
        self.notes += (note for note in notes if note not in self.notes)
        self.cursor = cursor
        self.batches.append(len(items))
        if len(self.batches) == self.stop_after:
            self.cancel.cancel()

    def has_file(self, path: str) -> bool:
        """Whether an item has a path."""
        return any(item.path == path for item in self.items)

    def uploads_in_use(self) -> frozenset[str]:
        """The ids of uploads that must stay."""
        return self.in_use

    def wait_for_ends(self) -> None:
        """Let all that was planned so far be done, as ``do`` says."""
        self.waits.append(len(self.items))
        self.do(self.items[self.done :])
        self.done = len(self.items)

    @property
    def keys(self) -> list[str]:
        """The keys, in order."""
        return [item.key for item in self.items]

    def state_of(self, key: str) -> ItemState:
        """Return how the item of a key is planned."""
        [item] = [item for item in self.items if item.key == key]
        return item.state

    def states(self) -> dict[str, ItemState]:
        """Return how each key is planned."""
        return {item.key: item.state for item in self.items}


def planned(store: Store, request: Request) -> Kept:
    """Plan in one go."""
    kept = Kept()
    kept.counts = plan(store, request, kept, "", NOW)
    return kept


def planned_in_pieces(store: Store, request: Request, batch: int = 1) -> Kept:
    """Plan, stop after every batch of this size, and go on from its cursor in a new run."""
    kept = Kept(stop_after=1)
    for _ in range(200):
        kept.cancel, kept.stop_after = CancelToken(), len(kept.batches) + 1
        try:
            outbox = Outbox(kept, kept.cursor, kept.cancel, batch)
            kept.counts = plan_into(store, request, outbox, kept.cancel)
        except Cancelled:
            continue
        return kept
    raise AssertionError("It does not end")


@dataclass
class Desk:
    """A bucket and a folder."""

    store: Store
    bucket: str
    folder: Path

    def fill(self, *keys: str, body: bytes = b"") -> None:
        """Store objects."""
        for key in keys:
            self.store.put(self.bucket, key, body, NOW)

    def entries(self, prefix: str = "", depth: Depth = Depth.LEVEL) -> list[Entry]:
        """Return the rows of a listing."""
        found: list[Entry] = []
        for page in self.store.pages(Location(self.bucket, prefix), depth, NOW):
            for row in zip(page.keys, page.sizes, page.modified_ms, page.etags, strict=True):
                kind = Kind.OBJECT if row[1] >= 0 else Kind.PREFIX
                found.append(Entry(row[0], kind, row[1], row[2], row[3]))
        return found

    def select(self, *keys: str, prefix: str = "") -> Selection:
        """Choose rows of a level; without keys all of it."""
        rows = self.entries(prefix)
        chosen = [row for row in rows if not keys or row.key in keys]
        assert len(chosen) >= len(keys)
        return Selection(Location(self.bucket, prefix), tuple(chosen))

    def all_below(self, prefix: str = "") -> Selection:
        """Choose a level itself."""
        entry = Entry(prefix, Kind.PREFIX)
        return Selection(Location(self.bucket, prefix), (entry,))

    def put(self, *sources: Path, prefix: str = "") -> PutRequest:
        """Ask for an upload."""
        return PutRequest(tuple(map(str, sources)), Location(self.bucket, prefix))
