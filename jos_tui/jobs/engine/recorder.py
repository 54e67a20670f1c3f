"""What one job has done since the journal was last written, and how far it is all in all."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

from jos_tui.core.errors import JosError
from jos_tui.jobs.engine.in_flight import Traffic
from jos_tui.jobs.engine.meter import Meter
from jos_tui.jobs.item import ItemProgress, ItemResult
from jos_tui.jobs.journal.job_record import JobRecord
from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.model import Change, Contents, Counted, JobKind, JobSnapshot, JobState
from jos_tui.jobs.planning.position import plan_at


class Recorder:
    """Gathers results, progress, notes and changes, and counts bytes. Every method is thread-safe.

    All but :meth:`flush` are quick. ``record`` is the job as the journal knows it.
    """

    def __init__(self, journal: Journal, record: JobRecord) -> None:
        self._journal = journal
        self._lock = threading.Lock()
        self._flushing = threading.Lock()
        self._record = record
        self._results: list[ItemResult] = []
        self._progress: list[ItemProgress] = []
        self._notes: list[str] = []
        self._changes: list[Change] = []
        self._traffic = Traffic()
        self._moved = 0  # of items whose end is not in the journal
        self._settled = 0  # the part of it that belongs to items in _results
        self._stale = False
        self._news = False
        self._problem: JosError | None = None
        self._current = ""
        self._counts_bytes = record.request.kind is not JobKind.DELETE
        self._meter = Meter()

    @property
    def record(self) -> JobRecord:
        """The job as the journal knew it a quarter of a second ago."""
        return self._record

    @property
    def traffic(self) -> Traffic:
        """What went over the wire, also for items that failed later."""
        return self._traffic

    def set_record(self, record: JobRecord) -> None:
        """Take over what the journal says of the job now."""
        with self._lock:
            self._record = record

    def outdated(self) -> None:
        """Let the next flush ask the journal for its counts again."""
        self._stale = True

    def working_on(self, name: str) -> None:
        """Show a name as the current one."""
        self._current = name

    def suffers(self, problem: JosError | None) -> None:
        """Show why the job does not get on, or that it does again."""
        if problem is self._problem:  # as after each item that was done
            return
        with self._lock:
            self._news |= problem is not self._problem
            self._problem = problem

    def moved(self, amount: int) -> None:
        """Count bytes that went over the wire; negative ones take some back."""
        with self._lock:
            self._moved += amount
            if amount >= 0:
                self._traffic = Traffic(self._traffic.bytes + amount, self._traffic.pieces + 1)
            if self._counts_bytes and amount > 0:
                self._meter.add(amount, time.monotonic())

    def kept(self, amount: int) -> None:
        """Count bytes that are safe already and did not go over the wire now."""
        with self._lock:
            self._moved += amount

    def progress(self, progress: ItemProgress) -> None:
        """Keep for the next flush what is safe of an item."""
        with self._lock:
            self._progress.append(progress)

    def ended(self, result: ItemResult, moved: int) -> None:
        """Keep an end for the next flush; ``moved`` bytes were counted for the item."""
        with self._lock:
            self._results.append(result)
            self._settled += moved
            if not self._counts_bytes:
                self._meter.add(1, time.monotonic())

    def note(self, sentence: str) -> None:
        """Keep a sentence for the report."""
        with self._lock:
            if sentence not in self._record.notes and sentence not in self._notes:
                self._notes.append(sentence)

    def changed(self, changes: Sequence[Change]) -> None:
        """Keep what views of the store want to know."""
        with self._lock:
            self._changes.extend(changes)

    def flush(self) -> tuple[bool, Sequence[Change]]:
        """Write what has gathered; return whether there is anything new, and the changes.

        Blocks on the disk. Raises LocalError, and then keeps everything for another try.
        """
        with self._flushing:
            with self._lock:
                results, self._results = self._results, []
                progress, self._progress = self._progress, []
                notes, self._notes = self._notes, []
                settled, self._settled = self._settled, 0
                stale, self._stale = self._stale, False
                news, self._news = self._news, False
            if not (results or progress or notes or stale):
                return news, self._take_changes()
            try:
                self._write(results, progress, notes)
                record = self._journal.job(self._record.id)
            except JosError:
                with self._lock:
                    self._results[:0] = results
                    self._progress[:0] = progress
                    self._notes[:0] = notes
                    self._settled += settled
                raise
            with self._lock:
                self._record = record
                self._moved -= settled
            return True, self._take_changes()

    def _write(
        self,
        results: Sequence[ItemResult],
        progress: Sequence[ItemProgress],
        notes: Sequence[str],
    ) -> None:
        if results or progress:
            self._journal.record(self._record.id, results, progress)
        if notes:
            self._journal.note(self._record.id, notes)

    def _take_changes(self) -> Sequence[Change]:
        with self._lock:
            changes, self._changes = self._changes, []
        return changes

    def snapshot(self) -> JobSnapshot:
        """Return how far the job is."""
        with self._lock:
            at_work = self._record.state is JobState.RUNNING and self._problem is None
            pace = self._meter.rate(time.monotonic()) if at_work else 0.0
            return snapshot_of(
                self._record,
                moved=self._moved,
                rate=pace,
                current=self._current if at_work else "",
                problem=self._problem,
            )


def snapshot_of(
    record: JobRecord,
    *,
    moved: int = 0,
    rate: float = 0.0,
    current: str = "",
    problem: JosError | None = None,
) -> JobSnapshot:
    """Return how far a job is; ``moved`` bytes of items that have not ended yet.

    ``rate`` is in bytes per second, or for a deletion in items per second.
    """
    counts = record.counts
    by_bytes = record.request.kind is not JobKind.DELETE
    done = max(0, counts.bytes_done + moved)
    left = max(0, counts.bytes - done) if by_bytes else counts.left
    return JobSnapshot(
        id=record.id,
        kind=record.request.kind,
        title=record.title,
        state=record.state,
        items_total=counts.items,
        items_done=counts.done,
        items_skipped=counts.skipped,
        items_failed=counts.failed,
        bytes_total=counts.bytes,
        bytes_done=done,
        rate=rate if by_bytes else 0.0,
        seconds_left=left / rate if rate > 0 else None,
        current=current,
        items_held=counts.held,
        planned=record.planned,
        problem=problem or record.problem,
        endpoint=record.store.endpoint,
        created_ms=record.created_ms,
        ended_ms=record.ended_ms,
        oldest_ms=counts.oldest_ms,
        newest_ms=counts.newest_ms,
        contents=Contents() if by_bytes else plan_at(record.cursor).contents,
        counted=_counted(record),
    )


def _counted(record: JobRecord) -> Counted:
    if record.request.kind is not JobKind.DELETE or not record.planned:
        return Counted.ALL
    return Counted.ALL if plan_at(record.cursor).is_whole else Counted.SO_FAR
