"""Leaving nothing half-done behind when a job is cancelled."""

from __future__ import annotations

from collections.abc import Sequence

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import Cancelled, JosError
from jos_tui.jobs.engine.halt import left_behind
from jos_tui.jobs.engine.patience import Endurance, Patience, Trouble, trouble_of
from jos_tui.jobs.engine.works import Works
from jos_tui.jobs.item import Item
from jos_tui.jobs.journal.journal import Journal


def tidy(
    works: Works, journal: Journal, items: Sequence[Item], patience: Patience, cancel: CancelToken
) -> list[str]:
    """Undo what was begun, however long the store lets itself wait for; return what a report says.

    Blocks; raises Cancelled when it is to be gone on with later.
    """
    endurance = Endurance(patience)
    notes: list[str] = []
    for item in items:
        pieces = journal.pieces(item.id)
        while True:
            cancel.raise_if_cancelled()
            try:
                works.undo(item, pieces, cancel)
            except Cancelled:
                raise
            except JosError as exc:
                pause = endurance.pause() if trouble_of(exc) is Trouble.OUTAGE else None
                if pause is None:
                    notes.append(left_behind(exc))
                    break
                cancel.wait(pause)
            else:
                journal.undone(item)
                endurance.worked()
                break
    return notes
