"""Having a request planned before anybody is asked about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from jos_tui.cli.progress import ProgressLine
from jos_tui.cli.watching import snapshot_of
from jos_tui.core import formats
from jos_tui.core.errors import JosError
from jos_tui.jobs.model import JobSnapshot, JobState
from jos_tui.jobs.request import Options, Request

if TYPE_CHECKING:
    from jos_tui.jobs.worker.client import JobsClient

_SECONDS = 0.1


@contextmanager
def drafted(client: JobsClient, request: Request, options: Options) -> Iterator[JobSnapshot]:
    """Plan a request and yield the whole plan; forget it unless it was confirmed meanwhile.

    Blocks until everything is counted, with signs of life. Raises JosError if it cannot be planned.
    """
    job_id = client.draft(request, options)
    try:
        yield _planned(client, job_id)
    finally:
        if _is_draft(client, job_id):
            with suppress(JosError):  # the worker forgets it anyway when we hang up
                client.discard(job_id)


def _planned(client: JobsClient, job_id: int) -> JobSnapshot:
    line = ProgressLine()
    try:
        while not client.wait(job_id, _SECONDS):
            job = snapshot_of(client, job_id)
            if job.problem is not None:
                raise job.problem
            items, size = formats.count(job.items_total), formats.size(job.bytes_total)
            line.show(f"Counting: {items}, {size}")
    finally:
        line.clear()
    job = snapshot_of(client, job_id)
    if job.problem is not None:
        raise job.problem
    return job


def _is_draft(client: JobsClient, job_id: int) -> bool:
    return any(job.id == job_id and job.state is JobState.DRAFT for job in client.snapshots())
