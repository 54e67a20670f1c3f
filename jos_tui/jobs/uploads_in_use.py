"""Which multipart uploads jobs are going to go on with."""

from __future__ import annotations

from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.journal.schema import Access
from jos_tui.jobs.worker.paths import StateHome


def uploads_in_use(home: StateHome) -> frozenset[str]:
    """Return the ids of uploads that jobs of this host have begun and have not given up.

    Also of those whose items failed, which a retry goes on from. Blocks on the disk. Raises
    LocalError.
    """
    journal = Journal(home.journal, Access.READ)
    try:
        return journal.uploads_in_use()
    finally:
        journal.close()
