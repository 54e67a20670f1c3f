"""The rows of a large selection, read from the journal as planning gets to them."""

from __future__ import annotations

from dataclasses import replace

from jos_tui.core.entry import EntriesInOrder, Entry
from jos_tui.jobs.chosen_rows import ROWS_AT_ONCE
from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.model import Selection
from jos_tui.jobs.request import DropRequest, PutRequest, Request


class KeptRows(EntriesInOrder):
    """The rows of a job that are kept apart from its request. Holds a few thousand of them.

    Blocks on the disk; raises LocalError.
    """

    def __init__(self, journal: Journal, job_id: int, total: int) -> None:
        self._journal = journal
        self._job_id = job_id
        self._total = total
        self._read: tuple[int, tuple[Entry, ...]] = -1, ()

    def __len__(self) -> int:
        return self._total

    def between(self, start: int, stop: int) -> tuple[Entry, ...]:
        """Return those from ``start`` up to ``stop``, which is not beyond the last one."""
        found: list[Entry] = []
        while start < stop:
            number, skipped = divmod(start, ROWS_AT_ONCE)
            found += self._slice(number)[skipped : skipped + stop - start]
            start = (number + 1) * ROWS_AT_ONCE
        return tuple(found)

    def _slice(self, number: int) -> tuple[Entry, ...]:
        read = self._read
        if read[0] != number:
            self._read = read = number, self._journal.chosen_rows(self._job_id, number).entries
        return read[1]


def whole(journal: Journal, job_id: int, request: Request) -> Request:
    """Return the request of a job with the rows that are kept apart from it."""
    if isinstance(request, PutRequest | DropRequest) or not request.selection.apart:
        return request
    selection = request.selection
    rows = KeptRows(journal, job_id, selection.apart)
    return replace(request, selection=Selection(selection.location, rows))
