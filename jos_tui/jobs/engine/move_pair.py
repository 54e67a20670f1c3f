"""What a move across knows before it lets an original go: a file, and an object of its bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from jos_tui.jobs.codec import dumps, loads
from jos_tui.jobs.engine.move_source import is_same_object
from jos_tui.jobs.engine.source import Fingerprint
from jos_tui.jobs.item import Item
from jos_tui.jobs.model import Check
from jos_tui.store.store import ObjectStat


@dataclass(frozen=True, slots=True)
class Pair:
    """A file and an object that were found to be the same, and by what.

    ``etag`` is "" where the store tells none; then ``modified_ms`` counts, in milliseconds since
    1970 UTC. It is in the journal before either of them is deleted: so it is known after an
    interruption which of the two may go, or has gone.
    """

    file: Fingerprint
    etag: str
    modified_ms: int
    check: Check

    @property
    def mark(self) -> str:
        """This as text, for the journal."""
        return dumps(self)

    @classmethod
    def of(cls, item: Item) -> Self | None:
        """Return what an earlier attempt at an item has come to; None if not so far."""
        if not item.begun_etag or item.upload_id:
            return None
        try:
            return loads(cls, item.begun_etag)
        except ValueError:
            return None

    def is_object(self, found: ObjectStat) -> bool:
        """Whether the store has that object still."""
        return is_same_object(found, self.file.size, self.etag, self.modified_ms)
