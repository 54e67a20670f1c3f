"""Dialogs that begin a job: one that cannot begin says why, and can be changed."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from time import monotonic

from textual import events
from textual.content import Content
from textual.widgets import Static

from jos_tui.core import formats
from jos_tui.core.errors import JosError
from jos_tui.core.text import printable
from jos_tui.jobs.model import Conflict, JobKind, JobSnapshot, Report
from jos_tui.jobs.request import CopyRequest, GetRequest, PutRequest
from jos_tui.ui.asking import ask
from jos_tui.ui.beginning import begin_job, confirm_job
from jos_tui.ui.dialogs.dialog import Dialog
from jos_tui.ui.jobs_watcher import JobsWatcher
from jos_tui.ui.session import Session
from jos_tui.ui.words import error_lines

Transfer = GetRequest | PutRequest | CopyRequest

_ACROSS = frozenset({JobKind.MOVE_UP, JobKind.MOVE_DOWN})


class StartingDialog(Dialog[int], JobsWatcher):
    """Hands a request to the worker, on a thread, and answers the number of the job.

    Where only differences are transferred, or originals go to the other side, what that comes to
    is shown first.
    """

    START_KEY = "Enter"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._wanted: Transfer | None = None
        self._drafted = 0  # set on the thread that asks; 0 while there is no draft
        self._comparing = False
        self._compared = False
        self._compared_at = 0.0
        self._beginning = False
        session.jobs.warm_up()

    def begin(self, request: Transfer) -> None:
        """Begin, once, however often Enter is pressed; or compare first, and begin then."""
        if self._beginning or (self._comparing and request == self._wanted):
            return
        if self._compared and request == self._wanted:
            self._begin_compared(request)
            return
        self._forget_draft()
        self._wanted = request
        if request.conflict is Conflict.IF_DIFFERENT or request.kind in _ACROSS:
            self._compare(request)
        else:
            self._begin(request)

    def on_key(self, event: events.Key) -> None:
        """Begin nothing with a key from before it was said what that comes to."""
        if self._compared and event.time < self._compared_at and event.key != "escape":
            event.stop()

    def action_leave(self) -> None:
        """Close without an answer, unless the job begins already."""
        if not self._beginning:
            self._forget_draft()
            self.dismiss(None)

    def say_problem(self, text: str) -> None:
        """Show printable text on the problem line."""
        self.query_one(".problem", Static).update(Content(text))

    # -- beginning -------------------------------------------------------------------------------

    def _begin(self, request: Transfer) -> None:
        self._beginning = True
        self.say_problem("Starting…")
        begin_job(self, self._session, request, self._begun, self._refused, self._not_begun)

    def _not_begun(self) -> None:
        self._beginning = False
        self.say_problem("")

    def _begin_compared(self, request: Transfer) -> None:
        self._beginning = True
        job_id = self._drafted
        confirm_job(
            self, self._session, request, job_id, self._begun, self._refused, self._not_confirmed
        )

    def _not_confirmed(self) -> None:
        self._beginning = False

    def _begun(self, job_id: int) -> None:
        self.dismiss(job_id)

    def _refused(self, error: JosError) -> None:
        self._beginning = self._comparing = self._compared = False
        self.say_problem(error_lines(error))

    # -- comparing -------------------------------------------------------------------------------

    def _compare(self, request: Transfer) -> None:
        self._comparing = True
        self.say_problem(_looking(request.kind))

        def draft() -> None:
            self._drafted = self._session.jobs.draft(request)

        ask(self, self._session.orders, draft, self._look, self._refused)

    def _look(self, _: None) -> None:
        self.take_jobs(self._session.jobs.snapshots())

    def take_jobs(self, jobs: Sequence[JobSnapshot]) -> None:
        """Show how far comparing is."""
        job = next((job for job in jobs if job.id == self._drafted), None)
        if job is None or not self._comparing:
            return
        if job.problem is not None:
            self._refused(job.problem)
        elif not job.planned:
            looked_at = f" {formats.count(job.items_total)} looked at" if job.items_total else ""
            self.say_problem(f"{_looking(job.kind)}{looked_at}")
        else:
            self._comparing = False
            client = self._session.jobs
            ask(
                self,
                self._session.looks,
                lambda: client.report(job.id),
                lambda report: self._show_comparison(job, report),
                self._refused,
            )

    def _show_comparison(self, job: JobSnapshot, report: Report) -> None:
        if job.id == self._drafted:
            self._compared, self._compared_at = True, monotonic()
            words = [*map(printable, report.notes), _to_transfer(job)]
            self.say_problem("\n".join([*words, f"{self.START_KEY} starts it, Esc cancels."]))

    def _forget_draft(self) -> None:
        """Forget what was compared: behind the order that made it, on the same thread."""
        if self._comparing or self._drafted:
            self._session.orders.submit(lambda _: self._discard())
        self._comparing = self._compared = False

    def _discard(self) -> None:
        drafted, self._drafted = self._drafted, 0
        if drafted:
            with suppress(JosError):  # the worker forgets it anyway when we hang up
                self._session.jobs.discard(drafted)


def _looking(kind: JobKind) -> str:
    return "Counting…" if kind in _ACROSS else "Comparing…"


def _to_transfer(job: JobSnapshot) -> str:
    number = job.items_total - job.items_skipped - job.items_failed
    amount = f"{formats.plural(number, 'object')}, {formats.size(job.bytes_total)}"
    if job.kind is JobKind.MOVE_UP:
        amount = amount.replace("object", "file", 1)
    if job.kind in _ACROSS:
        return f"To move, and then to delete where they are now: {amount}."
    return f"To transfer: {amount}."
