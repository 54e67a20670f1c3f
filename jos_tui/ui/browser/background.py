"""The jobs that were begun on the main screen: what is said of them, what they leave to show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from jos_tui.core.entry import FEW_ROWS, Kind
from jos_tui.core.location import Location
from jos_tui.core.text import printable
from jos_tui.jobs.model import Counted, JobKind, JobSnapshot, JobState, Selection
from jos_tui.ui.deleting import NOWHERE
from jos_tui.ui.job_words import names_taken, summary
from jos_tui.ui.look import keymap_of

if TYPE_CHECKING:
    from jos_tui.ui.browser.screen import BrowserScreen


_CHANGES_FILES = frozenset({JobKind.GET, JobKind.MOVE_UP, JobKind.MOVE_DOWN})


class Rows(Enum):
    """What becomes of the chosen rows when all of a deletion is done."""

    GO = auto()
    STAY = auto()  # such as a bucket that was emptied


@dataclass(frozen=True, slots=True)
class _About:
    """What is kept of a selection: the prefixes or buckets in it, None if it is a large one.

    ``target`` is where it is copied to, ``new_key`` the row it becomes there if it is renamed.
    """

    location: Location
    levels: tuple[str, ...] | None
    rows: Rows
    target: Location
    new_key: str

    @classmethod
    def of(cls, selection: Selection, rows: Rows, target: Location, new_key: str) -> _About:
        location, levels = selection.location, None
        if selection.count <= FEW_ROWS:
            entries = selection.entries
            levels = tuple(row.key for row in entries if row.kind is not Kind.OBJECT)
        return cls(location, levels, rows, target, new_key)


class BackgroundJobs:
    """Lives on the UI thread. Fed with how the jobs are."""

    def __init__(self, browser: BrowserScreen) -> None:
        self._browser = browser
        self._about: dict[int, _About] = {}
        self._at_work: set[int] = set()
        self._asked: set[int] = set()

    def begun(
        self,
        job_id: int,
        selection: Selection,
        rows: Rows = Rows.GO,
        target: Location = NOWHERE,
        new_key: str = "",
    ) -> None:
        """Follow a job. ``selection`` is what it is about: a deletion or a move takes its prefixes
        or buckets away when all of it is done, unless they STAY, an upload adds to its location. A
        copy or move adds to ``target``; what is renamed is ``new_key`` then, and the cursor goes
        there.
        """
        self._about[job_id] = _About.of(selection, rows, target, new_key)
        self._follow(job_id)

    def _follow(self, job_id: int) -> None:
        self._at_work.add(job_id)
        self._browser.session.begun.add(job_id)
        self._browser.take_jobs(self._browser.session.jobs.snapshots())

    def begun_here(self, job_id: int) -> None:
        """Follow a job that changes what is on this level, nobody knows which rows."""
        here = self._browser.level.location
        self._about[job_id] = _About(here, None, Rows.GO, here, "")
        self._follow(job_id)

    def take_jobs(self, jobs: Sequence[JobSnapshot]) -> None:
        """Say what has ended, what waits for an answer, and what is too big for this machine."""
        session = self._browser.session
        if words := session.transfer_host.words_for(job for job in jobs if job.id in session.begun):
            self._browser.warn(words)
        for job in jobs:
            if job.id not in self._browser.session.begun:
                continue
            if job.items_held and (job.planned or job.state is JobState.PAUSED):
                self._ask_once(job)
            if job.state.at_work:
                self._at_work.add(job.id)
            elif job.id in self._at_work:
                self._at_work.remove(job.id)
                self._stopped(job)

    @property
    def _list_key(self) -> str:
        return keymap_of(self._browser).shown("transfer.list")

    def _ask_once(self, job: JobSnapshot) -> None:
        if job.id not in self._asked:
            self._asked.add(job.id)
            self._browser.warn(f"{names_taken(job.items_held)}: {self._list_key} shows them")

    def _stopped(self, job: JobSnapshot) -> None:
        title = printable(job.title)
        if job.kind in _CHANGES_FILES:
            self._browser.beside.renew()
        if job.state is JobState.PAUSED:
            if job.problem is not None and not job.items_held:
                why = printable(job.problem.title)
                self._browser.warn(f"{title} is paused: {why}. {self._list_key} shows it")
            return
        if job.state is JobState.DONE:
            self._browser.say(f"{title}: {summary(job)}")
        elif job.state is JobState.CANCELLED:
            self._browser.warn(f"{title}: cancelled, {summary(job)}")
        else:
            report = self._browser.with_keys("{transfer.list}, {job.open} shows the report")
            self._browser.warn(f"{title}: {summary(job)}. {report}")
        if (about := self._about.get(job.id)) is not None:
            self._show_result(job, about)

    def _show_result(self, job: JobSnapshot, about: _About) -> None:
        match job.kind:
            case JobKind.DELETE:
                self._show_what_is_gone(job, about)
            case JobKind.PUT | JobKind.MOVE_UP:
                self._browser.tree_pane.renew(about.location)
            case JobKind.COPY:
                self._browser.tree_pane.renew(about.target)
            case JobKind.MOVE_DOWN if not job.items_skipped:
                self._show_what_is_gone(job, about)
            case JobKind.MOVE:
                if not job.items_skipped:
                    self._show_what_is_gone(job, about)
                self._browser.tree_pane.renew(about.target)
                if about.new_key and about.target == self._browser.level.location:
                    self._browser.level.point_at(about.new_key)

    def _show_what_is_gone(self, job: JobSnapshot, about: _About) -> None:
        """Objects were shown as they went: here it is about the prefixes and buckets with them."""
        location = about.location
        is_whole = job.state is JobState.DONE and job.counted is Counted.ALL
        if is_whole and about.rows is Rows.GO and about.levels is not None:
            for key in about.levels:
                self._gone(location, key)
        elif about.rows is Rows.STAY:
            for key in about.levels or ():
                self._browser.tree_pane.renew(location.child(key))
        elif location == self._browser.level.location:
            self._browser.level.renew()
        if about.levels is None:
            self._browser.tree_pane.renew(location)

    def _gone(self, location: Location, key: str) -> None:
        """Take a deleted prefix or bucket out of tree and table; leave it if we are in it."""
        level = self._browser.level
        gone = location.child(key)
        self._browser.tree_pane.forget(gone)
        if level.location.bucket == gone.bucket and level.location.prefix.startswith(gone.prefix):
            level.open(location)
        elif level.location == location:
            level.remove_rows([key])
