"""One line on the browser for what runs behind it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static

from jos_tui.core import formats
from jos_tui.jobs.model import JobKind, JobSnapshot, JobState
from jos_tui.ui.job_words import job_arrow, job_noun, names_taken, percent
from jos_tui.ui.look import keymap_of


class JobBar(Static):
    """Hidden while no job is at work. Fed with snapshots by its screen."""

    auto_links = False

    def __init__(self) -> None:
        super().__init__(id="job-bar")
        self.display = False
        self._text = ""

    def show(self, jobs: Sequence[JobSnapshot]) -> None:
        """Show the jobs at work; hide when there is none."""
        text = bar_text(jobs, keymap_of(self).shown("transfer.list"))
        if text != self._text:
            self._text = text
            self.display = bool(text)
            self.update(Content(text), layout=False)  # one line stays one line


def bar_text(jobs: Sequence[JobSnapshot], list_key: str) -> str:
    """Return ``↑ 2 uploads  62%  118.0 MB/s  0:07 left   ↓ 1 waiting   w transfers``."""
    parts = [_of_kind(kind, [job for job in jobs if job.kind is kind]) for kind in JobKind]
    shown = [part for part in parts if part]
    return f" {'   '.join([*shown, f'{list_key} transfers'])}" if shown else ""


def _of_kind(kind: JobKind, jobs: Sequence[JobSnapshot]) -> str:
    waiting = [job for job in jobs if job.state is JobState.WAITING]
    moving = [job for job in jobs if job.state in {JobState.RUNNING, JobState.CANCELLING}]
    parts = []
    if moving:
        parts += [formats.plural(len(moving), job_noun(kind)), *_progress(moving)]
    if waiting:
        parts.append(f"{formats.count(len(waiting))} waiting")
    if not parts:
        return ""
    if failed := sum(job.items_failed for job in moving):
        parts.append(f"{formats.count(failed)} failed")
    if held := sum(job.items_held for job in moving):
        parts.append(names_taken(held))
    return f"{job_arrow(kind)} {'  '.join(parts)}"


def _progress(jobs: Sequence[JobSnapshot]) -> list[str]:
    parts = [percent(jobs) or _so_far(jobs)]
    if rate := sum(job.rate for job in jobs):
        parts.append(formats.rate(rate))
    times = [job.seconds_left for job in jobs]
    known = [seconds for seconds in times if seconds is not None]
    if known and len(known) == len(times) and all(job.planned for job in jobs):
        parts.append(f"{formats.duration(max(known))} left")
    return parts


def _so_far(jobs: Sequence[JobSnapshot]) -> str:
    done = sum(job.items_done + job.items_skipped + job.items_failed for job in jobs)
    return f"{formats.count(done)} of {formats.count(sum(job.items_total for job in jobs))}+"
