"""A process that works through a job without end, and says what the journal has taken."""

from __future__ import annotations

import sys
from pathlib import Path

from jos_tui.jobs.item import ItemProgress, ItemResult, ItemState
from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.journal.worker_id import WorkerId
from jos_tui.jobs.model import Check, JobState
from tests.jobs.journal.samples import get_item

ENDS = (ItemState.DONE, ItemState.FAILED, ItemState.SKIPPED, ItemState.DONE, ItemState.WAITING)


def main(path: Path, job_id: int) -> None:
    """Say ``planned N`` and ``ended N`` behind each transaction: how many there are by now."""
    journal = Journal(path)
    journal.enter(WorkerId.of_this_process())
    journal.move(job_id, JobState.RUNNING)
    while True:
        known = journal.counts(job_id).items
        journal.add_items(job_id, [get_item(known + n) for n in range(40)], str(known + 40))
        print("planned", known + 40, flush=True)
        leased = journal.lease(job_id, 30)
        made = [ItemProgress(item.id, "upload", 5, "e", "", {1: "a"}) for item in leased]
        results = [
            ItemResult(item.id, ENDS[n % len(ENDS)], Check.MD5, item.size)
            for n, item in enumerate(leased[:-3])
        ]
        journal.record(job_id, results, made)
        counts = journal.counts(job_id)
        print("ended", counts.items - counts.left, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
