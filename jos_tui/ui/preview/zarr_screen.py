"""What is in a Zarr store, from its metadata alone. The raw keys are one key further."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from jos_tui.browse.dataset import Datasets
from jos_tui.core.background import CancelToken
from jos_tui.core.errors import Cancelled, JosError
from jos_tui.core.location import Location
from jos_tui.core.text import printable
from jos_tui.keymap import MOVES, ZARR_ACTIONS, Action, show_key
from jos_tui.preview.zarr import Dataset
from jos_tui.preview.zarr_reader import read_dataset
from jos_tui.ui.dialogs.help import help_dialog
from jos_tui.ui.key_dispatch import Following, KeyDispatch
from jos_tui.ui.preview.zarr_text import detail_text, facts_text, table
from jos_tui.ui.session import Session
from jos_tui.ui.widgets.key_footer import Hint, KeyFooter
from jos_tui.ui.widgets.line_list import LineList
from jos_tui.ui.widgets.status_line import StatusLine, Tone
from jos_tui.ui.words import error_lines

_READING = "Reading the metadata… Esc stops"
_STOPPED = "Stopped. R reads the metadata, o enters the raw keys."
_NO_ARRAYS = "There is no array in here. o enters the raw keys."


class ZarrScreen(Screen[Location]):
    """Answers the level to enter, or None. Reads when it opens; Esc stops that, and then leaves."""

    AUTO_FOCUS = "LineList"
    BINDINGS = [Binding("question_mark,f1", "help", show=False)]
    DEFAULT_CSS = """
    ZarrScreen {
        #facts {
            max-height: 6;
        }
        #titles {
            height: 1;
            padding: 0 1;
            background: $panel;
            text-style: bold;
        }
        #detail {
            height: auto;
            max-height: 7;
            padding: 0 1;
            background: $surface;
            color: $foreground;
        }
    }
    """

    def __init__(self, session: Session, location: Location, datasets: Datasets) -> None:
        """What is found is noted in ``datasets``."""
        super().__init__()
        self._session = session
        self._location = location
        self._datasets = datasets
        self._list = LineList(1)
        self._facts = Static(id="facts")
        self._titles = Static(id="titles")
        self._detail = Static(id="detail")
        self._said = StatusLine()
        self._footer = KeyFooter()
        self._dataset: Dataset | None = None
        self._reading: CancelToken | None = None
        self._runs: dict[str, Callable[[], None]] = {**self._moves(), **self._own()}
        self._dispatch = KeyDispatch((*MOVES, *ZARR_ACTIONS))
        self._dispatch.bind(self)

    def compose(self) -> ComposeResult:
        """Where it is, the whole, the arrays, the one under the cursor, keys."""
        yield Static(Content(f" Zarr  {printable(self._location.uri)}"), id="path-bar")
        yield self._facts
        yield self._titles
        yield self._list
        yield self._detail
        yield self._said
        yield self._footer

    def on_mount(self) -> None:
        """Begin to read."""
        self._read()

    def on_unmount(self) -> None:
        """Ask for nothing that nobody will see."""
        self._stop()

    # -- reading ---------------------------------------------------------------------------------

    def _read(self) -> None:
        store, location = self._session.store, self._location

        def work(token: CancelToken) -> None:
            try:
                dataset = read_dataset(store, location, token)
            except Cancelled:
                return
            except JosError as error:
                self.call_later(self._failed, token, error)
            else:
                self.call_later(self._take, token, dataset)

        self._said.clear()
        self._show_words(_READING)
        self._reading = self._session.listing.submit(work)
        self._show_footer()

    def _take(self, token: CancelToken, dataset: Dataset) -> None:
        if token is self._reading and not token.cancelled:
            self._reading = None
            self._dataset = dataset
            self._datasets.remember(self._location, len(dataset.arrays))
            self._show_dataset()

    def _failed(self, token: CancelToken, error: JosError) -> None:
        if token is self._reading and not token.cancelled:
            self._reading = None
            self._show_words("o enters the raw keys, R tries again.")
            self._said.say(error_lines(error), Tone.ERROR)
            self._show_footer()

    def _stop(self) -> bool:
        """Stop reading; return whether there was something to stop."""
        token, self._reading = self._reading, None
        if token is not None:
            token.cancel()
        return token is not None

    # -- what is shown ---------------------------------------------------------------------------

    def _show_words(self, words: str) -> None:
        self._dataset = None
        for part in (self._facts, self._titles, self._detail):
            part.display = False
        self._list.show((), words)

    def _show_dataset(self) -> None:
        dataset = self._dataset
        if dataset is None:
            return
        titles, rows = table(dataset, max(1, self.size.width - 2))
        self._facts.update(Content(facts_text(dataset)))
        self._titles.update(Content(titles))
        self._facts.display = True
        self._titles.display = bool(rows)
        self._list.show(rows, _NO_ARRAYS)
        self._show_detail()

    def _show_detail(self) -> None:
        number = self._list.cursor_key
        shown = self._dataset is not None and number is not None
        self._detail.display = shown
        if self._dataset is not None and number is not None:
            self._detail.update(Content(detail_text(self._dataset, number)))
        self._show_footer()

    def on_resize(self) -> None:
        """Share out the columns anew."""
        self._show_dataset()

    def on_line_list_cursor_moved(self) -> None:
        """Show another array."""
        self._show_detail()

    def on_line_list_opened(self) -> None:
        """A row was double-clicked."""
        self.action_run("zarr.array")

    # -- keys ------------------------------------------------------------------------------------

    @property
    def action_ids(self) -> frozenset[str]:
        """The actions that exist."""
        return frozenset(self._runs)

    def _moves(self) -> Mapping[str, Callable[[], None]]:
        rows = self._list
        return {
            "cursor.down": lambda: rows.action_move(1),
            "cursor.up": lambda: rows.action_move(-1),
            "cursor.first": rows.action_first,
            "cursor.last": rows.action_last,
            "cursor.half_page_down": lambda: rows.action_move_pages(0.5),
            "cursor.half_page_up": lambda: rows.action_move_pages(-0.5),
            "cursor.page_down": lambda: rows.action_move_pages(1),
            "cursor.page_up": lambda: rows.action_move_pages(-1),
        }

    def _own(self) -> Mapping[str, Callable[[], None]]:
        return {
            "zarr.raw": self._enter_raw,
            "zarr.array": self._enter_array,
            "zarr.again": self._read_again,
            "zarr.escape": self._escape,
            "zarr.leave": self._leave,
        }

    def action_press(self, key: str) -> None:
        """One key of the registry was pressed."""
        meaning = self._dispatch.feed(key)
        if meaning is not None and not isinstance(meaning, Following):
            self.action_run(meaning.id)

    def action_run(self, action_id: str) -> None:
        """Do an action, or say why it cannot be done now."""
        if reason := self._why_not(action_id):
            self._said.say(reason, Tone.NOTE)
        else:
            self._runs[action_id]()

    def action_help(self) -> None:
        """Show all keys."""
        self.app.push_screen(help_dialog())

    def _why_not(self, action_id: str) -> str:
        if action_id == "zarr.array" and self._path is None:
            return "No array is shown yet: o enters the raw keys"
        return ""

    def _show_footer(self) -> None:
        self._footer.show(
            [
                Hint(show_key(action.keys[0]), self._label(action), f"run({action.id!r})")
                for action in ZARR_ACTIONS
                if action.in_footer and not self._why_not(action.id)
            ]
        )

    def _label(self, action: Action) -> str:
        return "stop" if action.id == "zarr.escape" and self._reading is not None else action.label

    @property
    def _path(self) -> str | None:
        """The path of the array under the cursor, None if there is none."""
        dataset, number = self._dataset, self._list.cursor_key
        if dataset is None or number is None:
            return None
        return dataset.paths[number]

    def _enter_raw(self) -> None:
        self.dismiss(self._location)

    def _enter_array(self) -> None:
        if path := self._path:
            self.dismiss(Location(self._location.bucket, f"{self._location.prefix}{path}/"))
        else:
            self._enter_raw()

    def _read_again(self) -> None:
        self._stop()
        self._read()

    def _escape(self) -> None:
        if self._stop():
            self._show_words(_STOPPED)
            self._show_footer()
        elif not self._said.clear():
            self._leave()

    def _leave(self) -> None:
        self.dismiss(None)
