"""Deletes are understood before they happen: what would go, then the question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from time import monotonic

from textual import events
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from jos_tui.core import formats
from jos_tui.core.errors import JosError
from jos_tui.core.text import printable
from jos_tui.jobs.model import Counted, JobSnapshot, Selection
from jos_tui.jobs.protection import Protection, name_to_type
from jos_tui.jobs.request import DeleteRequest, Scope
from jos_tui.jobs.typed_name import needs_typed_name, typed_name
from jos_tui.store.capabilities import Ability
from jos_tui.ui.asking import ask
from jos_tui.ui.dialogs.delete_plan import Sample, sample_of, sample_text, totals_text
from jos_tui.ui.dialogs.dialog import Dialog
from jos_tui.ui.jobs_watcher import JobsWatcher
from jos_tui.ui.session import Session
from jos_tui.ui.widgets.key_footer import Hint
from jos_tui.ui.widgets.text_input import TextInput
from jos_tui.ui.words import described, error_lines

_LOOK_SECONDS = 5.0
_TITLES = {
    Scope.CURRENT: "Delete",
    Scope.ALL_VERSIONS: "Delete with all versions",
    Scope.NONCURRENT: "Delete older versions",
}


class DeleteDialog(Dialog[int], JobsWatcher):
    """Has a deletion planned, shows it as it is counted, and answers the job once confirmed."""

    HINTS = (Hint("Tab", "next"), Hint("Enter", "choose"), Hint("Esc", "cancel", "leave"))

    def __init__(self, session: Session, request: DeleteRequest) -> None:
        super().__init__()
        self._session = session
        self._request = request
        self._protected_by = ""  # as below
        self._drafted = 0  # set on the thread that asks; 0 while there is no draft
        self._confirming = False
        self._looking = False
        self._plan: JobSnapshot | None = None
        self._planned_at = 0.0

    def title_text(self) -> str:
        """Return what is to be done."""
        if not self._request.selection.location.is_bucket_list:
            return _TITLES[self._request.scope]
        return "Delete with all in it" if self._request.removes_buckets else "Empty"

    def body(self) -> Iterable[Widget]:
        """What would go, a place for the typed name, and what can be answered."""
        yield Static(Content(described(self._request.selection)), classes="subject")
        yield Static("Counting…", id="totals")
        yield Static(id="samples")
        yield Static(id="ask")
        typed = TextInput(id="typed", compact=True)
        typed.display = False
        yield typed
        yield Static(classes="problem")
        with Horizontal(classes="buttons"):
            yield Button("Keep everything", id="keep", compact=True)
            yield Button("Count no further", id="enough", compact=True, disabled=True)
            yield Button("Delete", id="delete", variant="error", compact=True, disabled=True)

    # -- the plan --------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Begin to count."""
        self.set_focus(self.query_one("#keep"))  # at once: a plan may be quick, and focus first
        ask(self, self._session.orders, self._draft, self._look, self._failed)
        self.set_interval(_LOOK_SECONDS, self._ask_whether_it_is_there)

    def on_unmount(self) -> None:
        """Let go of what may be a million rows: Textual remembers a dialog long after it closed."""
        nothing = Selection(self._request.selection.location, ())
        self._request = replace(self._request, selection=nothing)

    def _draft(self) -> None:
        protection = Protection(self._session.profile.protected)
        self._protected_by = protection.pattern_for(self._request)
        self._drafted = self._session.jobs.draft(self._request)

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
            self.query_one("#totals", Static).update(Content(f"Counting… {totals_text(job)}"))
            self.query_one("#enough", Button).disabled = not job.contents.in_buckets
        elif job.problem is None:
            self._looking = True
            jobs_client = self._session.jobs
            ask(
                self,
                self._session.looks,
                lambda: sample_of(jobs_client, job),
                lambda sample: self._planned(job, sample),
                self._failed,
            )

    def _planned(self, plan: JobSnapshot, sample: Sample) -> None:
        """Show the plan and open the way to confirm it."""
        self._plan = plan
        self._planned_at = monotonic()
        self.query_one("#totals", Static).update(Content(totals_text(plan)))
        self.query_one("#samples", Static).update(Content(sample_text(sample)))
        enough = self.query_one("#enough", Button)
        if enough.has_focus:
            self.set_focus(self.query_one("#keep"))
        enough.display = False
        asked = self._warning(plan, sample)
        if self._protected_by:
            asked = f"Protected: {printable(self._protected_by)}\n{asked}"
        if self._wanted:
            asked = f"{asked} Type  {printable(self._wanted)}  to confirm:".lstrip()
            typed = self.query_one("#typed", Input)
            typed.display = True
            self.set_focus(typed)
        else:
            self.query_one("#delete", Button).disabled = False
        self.query_one("#ask", Static).update(Content(asked))

    def _warning(self, plan: JobSnapshot, sample: Sample) -> str:
        if plan.counted is Counted.SO_FAR:
            counted = formats.count(plan.contents.in_buckets)
            return f"The {counted} counted so far would go. This cannot be undone."
        is_hiding = self._request.reach is Scope.CURRENT and set(sample.notes) - {
            Ability.BATCHES.value
        }
        return "" if is_hiding else "This cannot be undone."

    @property
    def _wanted(self) -> str:
        """What is to be typed, "" if nothing is."""
        assert self._plan is not None
        if self._protected_by:
            return name_to_type(self._request)
        selection, counted = self._request.selection, self._plan.contents.in_buckets
        if needs_typed_name(selection, counted):
            return typed_name(selection, counted)
        return ""

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
        """Delete, count no further, or leave everything as it is."""
        if event.button.id == "delete":
            self._confirm()
        elif event.button.id == "enough":
            self._count_no_further()
        else:
            self.action_leave()

    def _count_no_further(self) -> None:
        """Let what is counted by now be all; then it is shown, and asked about as ever."""
        jobs, drafted = self._session.jobs, self._drafted
        self.query_one("#enough", Button).disabled = True
        self._say_problem("")
        ask(
            self,
            self._session.orders,
            lambda: jobs.stop_counting(drafted),
            self._look,
            self._failed,
        )

    def _confirm(self) -> None:
        plan = self._plan
        if plan is None or self._confirming:
            return
        self._confirming = True
        jobs, typed = self._session.jobs, self.query_one("#typed", Input).value
        ask(
            self,
            self._session.orders,
            lambda: jobs.confirm(plan.id, typed),
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
