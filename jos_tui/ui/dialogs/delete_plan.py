"""The plan of a deletion in words."""

from __future__ import annotations

from dataclasses import dataclass

from jos_tui.core import formats
from jos_tui.core.text import printable_name
from jos_tui.jobs.model import JobSnapshot, Selection, Totals
from jos_tui.jobs.plan_ends import ends_of
from jos_tui.jobs.typed_name import buckets_of
from jos_tui.jobs.worker.client import JobsClient
from jos_tui.ui import words


@dataclass(frozen=True, slots=True)
class Sample:
    """The first and the last key that go; both "" where there are not two."""

    first: str = ""
    last: str = ""


def objects_of(plan: JobSnapshot, selection: Selection) -> int:
    """Return how many of the items are objects: buckets that go are items too."""
    return max(0, plan.items_total - len(buckets_of(selection)))


def sample_of(jobs: JobsClient, job_id: int, objects: int) -> Sample:
    """Look at both ends of a plan. Blocks. Raises JosError."""
    return Sample(*ends_of(jobs, job_id, objects)) if objects > 1 else Sample()


def sample_text(sample: Sample) -> str:
    """Return ``from a.nc`` and ``to z.nc`` as two lines."""
    if not sample.last:
        return ""
    return f"from {printable_name(sample.first)}\n  to {printable_name(sample.last)}"


def totals_text(plan: JobSnapshot, selection: Selection) -> str:
    """Return how much goes, and from when it is."""
    objects = objects_of(plan, selection)
    text = words.totals(Totals(objects, plan.bytes_total))
    if plan.newest_ms and objects == 1:
        text += f"\nmodified {formats.date(plan.newest_ms)} UTC"
    elif plan.newest_ms:
        newest, oldest = formats.date(plan.newest_ms), formats.date(plan.oldest_ms)
        text += f"\nnewest {newest} UTC, oldest {oldest} UTC"
    return text
