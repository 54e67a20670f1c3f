"""One job: where from and where to, what was checked, and its items with their errors."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from time import monotonic

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from jos_tui.core.background import CancelToken
from jos_tui.core.errors import JosError
from jos_tui.core.text import printable
from jos_tui.jobs.item import ItemState, ItemView
from jos_tui.jobs.model import Conflict, JobSnapshot, Report
from jos_tui.jobs.request import Request
from jos_tui.keymap import ITEMS_ACTIONS, Action
from jos_tui.ui.asking import ask
from jos_tui.ui.job_words import job_arrow
from jos_tui.ui.session import Session
from jos_tui.ui.transfers.facts import base_of, facts_text, request_of
from jos_tui.ui.transfers.items import PAGE, ItemPages, item_detail
from jos_tui.ui.transfers.keyed import KeyedScreen
from jos_tui.ui.transfers.orders import (
    pause_label,
    why_not_cancel,
    why_not_pause,
    why_not_retry,
)

_FILTERS: Mapping[str, Collection[ItemState]] = {
    "all": (),
    "failed": (ItemState.FAILED,),
    "held": (ItemState.HELD,),
    "done": (ItemState.DONE,),
}
_ANSWERS = {
    "held.overwrite": Conflict.OVERWRITE,
    "held.skip": Conflict.SKIP,
    "held.keep_both": Conflict.KEEP_BOTH,
    "held.if_newer": Conflict.IF_NEWER,
}
_REPORT_SECONDS = 5.0  # a report counts through all items
_FROM_END = 50  # so many rows from the last one the next page is asked for


class JobScreen(KeyedScreen):
    """Answers True to leave the list of transfers too. Items come in pages as the cursor moves."""

    def __init__(self, session: Session, job: JobSnapshot) -> None:
        super().__init__(session, ITEMS_ACTIONS, 1)
        self._job = job
        self._request: Request | None = None
        self._report: Report | None = None
        self._facts = Static(id="facts")
        self._facts_shown = ""
        self._reported_at = 0.0
        self._filters = Static(id="item-filters")
        self._detail = Static(id="item-detail")
        self._filter = "held" if job.items_held else "failed" if job.items_failed else "all"
        self._pages = ItemPages("")
        self._reading: CancelToken | None = None
        self._outdated = False

    def body(self) -> Iterable[Widget]:
        """Facts, which items, the items, what there is to say of the one under the cursor."""
        yield self._facts
        yield self._filters
        yield self.list
        yield self._detail

    def on_mount(self) -> None:
        """Show what is known and ask for the rest."""
        home, job_id = self.session.home, self._job.id
        self.show_title(f"{job_arrow(self._job.kind)} {printable(self._job.title)}")
        ask(
            self,
            self.session.looks,
            lambda: request_of(home, job_id),
            self._take_request,
            self._no_request,
        )
        self._ask_report()
        self._show_facts()

    def take_jobs(self, jobs: Sequence[JobSnapshot]) -> None:
        """Show how this job is, and read again what is on screen of its items."""
        job = next((job for job in jobs if job.id == self._job.id), None)
        if job is None or job is self._job:
            return
        before, self._job = self._job, job
        turned = before.state is not job.state or before.planned is not job.planned
        if turned or monotonic() - self._reported_at > _REPORT_SECONDS:
            self._ask_report()
        self._show_facts()
        self._read_visible()
        self.show_footer()

    # -- facts -----------------------------------------------------------------------------------

    def _take_request(self, request: Request | None) -> None:
        self._request = request
        self._show_facts()
        self._show_filter(self._filter)

    def _no_request(self, error: JosError) -> None:
        self.say_error(error)
        self._show_filter(self._filter)

    def _ask_report(self) -> None:
        self._reported_at = monotonic()
        jobs, job_id = self.session.jobs, self._job.id
        ask(
            self,
            self.session.looks,
            lambda: jobs.report(job_id),
            self._take_report,
            self.say_error,
        )

    def _take_report(self, report: Report) -> None:
        self._report = report
        self._show_facts()

    def _show_facts(self) -> None:
        width = max(20, self.size.width - 2)
        text = facts_text(self._job, self._request, self._report, width)
        if text != self._facts_shown:
            self._facts_shown = text
            self._facts.update(Content(text))

    def on_resize(self) -> None:
        """Fit the facts into another width."""
        self._show_facts()

    # -- items -----------------------------------------------------------------------------------

    def _show_filter(self, name: str) -> None:
        """Show only some of the items, from the first on."""
        self._filter = name
        names = [f"‹{each}›" if each == name else f" {each} " for each in _FILTERS]
        self._filters.update(Content(f"Items: {' '.join(names)}"))
        self._pages = ItemPages(base_of(self._request))
        self.list.show((), "Looking…")
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        self._read(0)

    def _read_visible(self) -> None:
        """Read again what is on screen; what lies behind it follows when it gets there."""
        if self._reading is not None:
            self._outdated = True
        else:
            self._read(self._pages.before(self.list.first_visible))

    def _read(self, after_id: int) -> None:
        jobs, job_id, states = self.session.jobs, self._job.id, _FILTERS[self._filter]
        self._outdated = False
        self._reading = ask(
            self,
            self.session.looks,
            lambda: jobs.items(job_id, states, after_id, PAGE),
            partial(self._take_items, after_id),
            self._not_read,
        )

    def _take_items(self, after_id: int, items: Sequence[ItemView]) -> None:
        self._reading = None
        self._pages.put(after_id, items)
        self.list.show(self._pages.rows(), self._none_text())
        self._show_detail()
        if self._outdated:
            self._read_visible()
        else:
            self._read_on()

    def _none_text(self) -> str:
        if not _FILTERS[self._filter]:
            return "There is nothing to do for it, or it is not known yet."
        return self.with_keys("There are none of these: {items.all} shows all.")

    def _not_read(self, error: JosError) -> None:
        self._reading = None
        self.say_error(error)

    def _read_on(self) -> None:
        """Read the next page when the cursor comes near the end of what was read."""
        near = self.list.cursor_row >= len(self.list.rows) - _FROM_END
        if near and self._reading is None and not self._pages.complete:
            self._read(self._pages.last_id)

    @property
    def _chosen(self) -> ItemView | None:
        return self._pages.item(self.list.cursor_row)

    def _show_detail(self) -> None:
        text = item_detail(self._chosen, self.with_keys)
        self._detail.display = bool(text)
        self._detail.update(Content(text))
        self.show_footer()

    def on_line_list_cursor_moved(self) -> None:
        """Show the error of another item, and read on if need be."""
        self._show_detail()
        self._read_on()

    # -- keys ------------------------------------------------------------------------------------

    def runs(self) -> Mapping[str, Callable[[], None]]:
        """What each action does, by its id."""
        answers = {
            name: partial(self._answer, conflict, all_of_them=False)
            for name, conflict in _ANSWERS.items()
        }
        answers |= {
            f"{name}_all": partial(self._answer, conflict, all_of_them=True)
            for name, conflict in _ANSWERS.items()
        }
        return {
            **answers,
            **{f"items.{name}": partial(self._show_filter, name) for name in _FILTERS},
            "job.pause": lambda: self.orders.pause_or_resume(self._job),
            "job.cancel": lambda: self.orders.cancel(self._job),
            "job.retry": lambda: self.orders.retry(self._job),
            "items.leave": partial(self._leave, all_of_it=False),
            "items.leave_all": partial(self._leave, all_of_it=True),
        }

    def _leave(self, *, all_of_it: bool) -> None:
        self.dismiss(all_of_it)

    def why_not(self, action_id: str) -> str:
        """Return why an action cannot be done now, "" if it can."""
        match action_id:
            case "job.pause":
                return why_not_pause(self._job)
            case "job.cancel":
                return why_not_cancel(self._job)
            case "job.retry":
                return why_not_retry(self._job)
            case _ if action_id in _ANSWERS:
                item = self._chosen
                held = item is not None and item.state is ItemState.HELD
                return "" if held else "This item waits for no answer"
            case _ if action_id.removesuffix("_all") in _ANSWERS:
                return "" if self._job.items_held else "No item waits for an answer"
        return ""

    def label(self, action: Action) -> str:
        """Return what the footer calls an action."""
        return pause_label(self._job) if action.id == "job.pause" else action.label

    def _answer(self, conflict: Conflict, *, all_of_them: bool) -> None:
        item = self._chosen
        if all_of_them:
            self.orders.answer(self._job, conflict)
        elif item is not None:
            self.orders.answer(self._job, conflict, (item.id,))
