"""All jobs, one a line."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from jos_tui.cli import output
from jos_tui.cli.jobs.book import opened_book, shown
from jos_tui.cli.progress import columns, percentage
from jos_tui.cli.reporting import error_record
from jos_tui.core import formats
from jos_tui.core.text import printable
from jos_tui.jobs.model import JobSnapshot

_HEAD = f"{'id':>4}  {'state':<11}  {'kind':<8}  {'done':>5}  {'rate':>10}  what"
_INDENT = " " * 6


def print_list(as_json: bool) -> None:
    """Write all jobs to stdout, newest last. Blocks; raises JosError."""
    with opened_book() as book:
        found = shown(book.snapshots())
    if as_json:
        output.write_lines(output.as_json(job_record(job)) for job in found)
    elif found:
        output.write_lines([_HEAD, *(line for job in found for line in _lines(job))])
    else:
        output.say("There are no jobs.")


def job_record(job: JobSnapshot) -> dict[str, object]:
    """Return a job as a JSON object."""
    return {
        "id": job.id,
        "state": job.state.value,
        "kind": job.kind.value,
        "title": job.title,
        "endpoint": job.endpoint,
        "planned": job.planned,
        "items": job.items_total,
        "done": job.items_done,
        "skipped": job.items_skipped,
        "failed": job.items_failed,
        "held": job.items_held,
        "bytes": job.bytes_total,
        "bytes_done": job.bytes_done,
        "rate": round(job.rate),
        "seconds_left": None if job.seconds_left is None else round(job.seconds_left),
        "problem": error_record(job.problem) if job.problem else None,
        "created": formats.iso_time(job.created_ms),
        "ended": formats.iso_time(job.ended_ms),
    }


def _lines(job: JobSnapshot) -> Iterator[str]:
    rate = formats.rate(job.rate) if job.rate > 0 else ""
    start = (
        f"{job.id:>4}  {job.state.value:<11}  {job.kind.value:<8}  {_progress(job):>5}  {rate:>10}"
    )
    yield _fitting(f"{start}  {printable(job.title)}")
    if job.items_failed:
        yield f"{_INDENT}{formats.count(job.items_failed)} failed: jos-tui jobs show {job.id}"
    if job.problem is not None:
        yield f"{_INDENT}{printable(str(job.problem))}"


def _progress(job: JobSnapshot) -> str:
    return f"{percentage(job)}%" if job.planned else "..."


def _fitting(line: str) -> str:
    return line[: columns(sys.stdout.fileno())] if sys.stdout.isatty() else line
