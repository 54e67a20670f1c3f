"""How the jobs are, as far as this process has been told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from jos_tui.core.errors import JosError
from jos_tui.jobs.model import JobSnapshot, JobState

if TYPE_CHECKING:
    from jos_tui.jobs.worker.messages import Moved

OnSnapshots = Callable[[Sequence[JobSnapshot]], None]


class Board:
    """Thread-safe. ``on_snapshots`` is called with all jobs on the thread that brings the news."""

    def __init__(self, on_snapshots: OnSnapshots | None) -> None:
        self._on_snapshots = on_snapshots
        self._state = threading.Condition()
        self._jobs: dict[int, JobSnapshot] = {}
        self._closed = False
        self._outdated = False
        self._stuck = False
        self._confirmed: set[int] = set()

    def begin_anew(self) -> None:
        """Another worker is about to tell everything; until then this is what is known."""
        with self._state:
            self._outdated = True

    def put(self, moved: Moved) -> None:
        """Take the news in."""
        with self._state:
            if self._outdated:
                self._jobs.clear()
            self._outdated = self._stuck = False
            for snapshot in moved.jobs:
                self._jobs[snapshot.id] = snapshot
            for job_id in moved.gone:
                self._jobs.pop(job_id, None)
                self._confirmed.discard(job_id)
        self._tell()

    def confirmed(self, job_id: int) -> None:
        """A draft became a job: what still shows it as a draft is old news."""
        with self._state:
            self._confirmed.add(job_id)

    def stuck(self, problem: JosError) -> None:
        """Nobody works on the jobs any more, and why."""
        with self._state:
            self._stuck = True
            for job in self._jobs.values():
                if job.state.at_work:
                    self._jobs[job.id] = replace(job, problem=problem, rate=0.0, seconds_left=None)
        self._tell()

    def close(self) -> None:
        """Wake those who wait."""
        with self._state:
            self._closed = True
            self._state.notify_all()

    def snapshots(self) -> tuple[JobSnapshot, ...]:
        """Return all jobs, oldest first."""
        with self._state:
            return tuple(self._jobs[job_id] for job_id in sorted(self._jobs))

    def snapshot(self, job_id: int) -> JobSnapshot:
        """Return one job. Raises KeyError."""
        with self._state:
            return self._jobs[job_id]

    def has_work(self) -> bool:
        """Whether some job is at work."""
        with self._state:
            return any(job.state.at_work for job in self._jobs.values())

    def wait(self, job_id: int, seconds: float) -> bool:
        """Block until nothing more happens to a job by itself; return whether it is so."""
        with self._state:
            self._state.wait_for(lambda: self._closed or self._settled(job_id), seconds)
            return self._settled(job_id)

    def _settled(self, job_id: int) -> bool:
        job = self._jobs.get(job_id)
        if self._stuck or job is None:
            return True
        if job.state is JobState.DRAFT and job_id in self._confirmed:
            return job.problem is not None
        return is_settled(job)

    def _tell(self) -> None:
        with self._state:
            self._state.notify_all()
        if self._on_snapshots is not None:
            self._on_snapshots(self.snapshots())


def is_settled(job: JobSnapshot) -> bool:
    """Whether nothing more happens to a job by itself.

    It has ended, waits for the user, or waits for keys.
    """
    if job.state is JobState.DRAFT:
        return job.planned
    if job.state is JobState.WAITING:
        return job.problem is not None
    return not job.state.at_work
