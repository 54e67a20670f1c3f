"""How much is below a level, prefix by prefix, the largest first: ``U``."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from jos_tui.browse.usage_lines import LineKind, UsageLine, UsageOrder, usage_lines
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.location import Location
from jos_tui.core.text import printable
from jos_tui.jobs.model import JobSnapshot, Selection
from jos_tui.keymap import USAGE_ACTIONS, Action
from jos_tui.ui.deleting import ask_to_delete
from jos_tui.ui.jobs_watcher import JobsWatcher
from jos_tui.ui.list_screen import ListScreen
from jos_tui.ui.session import Session
from jos_tui.ui.usage.facts import placeholder, stage_text, usage_text
from jos_tui.ui.usage.rows import Scale, columns_of, heading, line_text
from jos_tui.ui.usage.survey import Stage, Survey
from jos_tui.ui.widgets.line_list import Row, RowTone
from jos_tui.ui.widgets.object_table_layout import fit

REDRAW_SECONDS = 0.5
_TITLE = "Usage of "
_SHOWN = "{usage.browse} shows the level in the browser"


class UsageScreen(ListScreen[Location | None], JobsWatcher):
    """Shows what is remembered, or measures. Answers a level to go to, None to stay.

    ``begun`` is told of each deletion that is begun here, with what it is about and where it goes.
    """

    def __init__(
        self,
        session: Session,
        location: Location,
        begun: Callable[[int, Selection, Location], None],
    ) -> None:
        super().__init__(USAGE_ACTIONS, 1)
        self._session = session
        self._begun = begun
        self._survey = Survey(session, location, self, self)
        self._prefix = location.prefix
        self._order = UsageOrder.SIZE
        self._lines: list[UsageLine] = []
        self._keys: dict[tuple[LineKind, str], int] = {}
        self._facts = Static(id="facts")
        self._heading = Static(id="usage-heading")
        self._timer: Timer | None = None

    def body(self) -> Iterable[Widget]:
        """What the level amounts to, the names of the columns, the lines."""
        yield self._facts
        yield self._heading
        yield self.list

    def on_mount(self) -> None:
        """Look for an earlier result; without one, measure."""
        self._timer = self.set_interval(REDRAW_SECONDS, self._draw, pause=True)
        self._survey.begin()
        self._draw()

    def on_unmount(self) -> None:
        """The connection may be closed under it."""
        self._survey.close()

    def take_jobs(self, jobs: Sequence[JobSnapshot]) -> None:
        """See whether a deletion has ended."""
        self._survey.take_jobs(jobs)

    @property
    def location(self) -> Location:
        """The level on screen."""
        return Location(self._survey.location.bucket, self._prefix)

    @property
    def _at_top(self) -> bool:
        return self._prefix == self._survey.location.prefix

    @property
    def _chosen(self) -> UsageLine | None:
        row = self.list.cursor_row
        return self._lines[row] if row < len(self._lines) else None

    # -- drawing ---------------------------------------------------------------------------------

    def survey_changed(self) -> None:
        """Another stage, or another tree: lines move only while it grows."""
        if self._timer is not None:
            grows = self._survey.stage is Stage.MEASURING
            (self._timer.resume if grows else self._timer.pause)()
        if self._survey.stage is Stage.COMPLETE:
            self._leave_what_is_gone()
        if self._survey.error is not None and self._survey.tree.total.objects:
            self.say_error(self._survey.error)
        self._draw()

    def _leave_what_is_gone(self) -> None:
        while not self._at_top and self._survey.tree.level(self._prefix, 0) is None:
            self._prefix = self.location.parent.prefix

    def on_resize(self) -> None:
        """Fit everything into another width."""
        self._draw()

    def _draw(self) -> None:
        """Show the level as it is known now. A cursor on the first row stays there."""
        survey, now_ms = self._survey, time.time_ns() // 1_000_000
        before = survey.before if survey.stage is Stage.COMPLETE else None
        was_first = self.list.cursor_row == 0
        tree = before.tree if before is not None else None
        self._lines = usage_lines(survey.tree, tree, self._prefix, self._order)
        width = max(20, self.size.width - 2)
        columns = columns_of(width, compared=before is not None)
        usage = survey.tree.usage(self._prefix)
        self._show_words(width, now_ms)
        self._heading.update(Content(heading(columns)))
        single = [line for line in self._lines if line.kind is not LineKind.MERGED]
        largest = max((line.usage.size for line in single), default=0)
        scale = Scale(usage.size if usage is not None else 0, largest)
        rows = []
        for line in self._lines:
            note = survey.note_on(line.prefix) if line.kind is LineKind.PREFIX else ""
            text = line_text(line, scale, columns, now_ms, note)
            tone = RowTone.WARNING if note else RowTone.PLAIN
            rows.append(Row(self._key(line.kind, line.prefix), (text,), tone))
        self.list.show(rows, placeholder(survey, self.with_keys))
        if was_first:
            self.list.action_first()
        self.show_footer()

    def _show_words(self, width: int, now_ms: int) -> None:
        uri = printable(self.location.uri)
        self.show_title(_TITLE + fit(uri, width - len(_TITLE)).rstrip())
        usage = self._survey.tree.usage(self._prefix)
        known = usage_text(usage, now_ms) if usage is not None else ""
        words = [known, stage_text(self._survey, self._prefix, now_ms, self.with_keys)]
        self._facts.update(Content("\n".join(filter(None, words))))

    def _key(self, kind: LineKind, prefix: str) -> int:
        return self._keys.setdefault((kind, prefix), len(self._keys))

    # -- keys ------------------------------------------------------------------------------------

    def runs(self) -> Mapping[str, Callable[[], None]]:
        """What each action does, by its id."""
        orders = {
            "usage.sort_size": UsageOrder.SIZE,
            "usage.sort_objects": UsageOrder.OBJECTS,
            "usage.sort_newest": UsageOrder.NEWEST,
            "usage.sort_name": UsageOrder.NAME,
        }
        return {
            "usage.open": self._open,
            "usage.parent": self._go_up,
            "usage.browse": self._browse,
            "usage.delete": self._delete,
            "usage.again": self._measure_again,
            "usage.escape": self._escape,
            "usage.close": lambda: self._leave(None),
            **{action: partial(self._sort, order) for action, order in orders.items()},
        }

    def why_not(self, action_id: str) -> str:
        """Return why an action cannot be done now, "" if it can."""
        line = self._chosen
        match action_id:
            case "usage.open":
                if line is None:
                    return "There is nothing here to open"
                if line.kind is LineKind.MERGED:
                    return self.with_keys(f"These are not remembered one by one: {_SHOWN}")
            case "usage.parent":
                words = self.with_keys("Nothing above is measured: {usage.close} closes")
                return words if self._at_top else ""
            case "usage.delete":
                return self._why_not_delete(line)
        return ""

    def _why_not_delete(self, line: UsageLine | None) -> str:
        if line is None:
            return "There is nothing here to delete"
        if line.kind is not LineKind.PREFIX:
            return self.with_keys(f"Only a prefix can be deleted from here: {_SHOWN}")
        if self._survey.stage is not Stage.COMPLETE:
            return "Only what was measured to its end can be deleted from here"
        if self._survey.is_going(line.prefix):
            return f"This is {self._survey.note_on(line.prefix)}"
        return self._session.why_no_change

    def label(self, action: Action) -> str:
        """Return what the footer calls an action."""
        if action.id == "usage.escape" and self._survey.at_work:
            return "stop"
        return action.label

    def _open(self) -> None:
        line = self._chosen
        if line is None:
            return
        if line.kind is LineKind.PREFIX:
            self._prefix = line.prefix
            self.list.action_first()
            self._draw()
        else:
            self._browse()

    def _go_up(self) -> None:
        left, self._prefix = self._prefix, self.location.parent.prefix
        self._draw()
        places = (row for row, line in enumerate(self._lines) if line.prefix == left)
        self.list.cursor_row = next(places, 0)

    def _browse(self) -> None:
        """Show the prefix under the cursor in the browser, or this level."""
        line = self._chosen
        prefix = line.prefix if line is not None else self._prefix
        self._leave(Location(self.location.bucket, prefix))

    def _sort(self, order: UsageOrder) -> None:
        self._order = order
        self._draw()

    def _measure_again(self) -> None:
        self._survey.measure_again()

    def _escape(self) -> None:
        if self._survey.at_work:
            self._survey.stop()
        elif not self.unsay():
            self._leave(None)

    def _leave(self, answer: Location | None) -> None:
        self._survey.close()  # now: what opens next must find what it leaves
        self.dismiss(answer)

    def _delete(self) -> None:
        line = self._chosen
        if line is None:
            return
        selection = Selection(self.location, (Entry(line.prefix, Kind.PREFIX),))

        def begun(job_id: int, target: Location) -> None:
            self._begun(job_id, selection, target)
            self._survey.going(job_id, line.prefix, target)

        ask_to_delete(self.app, self._session, selection, begun)

    def on_line_list_opened(self) -> None:
        """A row was double-clicked."""
        self.action_run("usage.open")
