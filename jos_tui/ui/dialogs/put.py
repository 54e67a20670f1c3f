"""What to upload: a small browser of this machine's files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from textual.widget import Widget
from textual.widgets import Input, Static

from jos_tui.core import formats
from jos_tui.core.background import CancelToken
from jos_tui.core.entry import Kind
from jos_tui.core.errors import JosError
from jos_tui.core.location import Location
from jos_tui.core.text import printable
from jos_tui.jobs.model import Conflict
from jos_tui.jobs.request import PutRequest
from jos_tui.keymap import ACTIONS, Action, strokes
from jos_tui.keymap.keymap import Keymap
from jos_tui.ui.asking import ask
from jos_tui.ui.dialogs.starting import StartingDialog
from jos_tui.ui.key_dispatch import Following, KeyDispatch
from jos_tui.ui.local.folder_listing import FolderListing
from jos_tui.ui.look import keymap_of
from jos_tui.ui.session import Session
from jos_tui.ui.widgets.choice import Choice
from jos_tui.ui.widgets.key_footer import Hint
from jos_tui.ui.widgets.path_input import PathInput
from jos_tui.ui.words import error_lines

_GLOB_CHARACTERS = frozenset("*?[")


class PutDialog(StartingDialog):
    """Marks local files and folders, and begins their upload.

    The keys of the table are those of the main screen. In the path line Enter opens a folder,
    takes a file, or marks what a glob matches.
    """

    def __init__(self, session: Session, location: Location, folder: Path) -> None:
        super().__init__(session)
        self._location = location
        self._path_shown = ""
        self._asking = CancelToken()
        self._files = FolderListing(self, session.disk, folder, self._shown, self._not_shown)
        self._table = table = self._files.table
        self._runs: dict[str, Callable[[], None]] = {
            "cursor.down": table.action_cursor_down,
            "cursor.up": table.action_cursor_up,
            "cursor.first": table.action_first,
            "cursor.last": table.action_last,
            "cursor.half_page_down": table.action_half_page_down,
            "cursor.half_page_up": table.action_half_page_up,
            "cursor.page_down": table.action_page_down,
            "cursor.page_up": table.action_page_up,
            "entry.open": self._open,
            "level.parent": self._files.up,
            "mark.toggle": self._toggle,
            "mark.all": lambda: table.apply_change(self._files.model.mark_all()),
            "mark.invert": lambda: table.apply_change(self._files.model.invert_marks()),
            "transfer.put": self._upload,
        }
        actions = [action for action in ACTIONS if action.id in self._runs]
        keyed = {action.id: action for action in keymap_of(self).applied(actions)}
        self._uploading = keyed["transfer.put"]
        self.START_KEY = self._uploading.shown_key
        self.HINTS = (
            _hint(self._uploading, "upload"),
            _hint(keyed["mark.toggle"], "mark"),
            _hint(keyed["entry.open"], "open folder"),
            _hint(keyed["level.parent"], "parent"),
            Hint("Tab", "path, rule"),
            Hint("Esc", "cancel", "leave"),
        )
        self._dispatch = KeyDispatch(keyed.values())
        self._dispatch.bind(self)

    @property
    def folder(self) -> Path:
        """The folder on screen."""
        return self._files.folder

    @property
    def at_rest(self) -> bool:
        """Whether all that was read is shown."""
        return self._files.at_rest

    def title_text(self) -> str:
        """Say where it goes."""
        return f"Upload into {printable(self._location.uri)}"

    def body(self) -> Iterable[Widget]:
        """The path, the files, the rule for names that are taken."""
        yield PathInput(f"{self.folder}/", id="path")
        yield self._table
        yield Choice("If the name is taken:", list(Conflict), id="conflict")
        yield Static(classes="problem")

    def on_mount(self) -> None:
        """Begin in the table."""
        self.set_focus(self._table)
        self._files.show(self.folder)

    # -- looking around --------------------------------------------------------------------------

    def _shown(self) -> None:
        """Keep the path line true while rows come."""
        folder = f"{str(self.folder).rstrip('/')}/"
        if folder != self._path_shown:
            self._path_shown = folder
            path = self.query_one(PathInput)
            path.value = folder
            path.cursor_position = len(folder)
            self.say_problem("")

    def _not_shown(self, error: JosError) -> None:
        self.say_problem(error_lines(error))

    def _open(self) -> None:
        entry = self._table.cursor_entry
        if entry is not None and entry.kind is Kind.PREFIX:
            self._files.show(self.folder / entry.key)
        elif entry is not None:
            self.say_problem(_of_a_file(keymap_of(self)))

    def _toggle(self) -> None:
        self._table.toggle_mark()
        model = self._files.model
        marked = model.marked_count
        self.say_problem(
            f"{formats.count(marked)} marked, {formats.size(model.marked_bytes)} in files"
            if marked
            else ""
        )

    # -- keys ------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The table's keys work only in the table; on the rule, that which uploads does too."""
        if action == "press":
            on_rule = isinstance(self.focused, Choice) and parameters[0] in self._uploading.keys
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
        if _GLOB_CHARACTERS.intersection(path.name) and path.parent == self.folder:
            self._table.apply_change(self._files.model.mark_matching(path.name))
            marked = formats.count(self._files.model.marked_count)
            self.say_problem(f"{marked} marked. {self.START_KEY} uploads them.")
            self.set_focus(self._table)
        elif _GLOB_CHARACTERS.intersection(path.name):
            self.say_problem(f"Open {printable(str(path.parent))} first, then type the glob.")
        else:
            self._asking.cancel()
            self._asking = ask(
                self,
                self._session.disk,
                lambda: os.path.isdir(path),  # noqa: PTH112 - it never raises
                lambda is_folder: self._take(path, is_folder),
                self._not_shown,
            )

    def _take(self, path: Path, is_folder: bool) -> None:
        if is_folder:
            self._files.show(path)
            self.set_focus(self._table)
        else:
            self._start((path,))

    # -- the answer ------------------------------------------------------------------------------

    def _upload(self) -> None:
        chosen = self._table.selection()
        if chosen:
            self._start(tuple(self.folder / entry.key for entry in chosen))
        elif self._files.loading:
            self.say_problem(f"The folder is still being read. {self.START_KEY} uploads then.")
        else:
            self.say_problem("There is nothing here to upload.")

    def _start(self, paths: Sequence[Path]) -> None:
        sources = tuple(os.path.abspath(path) for path in paths)  # noqa: PTH100 - as above
        conflict = self.query_one(Choice).chosen(Conflict)
        self.begin(PutRequest(sources, self._location, conflict=conflict))


def _hint(action: Action, label: str) -> Hint:
    """Return what the last line shows; a click there is a press on the key."""
    stroke = action.keys[0] if action.keys else ""
    is_single = len(strokes(stroke)) == 1 and stroke != ""
    return Hint(action.shown_key, label, f"press({stroke!r})" if is_single else "")


def _of_a_file(keymap: Keymap) -> str:
    upload, mark = keymap.shown("transfer.put"), keymap.shown("mark.toggle")
    return f"This is a file: {upload} uploads it, {mark} marks it."
