"""What a worker that was killed, or went down with its host, has left to do."""

from __future__ import annotations

from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.journal.schema import Access
from jos_tui.jobs.worker.paths import StateHome


def is_work_left(home: StateHome) -> bool:
    """Whether the journal has jobs that a worker would go on with.

    For when there is no worker. Blocks on the disk. Raises LocalError.
    """
    journal = Journal(home.journal, Access.READ)
    try:
        return any(job.state.at_work for job in journal.jobs())
    finally:
        journal.close()
