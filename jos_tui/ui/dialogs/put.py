"""What to upload: a small browser of this machine's files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from textual.widget import Widget
from textual.widgets import Input, Static

from jos_tui.browse.listing_model import ListingModel
from jos_tui.browse.local_files import LOCAL, local_page
from jos_tui.core import formats
from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Kind, Page
from jos_tui.core.errors import LocalError
from jos_tui.core.location import Location
from jos_tui.core.text import printable
from jos_tui.jobs.model import Conflict
from jos_tui.jobs.request import PutRequest
from jos_tui.keymap import ACTIONS
from jos_tui.ui.dialogs.starting import StartingDialog
from jos_tui.ui.key_dispatch import Following, KeyDispatch
from jos_tui.ui.session import Session
from jos_tui.ui.widgets.choice import Choice
from jos_tui.ui.widgets.key_footer import Hint
from jos_tui.ui.widgets.object_table import ObjectTable
from jos_tui.ui.widgets.path_input import PathInput
from jos_tui.ui.words import error_lines

_GLOB_CHARACTERS = frozenset("*?[")


class PutDialog(StartingDialog):
    """Marks local files and folders, and begins their upload.

    The keys of the table are those of the main screen. In the path line Enter opens a folder,
    takes a file, or marks what a glob matches.
    """

    START_KEY = "u"
    HINTS = (
        Hint("u", "upload", "press('u')"),
        Hint("Space", "mark", "press('space')"),
        Hint("Enter", "open folder"),
        Hint("h", "parent", "press('h')"),
        Hint("Tab", "path, rule"),
        Hint("Esc", "cancel", "leave"),
    )

    def __init__(self, session: Session, location: Location, folder: Path) -> None:
        super().__init__(session)
        self._location = location
        self._folder = folder
        self._looking = CancelToken()
        self._table = ObjectTable()
        self._model = ListingModel(LOCAL)
        self._runs: dict[str, Callable[[], None]] = {
            "cursor.down": self._table.action_cursor_down,
            "cursor.up": self._table.action_cursor_up,
            "cursor.first": self._table.action_first,
            "cursor.last": self._table.action_last,
            "cursor.half_page_down": self._table.action_half_page_down,
            "cursor.half_page_up": self._table.action_half_page_up,
            "cursor.page_down": self._table.action_page_down,
            "cursor.page_up": self._table.action_page_up,
            "entry.open": self._open,
            "level.parent": self._to_parent,
            "mark.toggle": self._toggle,
            "mark.all": lambda: self._table.apply_change(self._model.mark_all()),
            "mark.invert": lambda: self._table.apply_change(self._model.invert_marks()),
            "transfer.put": self._upload,
        }
        self._dispatch = KeyDispatch(action for action in ACTIONS if action.id in self._runs)
        self._dispatch.bind(self)

    @property
    def folder(self) -> Path:
        """The folder on screen."""
        return self._folder

    def title_text(self) -> str:
        """Say where it goes."""
        return f"Upload into {printable(self._location.uri)}"

    def body(self) -> Iterable[Widget]:
        """The path, the files, the rule for names that are taken."""
        yield PathInput(f"{self._folder}/", id="path")
        yield self._table
        yield Choice("If the name is taken:", list(Conflict), id="conflict")
        yield Static(classes="problem")

    def on_mount(self) -> None:
        """Begin in the table."""
        self.set_focus(self._table)
        self._show(self._folder)

    # -- looking around --------------------------------------------------------------------------

    def _show(self, folder: Path, cursor_key: str = "") -> None:
        """List a folder on a thread: a network file system may take its time."""
        self._looking.cancel()

        def work(token: CancelToken) -> None:
            try:
                page = local_page(folder)
            except LocalError as error:
                self.call_later(self.say_problem, error_lines(error))
            else:
                self.call_later(self._shown, token, folder, page, cursor_key)

        self._looking = self._session.disk.submit(work)

    def _shown(self, token: CancelToken, folder: Path, page: Page, cursor_key: str) -> None:
        if token.cancelled or not self.is_attached:
            return
        self._folder = folder
        self._model = ListingModel(LOCAL)
        self._table.placeholder = "This folder is empty."
        self._table.show(self._model)
        self._table.apply_change(self._model.apply(page))
        self._table.apply_change(self._model.finish())
        self._table.move_cursor_to(cursor_key or _first_in_sight(page))
        path = self.query_one(PathInput)
        path.value = f"{str(folder).rstrip('/')}/"
        path.cursor_position = len(path.value)
        self.say_problem("")

    def _open(self) -> None:
        entry = self._table.cursor_entry
        if entry is not None and entry.kind is Kind.PREFIX:
            self._show(self._folder / entry.key)
        elif entry is not None:
            self.say_problem("This is a file: u uploads it, Space marks it.")

    def _to_parent(self) -> None:
        folder = Path(os.path.abspath(self._folder))  # noqa: PTH100 - resolve() follows links
        self._show(folder.parent, f"{folder.name}/")

    def _toggle(self) -> None:
        self._table.toggle_mark()
        marked = self._model.marked_count
        self.say_problem(
            f"{formats.count(marked)} marked, {formats.size(self._model.marked_bytes)} in files"
            if marked
            else ""
        )

    # -- keys ------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The table's keys work only in the table; on the rule, that which uploads does too."""
        if action == "press":
            on_rule = isinstance(self.focused, Choice) and parameters == ("u",)
            return on_rule or self.focused is self._table
        return super().check_action(action, parameters)

    def action_press(self, key: str) -> None:
        """A key of the registry."""
        meaning = self._dispatch.feed(key)
        if meaning is not None and not isinstance(meaning, Following):
            self._runs[meaning.id]()

    def on_object_table_opened(self) -> None:
        """A row was double-clicked."""
        self._open()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Open a folder, take a file, or mark by glob."""
        event.stop()
        text = event.value.strip()
        path = Path(text or ".").expanduser()
        if _GLOB_CHARACTERS.intersection(path.name) and path.parent == self._folder:
            self._table.apply_change(self._model.mark_matching(path.name))
            self.say_problem(f"{formats.count(self._model.marked_count)} marked. u uploads them.")
            self.set_focus(self._table)
        elif _GLOB_CHARACTERS.intersection(path.name):
            self.say_problem(f"Open {printable(str(path.parent))} first, then type the glob.")
        elif path.is_dir():
            self._show(path)
            self.set_focus(self._table)
        else:
            self._start((path,))

    # -- the answer ------------------------------------------------------------------------------

    def _upload(self) -> None:
        chosen = self._table.selection()
        if chosen:
            self._start(tuple(self._folder / entry.key for entry in chosen))
        else:
            self.say_problem("There is nothing here to upload.")

    def _start(self, paths: Sequence[Path]) -> None:
        sources = tuple(os.path.abspath(path) for path in paths)  # noqa: PTH100 - as above
        conflict = self.query_one(Choice).chosen(Conflict)
        self.begin(PutRequest(sources, self._location, conflict=conflict))


def _first_in_sight(page: Page) -> str:
    """Return the first name that is not hidden: nobody means to upload ``.credentials`` first."""
    return next((name for name in page.keys if not name.startswith(".")), "")
