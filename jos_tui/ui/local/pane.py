"""The pane with a folder of this machine."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input

from jos_tui.browse.listing_model import LoadState
from jos_tui.core import formats
from jos_tui.core.background import Pool
from jos_tui.core.errors import JosError
from jos_tui.core.text import printable
from jos_tui.ui.browser.rows import say_below
from jos_tui.ui.local.folder_listing import FolderListing
from jos_tui.ui.look import keymap_of
from jos_tui.ui.session import Session
from jos_tui.ui.widgets.filter_bar import FilterBar
from jos_tui.ui.widgets.object_table import ObjectTable
from jos_tui.ui.widgets.object_table_layout import fit_end

_FRAME = 4
"""How many cells of the top border the path cannot have."""


class LocalPane(Vertical):
    """Its table, with the folder in the frame, and the line in which a filter is typed."""

    def __init__(
        self,
        session: Session,
        folder: Path,
        changed: Callable[[], None],
        failed: Callable[[JosError], None],
    ) -> None:
        """``changed`` is told that rows, marks or order are others, ``failed`` of a folder that
        cannot be read.
        """
        super().__init__(id="local")
        self._changed = changed
        self._path_shown = ""
        arranging = Pool("arranging files", 1)
        disk, renewed = session.disk, self.state_changed
        self.files = FolderListing(self, disk, folder, renewed, failed, arranging)

    @property
    def table(self) -> ObjectTable:
        """The rows."""
        return self.files.table

    def compose(self) -> ComposeResult:
        """The table; the filter comes when it is first typed."""
        yield self.table

    def on_mount(self) -> None:
        """Say which folder it is, before it is read."""
        self.state_changed()

    def on_resize(self) -> None:
        """The path may have more room."""
        self._show_path()

    def state_changed(self) -> None:
        """Rows, marks or order changed: renew what the frame says."""
        self._show_path()
        model = self.files.model
        if model.filter is not None and model.total:
            self.table.placeholder = "No name matches the filter. Esc clears it."
        parts = []
        if model.marked_count:
            parts.append(
                f"{formats.count(model.marked_count)} marked, {formats.size(model.marked_bytes)}"
            )
        if self.files.is_leaving:
            parts.append("reading another folder… Esc stops")
        elif model.state is LoadState.LOADING and model.total:
            parts.append(f"{formats.count(model.total)}+ loading… Esc stops")
        elif model.state is LoadState.STOPPED:
            again = keymap_of(self).shown("level.refresh")
            parts.append(f"{formats.count(model.total)}+ stopped, {again} reloads")
        say_below(self.table, "  ".join(parts))
        self._changed()

    def _show_path(self) -> None:
        path = fit_end(short_path(self.files.folder), max(1, self.size.width - _FRAME))
        if path != self._path_shown:  # all rows are drawn again for it
            self._path_shown = path
            self.table.border_title = Content(path)

    def enter(self, folder: Path) -> None:
        """Show another folder, all of it."""
        self.clear_filter()
        self.files.show(folder)

    def up(self) -> None:
        """Show the folder above."""
        self.clear_filter()
        self.files.up()

    def back(self) -> None:
        """Show the folder before."""
        self.clear_filter()
        self.files.back()

    def forward(self) -> None:
        """Undo a step back."""
        self.clear_filter()
        self.files.forward()

    # -- filter ----------------------------------------------------------------------------------

    @cached_property
    def _filter(self) -> FilterBar:
        bar = FilterBar()
        self.mount(bar)
        return bar

    def edit_filter(self) -> None:
        """Type into the filter."""
        self._filter.display = True
        self.screen.set_focus(self._filter)
        self.files.model.prepare_filter()

    def clear_filter(self) -> bool:
        """Clear the filter; return whether there was one."""
        if "_filter" not in vars(self):
            return False
        was_set = bool(self._filter.value)
        self._filter.value = ""
        self._filter.display = False
        return was_set

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter as it is typed."""
        event.stop()
        self.table.apply_change(self.files.model.set_filter(event.value))
        self.state_changed()

    def on_filter_bar_left(self, event: FilterBar.Left) -> None:
        """Back to the rows; an empty filter hides."""
        event.stop()
        self._filter.display = bool(self._filter.value)
        self.screen.set_focus(self.table)


def short_path(folder: Path) -> str:
    """Return a folder in printable text, with ``~`` for the home folder."""
    if folder.is_relative_to(Path.home()):
        folder = Path("~") / folder.relative_to(Path.home())
    return printable(str(folder))
