"""Which jobs a command means."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import click

from jos_tui.cli.jobs.book import Book, shown
from jos_tui.jobs.model import JobSnapshot

ALL = "all"


def require_known(book: Book, job_ids: Sequence[int]) -> list[JobSnapshot]:
    """Return the jobs of these numbers. Raises click.UsageError for one that is not there."""
    jobs = {job.id: job for job in shown(book.snapshots())}
    for job_id in job_ids:
        if job_id not in jobs:
            raise click.UsageError(f"There is no job {job_id}. jos-tui jobs lists those there are.")
    return [jobs[job_id] for job_id in dict.fromkeys(job_ids)]


def picked(
    book: Book, words: Sequence[str], fits: Callable[[JobSnapshot], bool]
) -> list[JobSnapshot]:
    """Return the jobs that numbers name, or with ``all`` every one that fits.

    Raises click.UsageError.
    """
    if ALL in words:
        return [job for job in shown(book.snapshots()) if fits(job)]
    return require_known(book, [_number(word) for word in words])


def _number(word: str) -> int:
    if not word.isascii() or not word.isdigit():
        raise click.UsageError(f"'{word}' is not the number of a job. jos-tui jobs lists them.")
    return int(word)
