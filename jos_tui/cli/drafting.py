"""Having a request planned before anybody is asked about it."""

from __future__ import annotations

import select
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum, auto
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


class Counting(Enum):
    """How long a plan is counted before it is asked about."""

    TO_THE_END = auto()
    UNTIL_ENTER = auto()  # or to the end: somebody at a terminal may have seen enough


@contextmanager
def drafted(
    client: JobsClient,
    request: Request,
    options: Options,
    counting: Counting = Counting.TO_THE_END,
) -> Iterator[JobSnapshot]:
    """Plan a request and yield the whole plan; forget it unless it was confirmed meanwhile.

    Blocks until everything is counted, or as much as was wanted, with signs of life. Raises
    JosError if it cannot be planned.
    """
    job_id = client.draft(request, options)
    try:
        yield _planned(client, job_id, counting)
    finally:
        if _is_draft(client, job_id):
            with suppress(JosError):  # the worker forgets it anyway when we hang up
                client.discard(job_id)


def _planned(client: JobsClient, job_id: int, counting: Counting) -> JobSnapshot:
    hint = "  (Enter: count no further)" if counting is Counting.UNTIL_ENTER else ""
    line = ProgressLine()
    try:
        while not client.wait(job_id, _SECONDS):
            job = snapshot_of(client, job_id)
            if job.problem is not None:
                raise job.problem
            items, size = formats.count(job.items_total), formats.size(job.bytes_total)
            line.show(f"Counting: {items}, {size}{hint}")
            if hint and _enter_was_pressed():
                client.stop_counting(job_id)
                hint = ""
    finally:
        line.clear()
    job = snapshot_of(client, job_id)
    if job.problem is not None:
        raise job.problem
    return job


def _enter_was_pressed() -> bool:
    """Whether a line was typed, which is then gone."""
    readable, _, _ = select.select([sys.stdin], [], [], 0)
    return bool(readable and sys.stdin.readline())


def _is_draft(client: JobsClient, job_id: int) -> bool:
    return any(job.id == job_id and job.state is JobState.DRAFT for job in client.snapshots())
