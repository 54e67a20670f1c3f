"""The change of a job's counts that goes with changes of its items."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Self

from jos_tui.jobs.item import ItemState
from jos_tui.jobs.model import Check

_COUNTED = {
    ItemState.DONE: "done",
    ItemState.SKIPPED: "skipped",
    ItemState.FAILED: "failed",
    ItemState.HELD: "held",
}
_WITHOUT_BYTES = {ItemState.SKIPPED, ItemState.FAILED}


@dataclass(slots=True)
class Tally:
    """Differences, gathered in one transaction. ``oldest_ms`` and ``newest_ms`` are no differences
    but times, 0 while none was seen.
    """

    numbers: Counter[str] = field(default_factory=Counter)
    checks: Counter[Check] = field(default_factory=Counter)
    oldest_ms: int = 0
    newest_ms: int = 0

    @classmethod
    def of_waiting(cls, state: ItemState, items: int, size: int) -> Self:
        """Return the change when ``items`` of ``size`` bytes together become WAITING again."""
        tally = cls()
        tally.numbers[_COUNTED[state]] = -items
        tally.numbers["bytes"] = size if state in _WITHOUT_BYTES else 0
        return tally

    def planned(self, state: ItemState, size: int, modified_ms: int) -> None:
        """Count a new item."""
        self.numbers["items"] += 1
        self._enters(state, size)
        if modified_ms:
            self.oldest_ms = min(self.oldest_ms or modified_ms, modified_ms)
            self.newest_ms = max(self.newest_ms or modified_ms, modified_ms)

    def moved(self, state: ItemState, to: ItemState, size: int) -> None:
        """Count an item of ``size`` bytes that goes from one state to another."""
        if state in _COUNTED:
            self.numbers[_COUNTED[state]] -= 1
        if state not in _WITHOUT_BYTES:
            self.numbers["bytes"] -= size
        self._enters(to, size)

    def done(self, size: int, check: Check | None) -> None:
        """Take note of what came of an item that is done."""
        self.numbers["bytes_done"] += size
        if check is not None:
            self.checks[check] += 1

    def _enters(self, state: ItemState, size: int) -> None:
        if state in _COUNTED:
            self.numbers[_COUNTED[state]] += 1
        if state not in _WITHOUT_BYTES:
            self.numbers["bytes"] += size
