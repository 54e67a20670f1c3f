"""What is in a Zarr store, from its metadata alone. The raw keys are one key further."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from jos_tui.browse.dataset import Datasets
from jos_tui.core.errors import JosError
from jos_tui.core.location import Location
from jos_tui.core.text import printable
from jos_tui.keymap import ZARR_ACTIONS, Action
from jos_tui.preview.zarr import Dataset, NoMetadata
from jos_tui.preview.zarr_reader import read_dataset
from jos_tui.ui.list_screen import ListScreen
from jos_tui.ui.preview.reading import Reading
from jos_tui.ui.preview.zarr_text import detail_text, facts_text, table
from jos_tui.ui.session import Session

_READING = "Reading the metadata… Esc stops"
_STOPPED = "Stopped. {zarr.again} reads the metadata, {zarr.raw} enters the raw keys."
_NO_ARRAYS = "There is no array in here. {zarr.raw} enters the raw keys."


class ZarrScreen(ListScreen[Location]):
    """Answers the level to enter, or None. Reads when it opens; Esc stops that, and then leaves."""

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
        super().__init__(ZARR_ACTIONS, 1)
        self._session = session
        self._location = location
        self._datasets = datasets
        self._facts = Static(id="facts")
        self._titles = Static(id="titles")
        self._detail = Static(id="detail")
        self._dataset: Dataset | None = None
        self._reading = Reading(self, session.listing)

    def body(self) -> Iterable[Widget]:
        """The whole, the arrays, the one under the cursor."""
        yield self._facts
        yield self._titles
        yield self.list
        yield self._detail

    def on_mount(self) -> None:
        """Begin to read."""
        self.show_title(f"Zarr  {printable(self._location.uri)}")
        self._read()

    def on_unmount(self) -> None:
        """Ask for nothing that nobody will see."""
        self._reading.stop()

    # -- reading ---------------------------------------------------------------------------------

    def _read(self) -> None:
        store, location = self._session.store, self._location
        self.unsay()
        self._show_words(_READING)
        self._reading.begin(
            lambda token: read_dataset(store, location, token), self._take, self._failed
        )
        self.show_footer()

    def _take(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._datasets.remember(self._location, len(dataset.arrays))
        self._show_dataset()

    def _failed(self, error: JosError) -> None:
        if isinstance(error, NoMetadata):
            self._datasets.note(self._location, is_store=False)
        self._show_words(
            self.with_keys("{zarr.raw} enters the raw keys, {zarr.again} tries again.")
        )
        self.say_error(error)
        self.show_footer()

    # -- what is shown ---------------------------------------------------------------------------

    def _show_words(self, words: str) -> None:
        self._dataset = None
        for part in (self._facts, self._titles, self._detail):
            part.display = False
        self.list.show((), words)

    def _show_dataset(self) -> None:
        dataset = self._dataset
        if dataset is None:
            return
        titles, rows = table(dataset, max(1, self.size.width - 2))
        self._facts.update(Content(facts_text(dataset)))
        self._titles.update(Content(titles))
        self._facts.display = True
        self._titles.display = bool(rows)
        self.list.show(rows, self.with_keys(_NO_ARRAYS))
        self._show_detail()

    def _show_detail(self) -> None:
        number = self.list.cursor_key
        shown = self._dataset is not None and number is not None
        self._detail.display = shown
        if self._dataset is not None and number is not None:
            self._detail.update(Content(detail_text(self._dataset, number)))
        self.show_footer()

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

    def runs(self) -> Mapping[str, Callable[[], None]]:
        """What each action does, by its id."""
        return {
            "zarr.raw": self._enter_raw,
            "zarr.array": self._enter_array,
            "zarr.again": self._read,
            "zarr.escape": self._escape,
            "zarr.leave": self._leave,
        }

    def why_not(self, action_id: str) -> str:
        """Return why an action cannot be done now, "" if it can."""
        if action_id == "zarr.array" and self._path is None:
            return self.with_keys("No array is shown: {zarr.raw} enters the raw keys")
        return ""

    def label(self, action: Action) -> str:
        """Return what the footer calls an action."""
        return "stop" if action.id == "zarr.escape" and self._reading.at_work else action.label

    @property
    def _path(self) -> str | None:
        """The path of the array under the cursor, None if there is none."""
        dataset, number = self._dataset, self.list.cursor_key
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

    def _escape(self) -> None:
        if self._reading.stop():
            self._show_words(self.with_keys(_STOPPED))
            self.show_footer()
        elif not self.unsay():
            self._leave()

    def _leave(self) -> None:
        self.dismiss(None)
