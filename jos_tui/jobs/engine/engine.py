"""The jobs of one journal: run, paused, cancelled, watched."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from jos_tui.core.errors import JosError
from jos_tui.jobs.engine.crew import Crew, CrewRules, Staff
from jos_tui.jobs.engine.crew_words import Contract
from jos_tui.jobs.engine.in_flight import InFlight
from jos_tui.jobs.engine.job import Job, Listener, Means, Stores, Wanted
from jos_tui.jobs.engine.lanes import StoreLanes
from jos_tui.jobs.engine.memory import MemoryLimit
from jos_tui.jobs.engine.parts import MIB
from jos_tui.jobs.engine.patience import Patience
from jos_tui.jobs.engine.recorder import snapshot_of
from jos_tui.jobs.engine.run import CrewOf
from jos_tui.jobs.engine.verify import EtagKnowledge
from jos_tui.jobs.engine.works import Shared
from jos_tui.jobs.item import ItemState
from jos_tui.jobs.journal.job_record import JobRecord
from jos_tui.jobs.journal.journal import Journal
from jos_tui.jobs.model import Conflict, JobKind, JobSnapshot, JobState
from jos_tui.jobs.request import GetRequest, Options, Originals, PutRequest, StoreRef
from jos_tui.profiles.endpoint import tenancy_of
from jos_tui.profiles.profile import Profile
from jos_tui.store.store import Store

__all__ = ["Engine", "Listener", "Patience", "Stores"]

TRANSFERS_AT_ONCE = 8
"""How many parts or small files of one job are in flight at first."""

DELETES_AT_ONCE = 4
"""How many batches of keys of one job are in flight."""

MOST_AT_ONCE = 64
"""How many requests are in flight at one store at most."""

MOST_AT_ONCE_FOR_JASMIN = 16
"""What JASMIN wants no more of from one host."""

COUNTED_SO_FAR = (
    "Counting was stopped: only what had been counted goes. All the rest stays, also buckets."
)

_UPLOAD_MEMORY = 512 * MIB
_CLOSE_SECONDS = 5.0
_NO_PATIENCE_GIVEN = Patience()


class Engine:
    """Runs the jobs of a journal on daemon threads. Any thread may call its methods.

    They block on the journal at most, but for :meth:`wait` and :meth:`close`; effects follow. A
    ``job_id`` that the journal does not know raises KeyError, what a job's state does not allow
    WrongTransition, trouble with the journal LocalError.

    Eight parts or small files of a transfer are in flight, more where that measures faster, or as
    many as its options say; and four batches of a deletion. The jobs of a store take turns. Uploads
    of all jobs together hold at most 512 MiB of parts in memory, with parts of 16 MiB 128 MiB for
    eight, and a larger part by itself. Nothing grows with the number of items: up to 1,280 of a
    transfer are held at a time, or 8,000 of a deletion, some hundred bytes each.

    Where Python is the limit and many small files are left, other processes help with them, as
    ``crew`` says: by default one fewer than there are cores, three at most, for all jobs together.
    They count as the threads they stand in for: no more is in flight with them.
    """

    def __init__(
        self,
        journal: Journal,
        stores: Stores,
        listener: Listener,
        patience: Patience = _NO_PATIENCE_GIVEN,
        crew: CrewRules | None = None,
    ) -> None:
        self._journal = journal
        self._listener = listener
        self._state = threading.Condition()
        self._closing = False
        self._jobs: dict[int, Job] = {}
        self._records = {record.id: record for record in journal.jobs()}
        self._safe = {
            record.id: _safe_bytes(journal, record)
            for record in self._records.values()
            if not record.state.is_end
        }
        self._lanes: dict[str, StoreLanes] = {}
        self._shared: dict[str, Shared] = {}
        self._memory = MemoryLimit(_UPLOAD_MEMORY)
        self._crew_rules = crew or CrewRules.of_machine()
        self._staff = Staff(self._crew_rules.members)
        self._means = Means(
            journal,
            stores,
            listener,
            patience,
            self._shared_of,
            self._lanes_of,
            _in_flight,
            self._crew_of,
        )

    def run(self, job_id: int) -> None:
        """Take a job in hand that waits or is being cancelled, or plan a draft."""
        record = self._journal.job(job_id)
        self._keep(record)
        if record.state is JobState.CANCELLING:
            self._take(job_id, Wanted.CANCEL)
        elif record.state.at_work or record.state is JobState.DRAFT:
            self._take(job_id, Wanted.RUN)

    def confirm(self, job_id: int) -> None:
        """Let a draft become a job, and run it."""
        self._keep(self._journal.move(job_id, JobState.WAITING))
        job = self._jobs.get(job_id)
        if job is None or not job.start_over():
            self._take(job_id, Wanted.RUN)

    def stop_counting(self, job_id: int) -> None:
        """Plan a draft no further: what is planned by now is all that can be confirmed."""
        record = self._journal.job(job_id)
        if record.state is not JobState.DRAFT or record.planned:
            return
        self._journal.planning_done(job_id, [COUNTED_SO_FAR])
        self._keep(self._journal.job(job_id))
        job = self._jobs.get(job_id)
        if job is not None:
            job.start_over()
        self._listener.turned()

    def pause(self, job_id: int) -> None:
        """Stop a job until it is resumed; what it has sent stays. One that has ended stays so."""
        record = self._journal.job(job_id)
        job = self._jobs.get(job_id)
        if job is not None and job.want(Wanted.PAUSE):
            return
        if record.state in {JobState.WAITING, JobState.RUNNING}:
            self._keep(self._journal.move(job_id, JobState.PAUSED))
            self._listener.turned()

    def resume(self, job_id: int) -> None:
        """Go on with a job that is paused."""
        job = self._jobs.get(job_id)
        paused = self._journal.job(job_id).state is JobState.PAUSED
        # One that has just paused by itself still wants to run, but its thread is about to end.
        if job is not None and job.want(Wanted.RUN) and (not paused or job.start_over()):
            return
        if paused:
            self._keep(self._journal.move(job_id, JobState.WAITING))
        self.run(job_id)

    def cancel(self, job_id: int) -> None:
        """Give a job up, and remove what is half-done. One that has ended stays as it is."""
        record = self._journal.job(job_id)
        if record.state is JobState.DRAFT:
            self.forget(job_id)
            return
        if record.state.is_end:
            return
        if record.state is not JobState.CANCELLING:
            self._keep(self._journal.move(job_id, JobState.CANCELLING))
            self._listener.turned()
        self._take(job_id, Wanted.CANCEL)

    def retry(self, job_id: int) -> int:
        """Try the items that failed again; return how many."""
        count = self._journal.retry_failed(job_id)
        self._ready(job_id)
        return count

    def answer(self, job_id: int, conflict: Conflict, item_ids: Sequence[int] | None = None) -> int:
        """Say what becomes of items whose name is taken, of all by default; return how many."""
        count = self._journal.answer(job_id, conflict, item_ids)
        record = self._journal.job(job_id)
        if record.state is JobState.PAUSED and count:
            self.resume(job_id)
        else:
            self._ready(job_id)
        return count

    def forget(self, job_id: int) -> None:
        """Remove a job that has ended, or a draft."""
        job = self._jobs.get(job_id)
        if job is not None and self._journal.job(job_id).state is JobState.DRAFT:
            job.want(Wanted.LET_GO)
            job.join(_CLOSE_SECONDS)
        self._journal.forget(job_id)
        with self._state:
            self._records.pop(job_id, None)
            self._jobs.pop(job_id, None)
        self._listener.turned()

    def snapshots(self) -> tuple[JobSnapshot, ...]:
        """Return how far all jobs are, the oldest first, from memory."""
        with self._state:
            jobs, records, safe = dict(self._jobs), dict(self._records), dict(self._safe)
        return tuple(
            jobs[job_id].snapshot()
            if job_id in jobs
            else snapshot_of(records[job_id], moved=safe.get(job_id, 0))
            for job_id in sorted(records)
        )

    def idle(self) -> bool:
        """Whether no thread works on any job."""
        with self._state:
            return not self._jobs

    def wait(self, job_id: int, seconds: float) -> bool:
        """Block until no thread works on a job, or for so long; return whether that is so."""
        with self._state:
            return self._state.wait_for(lambda: job_id not in self._jobs, seconds)

    def close(self) -> None:
        """Hand everything back within five seconds, so that it can go on from the journal."""
        with self._state:
            self._closing = True
            jobs = list(self._jobs.values())
        for job in jobs:
            job.want(Wanted.HAND_BACK)
        until = time.monotonic() + _CLOSE_SECONDS
        for job in jobs:
            job.join(until - time.monotonic())

    def _ready(self, job_id: int) -> None:
        """Let items be done that have become ready."""
        job = self._jobs.get(job_id)
        if job is None or not job.again():
            self.run(job_id)

    def _take(self, job_id: int, wanted: Wanted) -> None:
        with self._state:
            if self._closing:
                return
            job = self._jobs.get(job_id)
            if job is not None and job.want(wanted):
                return
            job = Job(self._means, self._records[job_id], wanted, self._let_go)
            self._jobs[job_id] = job
            job.start()

    def _let_go(self, job: Job) -> None:
        """Take note that the thread of a job ends. Called on that thread."""
        try:
            safe = _safe_bytes(self._journal, job.record)
        except (JosError, KeyError):  # forgotten meanwhile, or the disk is full
            safe = 0
        with self._state:
            self._safe[job.id] = safe
            if self._jobs.get(job.id) is job:
                del self._jobs[job.id]
                problem = job.snapshot().problem  # a draft's is not in the journal
                self._records[job.id] = replace(job.record, problem=problem)
            self._state.notify_all()
        self._listener.turned()

    def _keep(self, record: JobRecord) -> None:
        with self._state:
            self._records[record.id] = record
            job = self._jobs.get(record.id)
        if job is not None:
            job.set_record(record)

    def _lanes_of(self, store: Store, ref: StoreRef) -> StoreLanes:
        with self._state:
            if ref.endpoint not in self._lanes:
                self._lanes[ref.endpoint] = StoreLanes("transfer", most_at_once(store.profile))
            return self._lanes[ref.endpoint]

    def _shared_of(self, ref: StoreRef) -> Shared:
        with self._state:
            if ref.endpoint not in self._shared:
                self._shared[ref.endpoint] = Shared(self._memory, EtagKnowledge())
            return self._shared[ref.endpoint]

    def _crew_of(self, store: Store, record: JobRecord) -> CrewOf:
        contract = self._contract(store, record)
        return partial(
            Crew, contract, self._crew_rules, self._staff, _in_flight(store, record).most
        )

    def _contract(self, store: Store, record: JobRecord) -> Contract | None:
        request = record.request
        if record.options.bandwidth or not isinstance(request, GetRequest | PutRequest):
            return None
        if request.originals is Originals.GO:  # only the worker writes what has to be known first
            return None
        etags = self._shared_of(record.store).etags
        return Contract(store.profile, request, record.created_ms, etags.are_md5)


def most_at_once(profile: Profile) -> int:
    """Return how many requests may be in flight at a store."""
    return MOST_AT_ONCE_FOR_JASMIN if any(map(tenancy_of, profile.endpoints)) else MOST_AT_ONCE


def in_flight(profile: Profile, kind: JobKind, options: Options) -> InFlight:
    """Return how many parts, small files or batches of a job are in flight at once."""
    usual = DELETES_AT_ONCE if kind is JobKind.DELETE else TRANSFERS_AT_ONCE
    fixed = options.in_flight or options.bandwidth or kind is JobKind.DELETE
    most = most_at_once(profile)
    first = min(options.in_flight or usual, most)
    return InFlight(first, first if fixed else most)


def _in_flight(store: Store, record: JobRecord) -> InFlight:
    return in_flight(store.profile, record.request.kind, record.options)


def _safe_bytes(journal: Journal, record: JobRecord) -> int:
    """Return how much is safe of items that are not done: the parts that are recorded."""
    if record.state.is_end:
        return 0
    return sum(
        min(item.size, item.part_size * len(journal.pieces(item.id)))
        for item in journal.part_files(record.id)
        if item.part_size and item.state is not ItemState.FAILED
    )
