"""Where planned items go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from jos_tui.jobs.item import PlannedItem


class AnswersNeeded(Exception):
    """Planning can go on only once the user has said what becomes of names that are taken."""


class PlanSink(Protocol):
    """Keeps what is planned. Its methods may block on the disk."""

    def add(self, items: Sequence[PlannedItem], cursor: str, notes: Sequence[str] = ()) -> None:
        """Keep up to 1,000 more items, and where to go on after them, both or neither."""

    def has_file(self, path: str) -> bool:
        """Whether an item kept so far is saved at this path below the job's folder."""

    def uploads_in_use(self) -> frozenset[str]:
        """Return the ids of unfinished uploads that jobs of this host go on with."""

    def wait_for_ends(self) -> None:
        """Block until no item kept so far waits or runs, whatever came of each.

        Raises Cancelled, AnswersNeeded if some are held, and JosError for a plan that is only
        made to be asked about, of which nothing runs.
        """
