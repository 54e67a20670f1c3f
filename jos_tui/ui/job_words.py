"""Jobs in words, for every screen that shows them."""

from __future__ import annotations

from collections.abc import Sequence

from jos_tui.core import formats
from jos_tui.jobs.deletion_words import gone_text, hidden_parts
from jos_tui.jobs.model import JobKind, JobSnapshot, JobState
from jos_tui.jobs.skip_words import skipped_text

_ARROWS = {
    JobKind.PUT: "↑",
    JobKind.GET: "↓",
    JobKind.DELETE: "✕",
    JobKind.COPY: "→",
    JobKind.MOVE: "→",
    JobKind.MOVE_UP: "↑",
    JobKind.MOVE_DOWN: "↓",
}
_NOUNS = {
    JobKind.PUT: "upload",
    JobKind.GET: "download",
    JobKind.DELETE: "deletion",
    JobKind.COPY: "copy",
    JobKind.MOVE: "move",
    JobKind.MOVE_UP: "move",
    JobKind.MOVE_DOWN: "move",
}
_STATES = {
    JobState.DRAFT: "asked about",
    JobState.WAITING: "waiting",
    JobState.RUNNING: "running",
    JobState.PAUSED: "paused",
    JobState.CANCELLING: "cancelling",
    JobState.DONE: "done",
    JobState.SOME_FAILED: "not all done",
    JobState.CANCELLED: "cancelled",
}


def job_arrow(kind: JobKind) -> str:
    """Return the sign of a kind of job."""
    return _ARROWS[kind]


def job_noun(kind: JobKind) -> str:
    """Return what a job of a kind is."""
    return _NOUNS[kind]


def job_state(job: JobSnapshot) -> str:
    """Return the state of a job in words."""
    if job.state is JobState.PAUSED and job.items_held:
        return "asks"
    return _STATES[job.state]


def percent(jobs: Sequence[JobSnapshot]) -> str:
    """Return how much of jobs is done, such as ``62%``; "" while their plans still grow.

    100% only when all of it really is done.
    """
    if not all(job.planned for job in jobs):
        return ""
    done, total = sum(job.bytes_done for job in jobs), sum(job.bytes_total for job in jobs)
    if not total:
        done, total = sum(map(_finished, jobs)), sum(job.items_total for job in jobs)
    whole = min(100, done * 100 // total) if total else 0
    at_an_end = all(job.state is JobState.DONE for job in jobs)
    return "100%" if at_an_end else f"{min(whole, 99)}%"


def job_facts(job: JobSnapshot) -> list[str]:
    """Return the numbers of a job, such as ``1,204 of 3,000+ objects``, ``118.0 MB/s``."""
    more = "" if job.planned else "+"
    noun = "item" if hidden_parts(job.contents) else "object"
    noun = noun if job.items_total == 1 and job.planned else f"{noun}s"
    there = job.items_done + job.items_skipped
    facts = [f"{formats.count(there)} of {formats.count(job.items_total)}{more} {noun}"]
    if job.bytes_total:
        facts.append(f"{formats.size(job.bytes_done)} of {formats.size(job.bytes_total)}{more}")
    if job.state.at_work and job.rate > 0:
        facts.append(formats.rate(job.rate))
    if job.state.at_work and job.planned and job.seconds_left is not None:
        facts.append(f"{formats.duration(job.seconds_left)} left")
    numbers = {
        "failed": job.items_failed,
        "skipped": job.items_skipped,
        "held": job.items_held,
    }
    return facts + [f"{formats.count(number)} {what}" for what, number in numbers.items() if number]


def summary(job: JobSnapshot) -> str:
    """Return what came of a job in one sentence."""
    parts = [f"{formats.plural(job.items_done, 'object')} done, {formats.size(job.bytes_done)}"]
    if hidden_parts(job.contents):
        parts = [f"{formats.plural(job.items_done, 'item')} deleted"]
        if job.state is JobState.DONE:
            parts = [f"deleted {gone_text(job.contents)}"]
    if job.items_skipped:
        parts.append(skipped_text(job.kind, job.items_skipped))
    if job.items_failed:
        parts.append(f"{formats.count(job.items_failed)} failed")
    return ", ".join(parts)


def names_taken(held: int) -> str:
    """Return ``3 names are taken``."""
    return f"{formats.plural(held, 'name')} {'is' if held == 1 else 'are'} taken"


def _finished(job: JobSnapshot) -> int:
    return job.items_done + job.items_skipped + job.items_failed
