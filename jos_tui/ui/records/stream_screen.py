"""A list whose rows stream in, page by page; they can be marked, and go when a job removes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Sized
from typing import Generic, TypeVar

from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from jos_tui.core import formats
from jos_tui.core.background import CancelToken
from jos_tui.core.errors import Cancelled, JosError, NoSuchBucket, NotAllowed, NotSupported
from jos_tui.core.location import Location
from jos_tui.core.text import printable
from jos_tui.jobs.model import JobSnapshot, JobState
from jos_tui.keymap import Action
from jos_tui.store.capabilities import Ability
from jos_tui.ui.job_words import summary
from jos_tui.ui.jobs_watcher import JobsWatcher
from jos_tui.ui.list_screen import ListScreen
from jos_tui.ui.records.columns import RecordColumn, columns_that_fit, heading, row_text
from jos_tui.ui.records.desk import Desk
from jos_tui.ui.records.marks import RowMarks
from jos_tui.ui.records.record import Count, MadeRows, Record
from jos_tui.ui.records.stage import Stage, placeholder, stage_text
from jos_tui.ui.widgets.line_list import Row, RowTone
from jos_tui.ui.widgets.object_table_layout import fit
from jos_tui.ui.words import error_lines

REDRAW_SECONDS = 0.5
_MARKED, _UNMARKED = "● ", "  "
Item = TypeVar("Item")
_Page = TypeVar("_Page", bound=Sized)


class StreamScreen(ListScreen[Location], JobsWatcher, Generic[Item]):
    """Subclasses say what is read of a location, how a row looks, and what can be done with it.

    Reads when it opens; below the list of buckets one bucket after the other. Esc stops that, then
    clears the marks, then leaves. Answers a level to go to in the browser, or None.
    """

    TITLE = ""
    NOUN = "row"
    NOTHING = "There is nothing."
    """What it means that there are no rows, and what else there is to do: a sentence of ours."""
    NEEDS: Ability | None = None
    """What not every store can do that is needed here."""

    def __init__(self, actions: Sequence[Action], desk: Desk, location: Location) -> None:
        super().__init__(actions, 1)
        self.desk = desk
        self.session = desk.session
        self.location = location
        self.records: list[Record[Item]] = []
        self.marks = RowMarks()
        self.stage = Stage.READING
        self._looked_at = Count()
        self.sums: list[int] = []
        self._error: JosError | None = None
        self._reading = CancelToken()
        self.begun: set[int] = set()
        self._going: dict[int, frozenset[Record[Item]]] = {}
        self._words: dict[int, str] = {}
        self._read_after: set[int] = set()
        self._facts = Static(id="facts")
        self._heading = Static(id="list-heading")
        self._timer: Timer | None = None
        self._columns: tuple[RecordColumn[Record[Item]], ...] = ()
        self._width = 0

    # -- what subclasses say ---------------------------------------------------------------------

    def pages(self, location: Location, token: CancelToken) -> Iterable[Sequence[Item]]:
        """Yield what there is below a location of one bucket, on a thread; raise JosError."""
        raise NotImplementedError

    def columns(self) -> Sequence[RecordColumn[Record[Item]]]:
        """Return the columns, the one that has all the room that is left last."""
        raise NotImplementedError

    def facts(self) -> str:
        """Return what there is to say of all that has come, in printable words."""
        return formats.plural(len(self.records), self.NOUN)

    def amounts(self, record: Record[Item]) -> Sequence[int]:
        """Return what is summed up over all rows; always as many numbers. See ``sums``."""
        del record
        return ()

    def tone(self, record: Record[Item]) -> RowTone:
        """Return how a row is meant."""
        return RowTone.WARNING if self.is_going(record) else RowTone.PLAIN

    def total(self, amount: int) -> int:
        """Return the sum of one of the :meth:`amounts`, by its place."""
        return self.sums[amount] if self.sums else 0

    # -- reading ---------------------------------------------------------------------------------

    def body(self) -> Iterable[Widget]:
        """What it all comes to, the titles of the columns, the rows."""
        yield self._facts
        yield self._heading
        yield self.list

    def on_mount(self) -> None:
        """Begin to read."""
        self._timer = self.set_interval(REDRAW_SECONDS, self.draw, pause=True)
        self.read()

    def on_unmount(self) -> None:
        """Ask for nothing that nobody will see."""
        self._reading.cancel()

    def read(self) -> None:
        """Read everything, from the beginning."""
        self._reading.cancel()
        self.records, self.sums, self._error = [], [], None
        self._looked_at = Count()
        self.marks.clear()
        self.unsay()
        self._turn_to(Stage.READING)
        self._reading = self.session.history.submit(self._read)

    def _read(self, token: CancelToken) -> None:
        try:
            for location in self._locations(token):
                self._read_one(location, token)
        except Cancelled:
            return
        except JosError as error:
            self.call_later(self._ended, token, error)
        else:
            self.call_later(self._ended, token, None)

    def _locations(self, token: CancelToken) -> Iterator[Location]:
        if not self.location.is_bucket_list:
            yield self.location
            return
        for bucket in self.session.store.buckets(token):
            yield self.location.child(bucket.key)

    def _read_one(self, location: Location, token: CancelToken) -> None:
        try:
            for page in self.pages(location, token):
                token.raise_if_cancelled()
                if page:
                    found = [Record(location.bucket, item) for item in page]
                    self.call_later(self._take, token, found)
        except (NotAllowed, NoSuchBucket) as error:
            if not self.location.is_bucket_list:
                raise
            self.call_later(self._passed_over, token, location, error)

    def counted(self, pages: Iterable[_Page]) -> Iterator[_Page]:
        """Pass pages on and count what is on them, on the thread that reads."""
        looked_at = self._looked_at
        for page in pages:
            looked_at.number += len(page)
            yield page

    def _take(self, token: CancelToken, found: Sequence[Record[Item]]) -> None:
        if token is self._reading and not token.cancelled:
            is_first = not self.records
            self.records += found
            self._sum_up(found)
            if is_first:  # at once; later pages twice a second
                self.draw()

    def _sum_up(self, found: Sequence[Record[Item]]) -> None:
        more = [sum(amounts) for amounts in zip(*map(self.amounts, found), strict=True)]
        self.sums = [sum(pair) for pair in zip(self.sums, more, strict=True)] if self.sums else more

    def _passed_over(self, token: CancelToken, location: Location, error: JosError) -> None:
        if token is self._reading and not token.cancelled:
            self.warn(printable(f"{location.bucket} is left out: {error.title}"))

    def _ended(self, token: CancelToken, error: JosError | None) -> None:
        if token is not self._reading or token.cancelled:
            return
        self._error = error
        self._turn_to(Stage.COMPLETE if error is None else Stage.FAILED)
        if error is not None and self.records:
            self.say_error(error)

    def _turn_to(self, stage: Stage) -> None:
        self.stage = stage
        if self._timer is not None:
            (self._timer.resume if stage is Stage.READING else self._timer.pause)()
        self.draw()

    # -- drawing ---------------------------------------------------------------------------------

    def draw(self) -> None:
        """Show what has come."""
        width = max(20, self.size.width - 2)
        if not self._columns or width != self._width:
            self._width = width
            self._columns = columns_that_fit(self.columns(), width - len(_MARKED))
        uri = printable(self.location.uri)
        self.show_title(f"{self.TITLE} {fit(uri, width - len(self.TITLE) - 1).rstrip()}")
        self._facts.update(Content(self._facts_text()))
        titles = heading(self._columns, width - len(_MARKED))
        self._heading.update(Content(f"{_UNMARKED}{titles}"))
        self.list.show(MadeRows(len(self.records), self._row_of(self.records)), self._placeholder())
        self.show_footer()

    def on_resize(self) -> None:
        """Share out the columns anew."""
        self.draw()

    def _row_of(self, records: Sequence[Record[Item]]) -> Callable[[int], Row]:
        def row(place: int) -> Row:
            mark = _MARKED if place in self.marks else _UNMARKED
            text = row_text(self._columns, records[place], self._width - len(_MARKED))
            return Row(place, (mark + text,), self.tone(records[place]))

        return row

    def _facts_text(self) -> str:
        if self.stage is Stage.FAILED and not self.records:
            return ""  # nobody knows how many there are
        looked_at = self._looked_at.number
        return self.facts() + stage_text(self.stage, len(self.marks), looked_at, self.with_keys)

    def _placeholder(self) -> str:
        if self.NEEDS is not None and isinstance(self._error, NotSupported):
            return f"{self.NEEDS.value}\n\n{self.with_keys('{rows.leave} closes')}"
        failed = error_lines(self._error) if self._error is not None else ""
        return placeholder(self.stage, self.NOTHING, failed, self.with_keys)

    # -- jobs ------------------------------------------------------------------------------------

    def follow(self, job_id: int, records: Iterable[Record[Item]], done: str = "") -> None:
        """Take rows away when all of a job is done that removes what they stand for.

        Then ``done`` is said, printable, or what came of the job.
        """
        self.begun.add(job_id)
        self._words[job_id] = done
        self._going[job_id] = frozenset(records)
        self.marks.clear()
        self.take_jobs(self.session.jobs.snapshots())
        self.draw()

    def read_after(self, job_ids: Iterable[int]) -> None:
        """Read everything again whenever one of these jobs has ended."""
        self._read_after.update(job_ids)
        self.take_jobs(self.session.jobs.snapshots())

    def following(self, records: Sequence[Record[Item]], done: str = "") -> Callable[[int], None]:
        """Return :meth:`follow` for these rows."""
        return lambda job_id: self.follow(job_id, records, done)

    def is_going(self, record: Record[Item]) -> bool:
        """Whether a job is about to remove it."""
        return any(record in records for records in self._going.values())

    def take_jobs(self, jobs: Sequence[JobSnapshot]) -> None:
        """Take away what is gone."""
        ended = {job.id for job in jobs if job.state.is_end}
        if self._read_after & ended:
            self._read_after -= ended
            self.read()
        for job in jobs:
            if job.id not in self._going or not job.state.is_end:
                continue
            gone, done = self._going.pop(job.id), self._words.pop(job.id)
            if job.state is JobState.DONE:
                self.take_away(gone)
                self.say(done or f"{printable(job.title)}: {summary(job)}")
            else:
                again = self.with_keys("{rows.again} looks what is left")
                self.warn(f"{printable(job.title)}: {summary(job)}. {again}")
            self.draw()

    def take_away(self, gone: frozenset[Record[Item]]) -> None:
        """Take rows away whose things are gone."""
        kept = [place for place, record in enumerate(self.records) if record not in gone]
        self.marks.keep(kept)
        self.records, self.sums = [self.records[place] for place in kept], []
        self._sum_up(self.records)

    # -- keys ------------------------------------------------------------------------------------

    def runs(self) -> Mapping[str, Callable[[], None]]:
        """What each action does, by its id."""
        return {
            "rows.mark": self._toggle,
            "rows.mark_all": self._toggle_all,
            "rows.again": self.read,
            "rows.escape": self._escape,
            "rows.leave": self._leave,
        }

    def why_not(self, action_id: str) -> str:
        """Return why an action cannot be done now, "" if it can."""
        if action_id in {"rows.mark", "rows.mark_all"}:
            return "" if self.records else "There is nothing here to mark"
        return ""

    def label(self, action: Action) -> str:
        """Return what the footer calls an action."""
        if action.id == "rows.escape" and self.stage is Stage.READING:
            return "stop"
        return action.label

    @property
    def chosen(self) -> Record[Item] | None:
        """The record under the cursor."""
        place = self.list.cursor_key
        return self.records[place] if place is not None and place < len(self.records) else None

    def selected(self) -> list[Record[Item]]:
        """Return the marked records, else that under the cursor."""
        if self.marks:
            return self.marks.of(self.records)
        return [self.chosen] if self.chosen is not None else []

    def any_selected(self, fits: Callable[[Record[Item]], bool]) -> bool:
        """Whether one of those that :meth:`selected` returns fits."""
        if self.marks:
            return self.marks.any_of(self.records, fits)
        return self.chosen is not None and fits(self.chosen)

    @property
    def level(self) -> Location:
        """The level below which what is selected has its names."""
        if self.location.bucket or not self.records:
            return self.location
        return Location(self.selected()[0].bucket)

    def why_not_one_bucket(self) -> str:
        """Return why what is selected cannot be one job, "" if it can."""
        if self.location.bucket or not self.marks:
            return ""
        first = self.level.bucket
        several = self.any_selected(lambda record: record.bucket != first)
        return "These are of several buckets: choose those of one" if several else ""

    def _toggle(self) -> None:
        place = self.list.cursor_key
        if place is not None:
            self.marks.toggle(place)
            self.list.action_move(1)
            self.draw()

    def _toggle_all(self) -> None:
        self.marks.toggle_all(len(self.records))
        self.draw()

    def _escape(self) -> None:
        if self.stage is Stage.READING:
            self._reading.cancel()
            self._turn_to(Stage.STOPPED)
        elif self.unsay():
            pass
        elif self.marks.clear():
            self.draw()
        else:
            self._leave()

    def _leave(self) -> None:
        self.dismiss(None)
