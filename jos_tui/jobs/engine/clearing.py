"""Leaving nothing half-done behind when a job is forgotten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from jos_tui.core import formats
from jos_tui.core.background import CancelToken
from jos_tui.core.errors import Cancelled, JosError, LocalError
from jos_tui.core.location import Location
from jos_tui.jobs.engine.job import Stores
from jos_tui.jobs.engine.memory import MemoryLimit
from jos_tui.jobs.engine.parts import WHOLE_UP_TO
from jos_tui.jobs.engine.patience import Trouble, trouble_of
from jos_tui.jobs.engine.recorder import Recorder
from jos_tui.jobs.engine.verify import EtagKnowledge
from jos_tui.jobs.engine.work_get import remove_part_of
from jos_tui.jobs.engine.works import Shared, Works
from jos_tui.jobs.item import Action, Item
from jos_tui.jobs.journal.job_record import JobRecord
from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.model import JobState
from jos_tui.jobs.request import GetRequest, Request

OnCleared = Callable[[int, int], None]
"""Takes how many things are removed and how many there are altogether. Must not block."""

_MAY_HAVE_LEFT = frozenset({JobState.SOME_FAILED, JobState.CANCELLED})


@dataclass(frozen=True, slots=True)
class Stuck:
    """What of a job could not be removed: how many things by place, and the first reason."""

    what: str
    places: Counter[str]
    error: JosError

    @property
    def sentence(self) -> str:
        """What to say once the job is no longer there to remember it."""
        where = ", ".join(
            f"{formats.plural(count, self.what)} at most in {place}"
            for place, count in self.places.items()
        )
        return f"Left behind: {where}. {self.error}"


def clear_away(
    journal: Journal,
    record: JobRecord,
    stores: Stores,
    cancel: CancelToken,
    on_cleared: OnCleared = lambda _done, _total: None,
) -> Stuck | None:
    """Remove the part files and the uploads that the items of an ended job were to go on from.

    Return what cannot be removed. Blocks on the disk and the store, for as long as there is
    something to remove. A store is needed only for uploads. Raises Cancelled, and LocalError when
    the journal cannot be used; what was removed stays so.
    """
    if record.state not in _MAY_HAVE_LEFT:
        return None
    begun = (*journal.part_files(record.id), *journal.open_uploads(record.id))
    left = {item.id: item for item in begun if _may_have_left(item, record.state)}
    if not left:
        return None
    items = list(left.values())
    try:
        with _undoing(journal, record, stores, cancel) as undo:
            stay, error = _clear(journal, items, undo, cancel, on_cleared)
    except Cancelled:
        raise
    except JosError as exc:
        stay, error = items, exc
    return _stuck(record.request, stay, error) if error else None


def kept(job_id: int, error: JosError) -> LocalError:
    """Return why a job is not forgotten of which something cannot be removed."""
    return LocalError(
        f"Job {job_id} stays on the list",
        f"What it has left half-done cannot be removed: {error}",
        "Forget it again when that is put right; to leave it behind for good: "
        f"jos-tui jobs forget --anyway {job_id}",
    )


def _may_have_left(item: Item, state: JobState) -> bool:
    """Whether there may be something: of what a cancelled job has removed nothing is recorded."""
    if item.upload_id or item.begun_etag:
        return True
    by_name = item.action is Action.GET or item.size > WHOLE_UP_TO
    return state is JobState.SOME_FAILED and item.attempts > 0 and by_name


def _clear(
    journal: Journal,
    items: Sequence[Item],
    undo: Callable[[Item], None],
    cancel: CancelToken,
    on_cleared: OnCleared,
) -> tuple[Sequence[Item], JosError | None]:
    """Undo one by one, past those that are refused but not past what all the others would meet.

    Return those that stay, and the first reason.
    """
    refused: list[Item] = []
    first: JosError | None = None
    for number, item in enumerate(items):
        cancel.raise_if_cancelled()
        try:
            undo(item)
        except Cancelled:
            raise
        except JosError as exc:
            first = first or exc
            if trouble_of(exc) is not Trouble.ITEM:
                return [*refused, *items[number:]], first
            refused.append(item)
        else:
            journal.undone(item)
            on_cleared(number + 1 - len(refused), len(items))
    return refused, first


def _stuck(request: Request, items: Sequence[Item], error: JosError) -> Stuck:
    if isinstance(request, GetRequest):
        return Stuck("part file", Counter({request.folder: len(items)}), error)
    return Stuck("unfinished upload", Counter(Location(item.bucket).uri for item in items), error)


@contextmanager
def _undoing(
    journal: Journal, record: JobRecord, stores: Stores, cancel: CancelToken
) -> Iterator[Callable[[Item], None]]:
    if isinstance(record.request, GetRequest):
        yield partial(remove_part_of, Path(record.request.folder))
        return
    store = stores.store_for(record.store)
    shared = Shared(MemoryLimit(0), EtagKnowledge())  # nothing is sent
    works = Works(journal, Recorder(journal, record), store, shared)
    try:
        yield lambda item: works.undo(item, journal.pieces(item.id), cancel)
    finally:
        works.close()
