"""A job as the journal knows it."""

from __future__ import annotations

from dataclasses import dataclass, fields

from jos_tui.core.errors import JosError
from jos_tui.jobs.model import JobState
from jos_tui.jobs.request import Options, Request, StoreRef


@dataclass(frozen=True, slots=True)
class Counts:
    """The items of a job by what came of them.

    ``bytes`` are those of all items but the skipped and failed ones, ``bytes_done`` those of the
    items that are done. Times in milliseconds since 1970 UTC, 0 if unknown: when the oldest and
    the newest of the objects or files were changed last.
    """

    items: int = 0
    done: int = 0
    skipped: int = 0
    failed: int = 0
    held: int = 0
    bytes: int = 0
    bytes_done: int = 0
    oldest_ms: int = 0
    newest_ms: int = 0

    @property
    def left(self) -> int:
        """How many items are neither done nor skipped nor failed."""
        return self.items - self.done - self.skipped - self.failed


COUNT_NAMES = tuple(field.name for field in fields(Counts))


@dataclass(frozen=True, slots=True)
class JobRecord:
    """One job.

    ``planned`` says that planning is complete; until then ``cursor`` is where it goes on after a
    restart. ``problem`` is why the job is where it is. ``ended_ms`` is 0 until it has ended; times
    in milliseconds since 1970 UTC.
    """

    id: int
    state: JobState
    request: Request
    store: StoreRef
    options: Options
    title: str
    planned: bool
    cursor: str
    counts: Counts
    created_ms: int
    ended_ms: int
    problem: JosError | None
    notes: tuple[str, ...]
