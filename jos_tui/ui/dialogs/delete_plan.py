"""The plan of a deletion in words."""

from __future__ import annotations

from dataclasses import dataclass

from jos_tui.core import formats
from jos_tui.core.text import printable, printable_name
from jos_tui.jobs.deletion_words import plan_lines
from jos_tui.jobs.model import Counted, JobSnapshot
from jos_tui.jobs.plan_ends import ends_of
from jos_tui.jobs.worker.client import JobsClient


@dataclass(frozen=True, slots=True)
class Sample:
    """The first and the last key that go, "" where there are not two; and what is to be known."""

    first: str = ""
    last: str = ""
    notes: tuple[str, ...] = ()


def sample_of(jobs: JobsClient, plan: JobSnapshot) -> Sample:
    """Look at both ends of a plan and at its notes. Blocks. Raises JosError."""
    keyed = plan.contents.keyed
    first, last = ends_of(jobs, plan.id, keyed) if keyed > 1 else ("", "")
    return Sample(first, last, jobs.report(plan.id).notes)


def sample_text(sample: Sample) -> str:
    """Return ``from a.nc`` and ``to z.nc`` as two lines, and a line for each note."""
    lines = [printable(note) for note in sample.notes]
    if sample.last:
        ends = [f"from {printable_name(sample.first)}", f"  to {printable_name(sample.last)}"]
        return "\n".join([*ends, *lines])
    return "\n".join(lines)


def totals_text(plan: JobSnapshot) -> str:
    """Return how much goes, and from when it is."""
    lines = plan_lines(plan.contents, plan.bytes_total)
    if plan.newest_ms and plan.contents.keyed == 1:
        lines.append(f"modified {formats.date(plan.newest_ms)} UTC")
    elif plan.newest_ms:
        newest, oldest = formats.date(plan.newest_ms), formats.date(plan.oldest_ms)
        lines.append(f"newest {newest} UTC, oldest {oldest} UTC")
    if plan.counted is Counted.SO_FAR:
        lines[0] = f"Counted so far: {lines[0]}"
    return "\n".join(lines)
