"""Deletes are understood before they happen: what would go, then the question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from time import monotonic

from textual import events
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from jos_tui.core.errors import JosError
from jos_tui.core.text import printable
from jos_tui.jobs.model import JobSnapshot, Selection
from jos_tui.jobs.request import DeleteRequest
from jos_tui.jobs.typed_name import needs_typed_name, typed_name
from jos_tui.ui.asking import ask
from jos_tui.ui.dialogs.delete_plan import Sample, objects_of, sample_of, sample_text, totals_text
from jos_tui.ui.dialogs.dialog import Dialog
from jos_tui.ui.jobs_watcher import JobsWatcher
from jos_tui.ui.session import Session
from jos_tui.ui.widgets.key_footer import Hint
from jos_tui.ui.widgets.text_input import TextInput
from jos_tui.ui.words import described, error_lines

_LOOK_SECONDS = 5.0


class DeleteDialog(Dialog[int], JobsWatcher):
    """Has a deletion planned, shows it as it is counted, and answers the job once confirmed."""

    TITLE_TEXT = "Delete"
    HINTS = (Hint("Tab", "next"), Hint("Enter", "choose"), Hint("Esc", "cancel", "leave"))

    def __init__(self, session: Session, selection: Selection) -> None:
        super().__init__()
        self._session = session
        self._selection = selection
        self._drafted = 0  # set on the thread that asks; 0 while there is no draft
        self._confirming = False
        self._looking = False
        self._plan: JobSnapshot | None = None
        self._planned_at = 0.0

    def body(self) -> Iterable[Widget]:
        """What would go, a place for the typed name, and two buttons."""
        yield Static(Content(described(self._selection)), classes="subject")
        yield Static("Counting…", id="totals")
        yield Static(id="samples")
        yield Static(id="ask")
        typed = TextInput(id="typed", compact=True)
        typed.display = False
        yield typed
        yield Static(classes="problem")
        with Horizontal(classes="buttons"):
            yield Button("Keep everything", id="keep", compact=True)
            yield Button("Delete", id="delete", variant="error", compact=True, disabled=True)

    # -- the plan --------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Begin to count."""
        self.set_focus(self.query_one("#keep"))  # at once: a plan may be quick, and focus first
        ask(self, self._session.orders, self._draft, self._look, self._failed)
        self.set_interval(_LOOK_SECONDS, self._ask_whether_it_is_there)

    def on_unmount(self) -> None:
        """Let go of what may be a million rows: Textual remembers a dialog long after it closed."""
        self._selection = Selection(self._selection.location, ())

    def _draft(self) -> None:
        self._drafted = self._session.jobs.draft(DeleteRequest(self._selection))

    def _ask_whether_it_is_there(self) -> None:
        """A plan ends with its worker, which nobody tells."""
        jobs, drafted = self._session.jobs, self._drafted
        if drafted and not self._looking and self._session.looks.idle():
            looks = self._session.looks
            ask(self, looks, lambda: jobs.items(drafted, limit=1), lambda _: None, self._failed)

    def _look(self, _: None = None) -> None:
        self.take_jobs(self._session.jobs.snapshots())

    def take_jobs(self, jobs: Sequence[JobSnapshot]) -> None:
        """Show the running totals, and the plan when it is complete."""
        job = next((job for job in jobs if job.id == self._drafted), None)
        if job is None or self._looking:
            return
        if job.problem is not None:
            self._failed(job.problem)
        if not job.planned:
            counted = totals_text(job, self._selection)
            self.query_one("#totals", Static).update(Content(f"Counting… {counted}"))
        elif job.problem is None:
            self._looking = True
            objects = objects_of(job, self._selection)
            jobs_client = self._session.jobs
            ask(
                self,
                self._session.looks,
                lambda: sample_of(jobs_client, job.id, objects),
                lambda sample: self._planned(job, sample),
                self._failed,
            )

    def _planned(self, plan: JobSnapshot, sample: Sample) -> None:
        """Show the plan and open the way to confirm it."""
        self._plan = plan
        self._planned_at = monotonic()
        self.query_one("#totals", Static).update(Content(totals_text(plan, self._selection)))
        self.query_one("#samples", Static).update(Content(sample_text(sample)))
        asked = "This cannot be undone."
        if needs_typed_name(self._selection, objects_of(plan, self._selection)):
            asked += f" Type  {printable(self._wanted)}  to confirm:"
            typed = self.query_one("#typed", Input)
            typed.display = True
            self.set_focus(typed)
        else:
            self.query_one("#delete", Button).disabled = False
        self.query_one("#ask", Static).update(Content(asked))

    @property
    def _wanted(self) -> str:
        assert self._plan is not None
        return typed_name(self._selection, objects_of(self._plan, self._selection))

    def _failed(self, error: JosError) -> None:
        self._confirming = False
        self._say_problem(error_lines(error))

    def _say_problem(self, text: str) -> None:
        self.query_one(".problem", Static).update(Content(text))

    # -- the answer ------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Confirm nothing with an Enter from before there was a plan to read."""
        early = event.time < self._planned_at
        if early and event.key == "enter" and self.focused is not self.query_one("#keep"):
            event.stop()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Open the button when the name is right."""
        self.query_one("#delete", Button).disabled = not self._name_is_right(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Confirm with the right name, complain about a wrong one."""
        if self._name_is_right(event.value):
            self._confirm()
        else:
            self._say_problem("That is not the name shown. Nothing was deleted.")

    def _name_is_right(self, text: str) -> bool:
        return self._plan is not None and text == self._wanted

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Delete, or leave everything as it is."""
        if event.button.id == "delete":
            self._confirm()
        else:
            self.action_leave()

    def _confirm(self) -> None:
        plan = self._plan
        if plan is None or self._confirming:
            return
        self._confirming = True
        jobs = self._session.jobs
        ask(
            self,
            self._session.orders,
            lambda: jobs.confirm(plan.id),
            lambda _: self._confirmed(plan),
            self._failed,
        )

    def _confirmed(self, plan: JobSnapshot) -> None:
        self.dismiss(plan.id)

    def action_leave(self) -> None:
        """Keep everything, unless it was confirmed already."""
        if not self._confirming:
            self._session.orders.submit(lambda _: self._discard())
            self.dismiss(None)

    def _discard(self) -> None:
        """Forget the draft: behind the order that made it, on the same thread."""
        if self._drafted:
            with suppress(JosError):  # the worker forgets it anyway when we hang up
                self._session.jobs.discard(self._drafted)
