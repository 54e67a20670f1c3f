"""The main screen: bucket tree, object table, path bar, footer. Wiring only."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal

from jos_tui.browse.listing_model import LoadState
from jos_tui.core import formats
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.errors import JosError
from jos_tui.core.location import Location, Target
from jos_tui.keymap import ACTIONS
from jos_tui.ui.browser.actions import Actions, groups_of
from jos_tui.ui.browser.beside import Beside
from jos_tui.ui.browser.clipboard import Clipboard
from jos_tui.ui.browser.hints import FILTER_HINTS, Hints
from jos_tui.ui.browser.late_lines import LateLines
from jos_tui.ui.browser.level import Level
from jos_tui.ui.browser.measuring import Measuring
from jos_tui.ui.browser.owner import Owner
from jos_tui.ui.browser.recognising import REST_SECONDS, Recognising
from jos_tui.ui.browser.remembering import Remembering
from jos_tui.ui.browser.returning import Returning
from jos_tui.ui.browser.rows import say_below
from jos_tui.ui.compositor import FrugalScreen
from jos_tui.ui.jobs_watcher import JobsWatcher
from jos_tui.ui.key_dispatch import Following, KeyDispatch
from jos_tui.ui.look import keymap_of
from jos_tui.ui.session import Session
from jos_tui.ui.widgets.bucket_tree import BucketTree
from jos_tui.ui.widgets.key_footer import KeyFooter
from jos_tui.ui.widgets.object_table import ObjectTable
from jos_tui.ui.widgets.path_bar import PathBar
from jos_tui.ui.widgets.status_line import StatusLine, Tone
from jos_tui.ui.wire.driver import when_sent
from jos_tui.ui.words import badges_of, connection_label, error_lines

if TYPE_CHECKING:
    from textual.widgets import Input

    from jos_tui.jobs.model import Change, JobSnapshot, Selection
    from jos_tui.ui.browser.background import BackgroundJobs

LOOK_SECONDS = 5.0
"""How often it is looked, on this machine, whether somebody else has started a worker."""


class BrowserScreen(FrugalScreen, JobsWatcher):
    """Browses one connection. Keys come from the registry; what they do is in the action groups."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    AUTO_FOCUS = "ObjectTable"

    def __init__(
        self,
        session: Session,
        start: Target,
        owner: Owner,
        rest_seconds: float | None = REST_SECONDS,
    ) -> None:
        """Rows that rest so long are looked into for Zarr stores, never for None."""
        super().__init__(classes="-wide")  # as most are: then nothing is styled twice
        self.owner = owner
        self.session = session
        self._start = start
        self.table = ObjectTable()
        self.tree_pane = BucketTree(session)
        self.level = Level(self)
        self.measuring = Measuring(self)
        self.recognising = Recognising(self, rest_seconds)
        self.remembering = Remembering(self)
        self.returning = Returning(self)
        self._status = StatusLine()
        self.clipboard = Clipboard(self._status.stand, lambda: self.with_keys("{object.paste}"))
        self.beside = Beside(self)
        self.actions = Actions(groups_of(self), self.beside.in_front)
        self._path_bar = PathBar()
        self._was_shown = False
        self._footer = KeyFooter()
        self._late = LateLines(self)
        self.take_keys()

    def compose(self) -> ComposeResult:
        """Path bar, the two panes, footer. The other lines come when they are first needed."""
        yield self._path_bar
        with Horizontal(id="panes"):
            yield self.tree_pane
            yield self.table
        yield self._status
        yield self._footer

    def on_mount(self) -> None:
        """Open the place the program was started with; it is asked for behind the first frame."""
        self.session.hold_back()
        self.show_connection()
        self.session.take_up()
        self.remembering.begin(self._start)
        self.session.note_use()
        self.set_interval(LOOK_SECONDS, self.session.look_for_worker)
        if self._start.bucket:
            self.tree_pane.load_buckets()
            self.level.go_to(self._start)
        else:
            self.level.open(Location())
        self.state_changed()
        # By way of the app, which draws nothing before it is through with what it begins with.
        self.app.call_later(self.call_after_refresh, when_sent, self.app, self.session.begin)
        self.watch(self.table, "scroll_y", self._look_later, init=False)

    def show_connection(self) -> None:
        """Say which connection this is, and what is always to be seen of it."""
        profile = self.session.profile
        self._path_bar.show_connection(connection_label(profile), badges_of(profile))

    def on_resize(self) -> None:
        """More rows may be on screen."""
        self._look_later()

    def _look_later(self) -> None:
        """Look at the rows once they are drawn: the answer to a key comes first."""
        self.call_after_refresh(self.recognising.look)

    def on_screen_suspend(self) -> None:
        """Nobody looks at the rows."""
        self.recognising.pause()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """The rows are looked at again. What is shown first was styled as it was mounted."""
        event.refresh_styles = event.refresh_styles and self._was_shown
        self._was_shown = True
        self.recognising.look_again()

    # -- keys ------------------------------------------------------------------------------------

    def take_keys(self) -> None:
        """Use the keys that are in force now."""
        self.keyed = keymap_of(self).applied(ACTIONS)
        self._hints = Hints(self.actions, self.keyed)
        self._dispatch = KeyDispatch(self.keyed)
        self._dispatch.bind(self)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the keys to an input while one has the focus."""
        if action == "press":
            return not self._late.filter_has_focus
        return super().check_action(action, parameters)

    def action_press(self, key: str) -> None:
        """One key of the registry was pressed."""
        meaning = self._dispatch.feed(key)
        if isinstance(meaning, Following):
            self._late.show_following(meaning)
            return
        self._late.show_following(None)
        if meaning is not None:
            self.run(meaning.id)

    def on_key(self, event: events.Key) -> None:
        """A key that is not in the registry ends a sequence."""
        if self._dispatch.waiting:
            self._dispatch.reset()
            self._late.show_following(None)
            event.stop()

    def on_click(self) -> None:
        """So does a click, which has its own meaning."""
        self._dispatch.reset()
        self._late.show_following(None)

    def run(self, action_id: str) -> None:
        """Do an action, or say why it cannot be done now."""
        reason = self.actions.run(action_id)
        if reason:
            self.say(reason)
        self._show_footer()

    def action_run(self, action_id: str) -> None:
        """An action was clicked in the footer."""
        self.run(action_id)

    def _show_footer(self) -> None:
        if self._late.filter_has_focus:
            self._footer.show(FILTER_HINTS)
            return
        self._footer.show(self._hints.now())

    # -- panes -----------------------------------------------------------------------------------

    @property
    def tree_focused(self) -> bool:
        """Whether keys go to the tree."""
        return self.focused is self.tree_pane

    @property
    def pane(self) -> ObjectTable | BucketTree:
        """The pane that keys go to."""
        return self.tree_pane if self.tree_focused else self.table

    def other_pane(self) -> None:
        """Change between the table and what is beside it, or takes its place if it is narrow."""
        self.use_pane(self.beside.pane if self.focused is self.table else self.table)

    def use_pane(self, pane: ObjectTable | BucketTree) -> None:
        """Give a pane the keys, and the room where there is only room for one."""
        self.set_class(pane is self.tree_pane, "-tree")
        self.set_focus(pane)
        self._show_footer()

    @property
    def pointed(self) -> Selection | None:
        """What the cursor of the pane in use lies on, whatever is marked."""
        from jos_tui.jobs.model import Selection

        if not self.tree_focused:
            entry = self.table.cursor_entry
            return Selection(self.level.location, (entry,)) if entry else None
        location = self.tree_pane.cursor_location
        if location is None:
            return None
        kind = Kind.PREFIX if location.prefix else Kind.BUCKET
        return Selection(location.parent, (Entry(location.name_in_parent, kind),))

    def selection(self) -> Selection:
        """What an action is about: the tree's node, else the marked rows, else the cursor's."""
        from jos_tui.jobs.model import Selection

        if self.tree_focused:
            return self.pointed or Selection(Location(), ())
        return Selection(self.level.location, self.table.selection())

    @property
    def has_selection(self) -> bool:
        """Whether there is anything that an action could be about."""
        if self.tree_focused:
            return self.pointed is not None
        return len(self.level.model) > 0 or self.level.model.marked_count > 0

    def on_bucket_tree_chosen(self, event: BucketTree.Chosen) -> None:
        """Show in the table what was chosen in the tree."""
        self.level.open(event.location)
        if self.has_class("-narrow"):
            self.use_pane(self.table)

    def on_object_table_opened(self) -> None:
        """A row was double-clicked."""
        self.run("entry.open")

    def on_object_table_cursor_moved(self) -> None:
        """The keys that work may be others now."""
        self._show_footer()

    def on_descendant_focus(self) -> None:
        """The keys that work may be others now; a pane that was clicked is the one in use."""
        if self.focused is self.pane:
            self.set_class(self.tree_focused, "-tree")
        self._show_footer()

    def on_tree_node_highlighted(self) -> None:
        """The keys that work may be others now."""
        self._show_footer()

    def refresh_level(self) -> None:
        """Ask the server again, for the table and for what the tree shows of the same level."""
        self.recognising.forget(self.level.location)
        self.level.refresh()
        self.tree_pane.renew(self.level.location)

    # -- filter ----------------------------------------------------------------------------------

    def edit_filter(self) -> None:
        """Type into the filter."""
        self._late.filter.display = True
        self.set_focus(self._late.filter)
        self.level.model.prepare_filter()

    def clear_filter(self) -> bool:
        """Clear the filter; return whether there was one."""
        return self._late.clear_filter()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter as it is typed."""
        if event.input is self._late.made_filter:
            self.level.filter(event.value)

    def on_filter_bar_left(self) -> None:
        """Back to the table; an empty filter hides, and with it goes what it was prepared with."""
        bar = self._late.filter
        bar.display = bool(bar.value)
        if not bar.value:
            self.level.filter("")
        self.use_pane(self.table)

    # -- what the level and the jobs report ------------------------------------------------------

    def level_changed(self) -> None:
        """Another level is on screen."""
        self.clear_filter()
        self._status.clear_error()
        self._path_bar.show_location(self.level.location, self.level.asked)
        self.tree_pane.follow(self.level.location)
        self.remembering.went()

    def buckets_listed(self) -> None:
        """The list of buckets was renewed: the tree shows the same ones."""
        model = self.level.model
        if model.error is not None:
            self.tree_pane.show_no_buckets(model.error)
        elif model.state is LoadState.COMPLETE:
            self.tree_pane.show_buckets(model.rows())

    def state_changed(self) -> None:
        """Listing, marks or order changed: renew the lines around the table."""
        model = self.level.model
        self._path_bar.show_state(self.level.state_text())
        self.table.placeholder = self.level.empty_text()
        marked = ""
        if model.marked_count:
            marked = (
                f"{formats.count(model.marked_count)} marked, {formats.size(model.marked_bytes)}"
            )
        say_below(self.table, marked)
        self._show_footer()
        self.recognising.look()
        self.returning.look()

    def take_changes(self, changes: Sequence[Change]) -> None:
        """A job wrote or deleted something."""
        self.level.take_changes(changes)
        self.recognising.take_changes(changes)
        if any(not change.bucket for change in changes):
            self.tree_pane.load_buckets()

    def made(self, change: Change) -> None:
        """A bucket or folder was made: show it, with the cursor on it."""
        self.take_changes([change])
        self.tree_pane.renew(self.level.location)
        if change.written is not None:
            self.level.point_at(change.written.key)

    def take_jobs(self, jobs: Sequence[JobSnapshot]) -> None:
        """Show how far the jobs are."""
        self._late.show_jobs(jobs)
        if jobs:
            self.background.take_jobs(jobs)

    @cached_property
    def background(self) -> BackgroundJobs:
        """The jobs that were begun here: the first frame does without them."""
        from jos_tui.ui.browser.background import BackgroundJobs

        return BackgroundJobs(self)

    # -- words -----------------------------------------------------------------------------------

    def with_keys(self, sentence: str) -> str:
        """Return a sentence of ours, such as ``{level.refresh} asks again``, with the keys."""
        return keymap_of(self).filled(sentence)

    def say(self, text: str) -> None:
        """Say something in printable text."""
        self._status.say(text, Tone.NOTE)

    def warn(self, text: str) -> None:
        """Say what needs attention, in printable text."""
        self._status.say(text, Tone.WARNING)

    def say_error(self, error: JosError) -> None:
        """Say what went wrong: what happened, why, what to do."""
        self._status.say(error_lines(error), Tone.ERROR)

    def unsay(self) -> bool:
        """Take back what was said; return whether there was something."""
        return self._status.clear()

    # -- leaving ---------------------------------------------------------------------------------

    def leave_program(self) -> None:
        """End the program; running jobs are asked about first."""
        self.owner.action_leave()
