"""All jobs of this machine, also those that were begun elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from jos_tui.core import formats
from jos_tui.core.text import printable
from jos_tui.jobs.model import JobSnapshot, JobState
from jos_tui.keymap import TRANSFERS_ACTIONS, Action
from jos_tui.ui.job_words import job_arrow, job_facts, job_state, percent
from jos_tui.ui.session import Session
from jos_tui.ui.transfers.job_screen import JobScreen
from jos_tui.ui.transfers.keyed import KeyedScreen
from jos_tui.ui.transfers.orders import (
    pause_label,
    why_not_cancel,
    why_not_forget,
    why_not_pause,
    why_not_retry,
)
from jos_tui.ui.widgets.line_list import Row, RowTone

_NOTHING = (
    "Nothing has been transferred yet, or all of it is forgotten. In the browser {transfer.put} "
    "uploads and {transfer.get} saves. {jobs.leave} goes back."
)
_TONES = {
    JobState.PAUSED: RowTone.WARNING,
    JobState.SOME_FAILED: RowTone.ERROR,
}


class TransfersScreen(KeyedScreen):
    """A list of jobs, newest first, two lines each; drawn again where a job has moved."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, TRANSFERS_ACTIONS, 2)
        self._jobs: dict[int, JobSnapshot] = {}
        self._rows: dict[int, tuple[JobSnapshot, Row]] = {}

    def take_jobs(self, jobs: Sequence[JobSnapshot]) -> None:
        """Show how the jobs are."""
        shown = [job for job in reversed(jobs) if job.state is not JobState.DRAFT]
        self._jobs = {job.id: job for job in shown}
        rows = {job.id: self._row(job) for job in shown}
        self._rows = {job.id: (job, rows[job.id]) for job in shown}
        self.list.show(list(rows.values()), self.with_keys(_NOTHING))
        at_work = sum(job.state.at_work for job in shown)
        title = f"Transfers of this machine: {formats.count(len(shown))}"
        self.show_title(f"{title}, {formats.count(at_work)} at work" if at_work else title)
        self.show_footer()

    def _row(self, job: JobSnapshot) -> Row:
        known = self._rows.get(job.id)
        if known is not None and known[0] is job:
            return known[1]
        elsewhere = job.endpoint != self.session.profile.endpoint.url
        return Row(job.id, job_lines(job, elsewhere=elsewhere), _TONES.get(job.state, _tone(job)))

    @property
    def chosen(self) -> JobSnapshot | None:
        """The job under the cursor."""
        key = self.list.cursor_key
        return None if key is None else self._jobs.get(key)

    # -- keys ------------------------------------------------------------------------------------

    def runs(self) -> Mapping[str, Callable[[], None]]:
        """What each action does, by its id."""
        return {
            "job.open": lambda: self._with_chosen(self._open),
            "job.pause": lambda: self._with_chosen(self.orders.pause_or_resume),
            "job.cancel": lambda: self._with_chosen(self.orders.cancel),
            "job.retry": lambda: self._with_chosen(self.orders.retry),
            "job.forget": lambda: self._with_chosen(lambda job: self.orders.forget([job])),
            "job.forget_ended": lambda: self.orders.forget(self._ended()),
            "jobs.leave": self._leave,
        }

    def why_not(self, action_id: str) -> str:
        """Return why an action cannot be done now, "" if it can."""
        match action_id:
            case "job.open":
                return "" if self.chosen is not None else "There is no transfer here"
            case "job.pause":
                return why_not_pause(self.chosen)
            case "job.cancel":
                return why_not_cancel(self.chosen)
            case "job.retry":
                return why_not_retry(self.chosen)
            case "job.forget":
                return why_not_forget(self.chosen)
            case "job.forget_ended":
                return "" if self._ended() else "None has ended"
        return ""

    def label(self, action: Action) -> str:
        """Return what the footer calls an action."""
        return pause_label(self.chosen) if action.id == "job.pause" else action.label

    def _leave(self) -> None:
        self.dismiss(None)

    def _with_chosen(self, do: Callable[[JobSnapshot], None]) -> None:
        if (job := self.chosen) is not None:
            do(job)

    def _ended(self) -> list[JobSnapshot]:
        return [job for job in self._jobs.values() if job.state.is_end]

    def _open(self, job: JobSnapshot) -> None:
        def left(all_of_it: bool | None) -> None:
            if all_of_it:
                self.dismiss(None)

        self.app.push_screen(JobScreen(self.session, job), left)

    def on_line_list_opened(self) -> None:
        """A row was double-clicked."""
        self.action_run("job.open")


def job_lines(job: JobSnapshot, *, elsewhere: bool) -> tuple[str, str]:
    """Return a job as two printable lines; ``elsewhere`` names the store it works on."""
    share = percent([job]) or "…"
    head = f"{job_arrow(job.kind)} {share:>4}  {job_state(job):<12}  {printable(job.title)}"
    if elsewhere:
        head += f"  ({printable(job.endpoint)})"
    facts = job_facts(job)
    if job.problem is not None:
        facts.append(printable(job.problem.title))
    elif job.ended_ms:
        facts.append(formats.age(job.ended_ms, time.time_ns() // 1_000_000))
    return head, f"        {'  '.join(facts)}"


def _tone(job: JobSnapshot) -> RowTone:
    return RowTone.WARNING if job.problem is not None or job.items_failed else RowTone.PLAIN
