"""Leaving nothing half-done behind when a job is forgotten."""

from __future__ import annotations

from pathlib import Path

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import JosError, LocalError
from jos_tui.jobs.engine.job import Stores
from jos_tui.jobs.engine.memory import MemoryLimit
from jos_tui.jobs.engine.parts import WHOLE_UP_TO
from jos_tui.jobs.engine.recorder import Recorder
from jos_tui.jobs.engine.verify import EtagKnowledge
from jos_tui.jobs.engine.work_get import remove_part_of
from jos_tui.jobs.engine.works import Shared, Works
from jos_tui.jobs.item import Action, Item
from jos_tui.jobs.journal.job_record import JobRecord
from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.model import JobState
from jos_tui.jobs.request import GetRequest

_MAY_HAVE_LEFT = frozenset({JobState.SOME_FAILED, JobState.CANCELLED})


def clear_away(journal: Journal, record: JobRecord, stores: Stores) -> None:
    """Remove the part files and the uploads that the items of an ended job were to go on from.

    Blocks on the disk and the store; what was removed stays so if it is not all done. Raises
    LocalError at the first that cannot be removed. A store is needed only for uploads.
    """
    if record.state not in _MAY_HAVE_LEFT:
        return
    begun = (*journal.part_files(record.id), *journal.open_uploads(record.id))
    left = {item.id: item for item in begun if _may_have_left(item, record.state)}
    if not left:
        return
    try:
        if isinstance(record.request, GetRequest):
            _clear_folder(journal, Path(record.request.folder), list(left.values()))
        else:
            _clear_store(journal, record, stores, list(left.values()))
    except JosError as exc:
        raise _kept(record.id, exc) from exc


def _may_have_left(item: Item, state: JobState) -> bool:
    """Whether there may be something: of what a cancelled job has removed nothing is recorded."""
    if item.upload_id or item.begun_etag:
        return True
    by_name = item.action is Action.GET or item.size > WHOLE_UP_TO
    return state is JobState.SOME_FAILED and item.attempts > 0 and by_name


def _clear_folder(journal: Journal, folder: Path, items: list[Item]) -> None:
    for item in items:
        remove_part_of(folder, item)
        journal.undone(item)


def _clear_store(journal: Journal, record: JobRecord, stores: Stores, items: list[Item]) -> None:
    store = stores.store_for(record.store)
    shared = Shared(MemoryLimit(0), EtagKnowledge())  # nothing is sent
    works = Works(journal, Recorder(journal, record), store, shared)
    try:
        for item in items:
            works.undo(item, journal.pieces(item.id), CancelToken())
            journal.undone(item)
    finally:
        works.close()


def _kept(job_id: int, error: JosError) -> LocalError:
    return LocalError(
        f"Job {job_id} stays on the list",
        f"What it has left half-done cannot be removed: {error}",
        "Forget it again when that is put right.",
    )
