"""The new names of several rows beside their old ones, before they are given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from jos_tui.core import formats
from jos_tui.core.entry import Entry, Kind
from jos_tui.core.location import SEPARATOR, Location
from jos_tui.core.text import printable, printable_name
from jos_tui.jobs.request import CopyRequest
from jos_tui.ui import styles
from jos_tui.ui.dialogs.starting import StartingDialog
from jos_tui.ui.session import Session
from jos_tui.ui.widgets.key_footer import Hint
from jos_tui.ui.widgets.line_list import LineList, Row, RowsOnDemand

_WHAT_IT_IS = (
    "Each is copied under its new name, checked, and the old one deleted. Where a name is taken "
    "you are asked."
)


def paired(location: Location, changed: Sequence[tuple[Entry, str]]) -> tuple[tuple[str, str], ...]:
    """Return old and new names of rows below a level, printable."""
    return tuple(
        (
            printable_name(row.key.removeprefix(location.prefix)),
            printable_name(name + SEPARATOR * (row.kind is not Kind.OBJECT)),
        )
        for row, name in changed
    )


class _Pairs(RowsOnDemand):
    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._pairs = pairs

    def __len__(self) -> int:
        return len(self._pairs)

    def at(self, place: int) -> Row:
        old, new = self._pairs[place]
        return Row(place, (old, f"→ {new}"))


class RenamesDialog(StartingDialog):
    """Shows all of them, and begins the move. ``edits_again`` says that they are to be changed."""

    CSS_PATH = [styles.DIALOGS, styles.LISTS]
    HINTS = (
        Hint("Enter", "rename", "rename"),
        Hint("e", "edit again", "edit"),
        Hint("↓ ↑", "look through"),
        Hint("Esc", "cancel", "leave"),
    )
    BINDINGS = [
        Binding("enter", "rename", show=False),
        Binding("e,f4", "edit", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("up,k", "move(-1)", show=False),
        Binding("pagedown,ctrl+d", "move_pages(1)", show=False),
        Binding("pageup,ctrl+u", "move_pages(-1)", show=False),
        Binding("home", "first", show=False),
        Binding("end,G", "last", show=False),
    ]

    def __init__(
        self, session: Session, request: CopyRequest, pairs: Sequence[tuple[str, str]]
    ) -> None:
        """``pairs`` are the old and new names, printable."""
        super().__init__(session)
        self.edits_again = False
        self._request: CopyRequest | None = request
        self._number = len(pairs)
        self._where = printable(request.location.uri)
        self._list = LineList(2, id="renames")
        self._pairs: Sequence[tuple[str, str]] = pairs

    def title_text(self) -> str:
        """Say how many there are."""
        return f"Rename {formats.plural(self._number, 'row')} of {self._where}"

    def body(self) -> Iterable[Widget]:
        """What is done, the names, and a line for what is wrong."""
        yield Static(Content(_WHAT_IT_IS), classes="explanation")
        yield self._list
        yield Static(classes="problem")

    def on_mount(self) -> None:
        """Show the names."""
        self._list.styles.max_height = 2 * self._number
        self._list.show(_Pairs(self._pairs))
        self.set_focus(self._list)

    def on_unmount(self) -> None:
        """Let go of thousands of names: Textual remembers a dialog long after it closed."""
        self._request, self._wanted, self._pairs = None, None, ()
        self._list.show(())

    def action_rename(self) -> None:
        """Begin."""
        if self._request is not None:
            self.begin(self._request)

    def action_edit(self) -> None:
        """Leave, to change the names once more."""
        if not self._beginning:
            self.edits_again = True
            self.action_leave()

    def action_move(self, by: int) -> None:
        """Move the cursor of the list."""
        self._list.action_move(by)

    def action_move_pages(self, by: int) -> None:
        """Move it by pages."""
        self._list.action_move_pages(by)

    def action_first(self) -> None:
        """Move it to the first name."""
        self._list.action_first()

    def action_last(self) -> None:
        """Move it to the last one."""
        self._list.action_last()
