"""A folder of this machine in a table: read on a thread, shown as it comes."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import monotonic

from textual.message_pump import MessagePump

from jos_tui.browse.history import History, Place
from jos_tui.browse.listing_model import ListingModel, LoadState
from jos_tui.browse.local_files import LOCAL, folder_of, local_pages, location_of, nearest_folder
from jos_tui.browse.workbench import Change, Workbench
from jos_tui.core.background import CancelToken, Pool
from jos_tui.core.entry import Entry, Page
from jos_tui.core.errors import JosError, LocalError
from jos_tui.core.location import SEPARATOR, Location
from jos_tui.ui.browser.turns import Turns
from jos_tui.ui.look import keymap_of
from jos_tui.ui.widgets.object_table import ObjectTable

_EMPTY = "This folder is empty.\n{pane.copy} in the other pane copies into it."
_TELL_SECONDS = 0.25
"""How often it is told, while pages come, that there are more rows: each time costs a drawing."""


class FolderListing:
    """Shows one folder at a time in its table. Lives on the UI thread.

    ``changed`` is called when other rows came or went, ``failed`` when a folder cannot be read:
    then the one before stays. The folder is read on ``pool``. What takes long on many rows is done
    on ``arranging`` if there is one.
    """

    def __init__(
        self,
        node: MessagePump,
        pool: Pool,
        folder: Path,
        changed: Callable[[], None],
        failed: Callable[[JosError], None],
        arranging: Pool | None = None,
    ) -> None:
        self.table = ObjectTable()
        self.table.placeholder = "Loading…"
        self.folder = folder
        self.history = History(location_of(folder))
        bench = Workbench(arranging, node.call_later, self._landed) if arranging else None
        self._bench = bench
        self.model = ListingModel(LOCAL, bench)
        self._node = node
        self._pool = pool
        self._changed = changed
        self._failed = failed
        self._turns = Turns(lambda: self.model.is_busy, node.call_later)
        self._reading = CancelToken()
        self._wanted: Place | None = None
        self._told_at = 0.0
        self._made = ""
        self.is_leaving = False
        """Whether another folder is read, and shown as soon as it can be."""
        self._unanswered = False
        self._outdated = False

    @property
    def loading(self) -> bool:
        """Whether more rows may come, or another folder."""
        return self.is_leaving or self.model.state is LoadState.LOADING

    @property
    def at_rest(self) -> bool:
        """Whether nothing that came waits to be taken."""
        return not (self._turns.waiting or self.model.is_busy)

    def show(self, folder: Path, cursor_key: str = "") -> None:
        """Read a folder, and show it once it can be read.

        The cursor goes to ``cursor_key``, else to where it was left there, else to the first name
        that is not hidden: nobody means to upload ``.credentials`` first.
        """
        place = location_of(folder)
        self._go(folder, lambda: self.history.visit(place, cursor_key))

    def back(self) -> None:
        """Show the folder before, once it can be read; if it cannot, forget it."""
        self._step(self.history.before, self.history.back)

    def forward(self) -> None:
        """Undo a step back."""
        self._step(self.history.after, self.history.forward)

    def renew(self, made: str = "") -> None:
        """Read the same folder again; rows stay until the new ones have come to their place.

        The cursor goes to what was ``made`` there. If the folder is gone, the one above is shown.
        While the disk has not answered yet, it is asked once more when it has: each question to a
        disk that hangs keeps a thread.
        """
        self._made = made or self._made
        self._outdated = self._unanswered
        if not self._outdated:
            self._read(self.folder, self.model.restart, self._leave_if_gone)

    def up(self) -> None:
        """Show the folder above, with the cursor on the one that was left."""
        folder = Path(os.path.abspath(self.folder))  # noqa: PTH100 - resolve() follows links
        if folder.parent != folder:
            self.show(folder.parent, folder.name + SEPARATOR)

    def stop(self) -> None:
        """Stop reading and keep what came."""
        self._reading.cancel()
        self.is_leaving = self._unanswered = self._outdated = False
        self._made = ""
        if self.loading:
            self.model.stop()
        self._changed()

    def path_of(self, entry: Entry) -> str:
        """Return the absolute path of a row."""
        return os.path.abspath(self.folder / entry.key)  # noqa: PTH100 - as above

    def _step(self, to: Location | None, take: Callable[[], Place | None]) -> None:
        if to is not None:
            self._go(folder_of(to), take, partial(self.history.forget, to))

    def _go(
        self,
        folder: Path,
        take: Callable[[], Place | None],
        unreadable: Callable[[], None] | None = None,
    ) -> None:
        """Read another folder; ``take`` goes there in the history."""
        self.model.give_up_work()  # nobody waits for it any more, and pages would
        self._read(folder, lambda: self._open(take), unreadable)
        self.is_leaving = True
        self._node.set_timer(_TELL_SECONDS, self._tell_of_leaving)

    def _tell_of_leaving(self) -> None:
        if self.is_leaving:
            self._changed()

    def _leave_if_gone(self) -> None:
        gone = self.folder

        def work(token: CancelToken) -> None:
            there = nearest_folder(gone)
            token.raise_if_cancelled()
            if there != gone:
                self._node.call_later(self.show, there)

        self._reading = self._pool.submit(work)

    def _read(
        self, folder: Path, begin: Callable[[], None], unreadable: Callable[[], None] | None = None
    ) -> None:
        self._reading.cancel()
        self.is_leaving = self._outdated = False
        self._unanswered = True

        def work(token: CancelToken) -> None:
            try:
                for number, page in enumerate(local_pages(folder, token)):
                    self._node.call_later(self._arrived, token, page, None if number else begin)
            except LocalError as error:
                self._node.call_later(self._not_read, token, error, unreadable)

        self._reading = self._pool.submit(work)

    def _open(self, take: Callable[[], Place | None]) -> None:
        """Show the place that ``take`` goes to in the history."""
        if (entry := self.table.cursor_entry) is not None:
            self.history.remember(entry.key, self.table.cursor_screen_line)
        if (place := take()) is None:
            return
        self.is_leaving, self._made = False, ""
        self.folder = folder_of(place.location)
        self.model = ListingModel(LOCAL, self._bench)
        self._wanted = place
        self.table.placeholder = keymap_of(self._node).filled(_EMPTY)
        self.table.show(self.model)

    def _arrived(self, token: CancelToken, page: Page, begin: Callable[[], None] | None) -> None:
        self._turns.do(partial(self._take, token, page, begin))

    def _take(self, token: CancelToken, page: Page, begin: Callable[[], None] | None) -> None:
        if token.cancelled or not self._node.is_attached:
            return
        if begin is not None:
            self._unanswered = False
            begin()
        self.table.apply_change(self.model.apply(page))
        self._seek(page)
        if page.is_last:
            self.table.apply_change(self.model.finish())
            if not self._outdated:
                self._point_to_made()
        if self.model.is_far_behind:
            self.table.apply_change(self.model.catch_up())
        if begin is not None or page.is_last or monotonic() - self._told_at > _TELL_SECONDS:
            self._told_at = monotonic()
            self._changed()
        if self._outdated and page.is_last:
            self.renew()

    def _point_to_made(self) -> None:
        made, self._made = self._made, ""
        if made:
            self.table.move_cursor_to(made)

    def _landed(self, change: Change) -> None:
        """Show what was sorted, filtered or marked in the background."""
        self.table.apply_change(change)
        self._changed()
        self._node.call_later(self._turns.go_on)

    def _not_read(
        self, token: CancelToken, error: JosError, forget: Callable[[], None] | None
    ) -> None:
        if token.cancelled or not self._node.is_attached:
            return
        self.is_leaving = self._unanswered = False
        self._made = ""
        if forget is not None:
            forget()
        if self.loading:  # the folder from before, which was left for this one
            self.model.stop()
        self._failed(error)
        if self._outdated:
            self.renew()

    def _seek(self, page: Page) -> None:
        """Put the cursor where it belongs, once that row is there and the user has not moved."""
        if self._wanted is None:
            return
        key = self._wanted.cursor_key or _first_in_sight(page)
        line = self._wanted.screen_line
        if self.table.cursor_row > 0 or (key and self.table.move_cursor_to(key, line)):
            self._wanted = None


def _first_in_sight(page: Page) -> str:
    return next((name for name in page.keys if not name.startswith(".")), "")
