"""What an action is, and the groups of them."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from jos_tui.keymap.written import show_key


class Group(Enum):
    """The headings of the help page, in their order."""

    MOVE = "Move"
    OPEN = "Enter and leave"
    GO = "Go to"
    MARK = "Mark"
    FILTER = "Filter"
    TRANSFER = "Transfer"
    CHANGE = "Change"
    LOOK = "Look"
    COPY = "Copy text"
    SORT = "Sort"
    PANES = "Two panes"
    APP = "Program"
    CONNECTIONS = "Connections"
    TRANSFERS = "List of transfers"
    ITEMS = "One transfer"
    PREVIEW = "Beginning of an object"
    ZARR = "Zarr store"
    USAGE = "Usage"
    ROWS = "Versions and leftovers"
    VERSIONS = "Versions of an object"
    DELETED = "Deleted objects"
    AS_OF = "As of a moment"
    UPLOADS = "Unfinished uploads"
    OLDER = "Older versions"
    MARKERS = "Folder markers"


class Action(NamedTuple):
    """One thing the user can do.

    ``keys`` are alternatives, each one key (``s``, ``f5``, ``ctrl+d``) or a prefix key and a
    second one (``g p``). ``label`` is what footer and pop-up show, ``help`` a sentence for help
    and palette. ``in_footer`` orders the footer; 0 keeps an action out of it.
    """

    id: str
    keys: tuple[str, ...]
    label: str
    help: str
    group: Group
    in_footer: int = 0

    @property
    def shown_key(self) -> str:
        """The first key as people write it, "" if there is none."""
        return show_key(self.keys[0]) if self.keys else ""
