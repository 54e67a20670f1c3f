"""Sentences and labels that more than one screen shows."""

from __future__ import annotations

from collections.abc import Sequence

from jos_tui.core import formats
from jos_tui.core.entry import Kind
from jos_tui.core.errors import JosError
from jos_tui.core.text import printable, printable_name
from jos_tui.jobs.deletion_words import gone_text, hidden_parts
from jos_tui.jobs.model import JobKind, JobSnapshot, JobState, Selection, Totals
from jos_tui.profiles.endpoint import is_in_the_clear, is_inside, tenancy_of
from jos_tui.profiles.profile import Profile, Rights
from jos_tui.ui.widgets.path_bar import Badge
from jos_tui.ui.widgets.status_line import Tone

_COUNTED_ONE_BY_ONE = 1000


def described(selection: Selection) -> str:
    """Return a selection in printable words: one name, or how many rows of which level.

    The name of what was found further down is its path below the level.
    """
    if selection.count == 1:
        entry = selection.entries[0]
        name = entry.key.removeprefix(selection.location.prefix) or entry.name
        return f"{entry.kind.value} {printable_name(name)}"
    where = printable(selection.location.uri)
    return f"{formats.plural(selection.count, 'row')} of {where}"


def amount(selection: Selection) -> str:
    """Return ``2 objects, 1.3 MB`` or ``object a.nc, 1.3 MB``; what is below prefixes is unknown.

    Very many rows are only counted.
    """
    if selection.count > _COUNTED_ONE_BY_ONE:
        return formats.plural(selection.count, "row")
    objects = [entry for entry in selection.entries if entry.kind is Kind.OBJECT]
    size = [formats.size(sum(entry.size for entry in objects))] if objects else []
    if selection.count == 1:
        return ", ".join([described(selection), *size])
    others = [entry.kind.value for entry in selection.entries if entry.kind is not Kind.OBJECT]
    parts = [formats.plural(len(objects), "object")] if objects else []
    if others:
        noun = "prefixes" if others[0] == "prefix" else "buckets"
        parts.append(f"1 {others[0]}" if len(others) == 1 else f"{len(others):,} {noun}")
    return ", ".join([*parts, *size])


def error_lines(error: JosError) -> str:
    """Return an error as up to three lines: what happened, why, what to do."""
    return "\n".join(
        printable(line) for line in (error.title, error.reason, error.next_step) if line
    )


def connection_label(profile: Profile) -> str:
    """Return ``cedadev-o (inside, http)`` for a JASMIN tenancy, else ``name (https://host)``,
    or only the address where the name is no other.
    """
    if not profile.endpoints:
        return profile.name
    endpoint = profile.endpoint
    tenancy = tenancy_of(endpoint)
    if not tenancy and profile.name in {endpoint.host, endpoint.url}:
        return endpoint.url
    if not tenancy:
        return f"{profile.name} ({endpoint.url})"
    where = "inside" if is_inside(endpoint) else "outside"
    return f"{tenancy} ({where}, {'https' if endpoint.secure else 'http'})"


def badges_of(profile: Profile) -> tuple[Badge, ...]:
    """Return what is always to be seen of a connection, the worst first."""
    badges = []
    if profile.is_unverified:
        badges.append(Badge("TLS unchecked", Tone.ERROR))
    if is_in_the_clear(profile):
        badges.append(Badge("unencrypted", Tone.WARNING))
    if profile.rights is Rights.READ:
        badges.append(Badge("read-only"))
    return tuple(badges)


def urgent_line(remarks: Sequence[str]) -> str:
    """Return the first of some remarks in printable words, and where the others are."""
    more = f" (and {len(remarks) - 1} more: jos-tui profiles)" if len(remarks) > 1 else ""
    return printable(remarks[0]) + more


_ARROWS = {
    JobKind.PUT: "↑",
    JobKind.GET: "↓",
    JobKind.DELETE: "✕",
    JobKind.COPY: "→",
    JobKind.MOVE: "→",
}
_NOUNS = {
    JobKind.PUT: "upload",
    JobKind.GET: "download",
    JobKind.DELETE: "deletion",
    JobKind.COPY: "copy",
    JobKind.MOVE: "move",
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


def totals(counted: Totals) -> str:
    """Return ``1,204 objects, 1.2 GB``."""
    return f"{formats.plural(counted.count, 'object')}, {formats.size(counted.bytes)}"


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
        parts.append(f"{formats.count(job.items_skipped)} skipped, as they are there already")
    if job.items_failed:
        parts.append(f"{formats.count(job.items_failed)} failed")
    return ", ".join(parts)


def names_taken(held: int) -> str:
    """Return ``3 names are taken``."""
    return f"{formats.plural(held, 'name')} {'is' if held == 1 else 'are'} taken"


def _finished(job: JobSnapshot) -> int:
    return job.items_done + job.items_skipped + job.items_failed
