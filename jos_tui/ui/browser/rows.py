"""What actions on rows need of a pane, whether it shows objects or files."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from operator import methodcaller
from typing import TYPE_CHECKING, Protocol

from textual.content import Content

if TYPE_CHECKING:
    from textual.app import App

    from jos_tui.ui.browser.actions import Run
    from jos_tui.ui.widgets.bucket_tree import BucketTree
    from jos_tui.ui.widgets.object_table import ObjectTable


class RowsPane(Protocol):
    """A pane with a table."""

    @property
    def app(self) -> App[object]:
        """The program."""

    @property
    def table(self) -> ObjectTable:
        """The rows."""

    def state_changed(self) -> None:
        """Marks or order changed: renew what is said about the rows."""


def cursor_runs(pane: Callable[[], ObjectTable | BucketTree]) -> dict[str, Run]:
    """Return the actions that move the cursor of a pane, by their ids."""

    def move(name: str) -> None:
        methodcaller(_CURSOR[name])(pane())

    return {f"cursor.{name}": partial(move, name) for name in _CURSOR}


def say_below(table: ObjectTable, text: str) -> None:
    """Say something in the frame below the rows, all of which Textual draws again for it."""
    if text != (table.border_subtitle or ""):
        table.border_subtitle = Content(text)


_CURSOR = {
    "down": "action_cursor_down",
    "up": "action_cursor_up",
    "first": "action_first",
    "last": "action_last",
    "half_page_down": "action_half_page_down",
    "half_page_up": "action_half_page_up",
    "page_down": "action_page_down",
    "page_up": "action_page_up",
}
"""The method of any pane for each movement."""
