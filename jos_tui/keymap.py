"""The one registry of actions: bindings, footer, help, palette and README derive from it."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from jos_tui.core.values import dataclass


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
    APP = "Program"
    TRANSFERS = "List of transfers"
    ITEMS = "One transfer"
    ZARR = "Zarr store"
    USAGE = "Usage"


@dataclass(frozen=True, slots=True)
class Action:
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


ACTIONS: tuple[Action, ...] = (
    Action("cursor.down", ("j", "down"), "down", "Move the cursor down", Group.MOVE),
    Action("cursor.up", ("k", "up"), "up", "Move the cursor up", Group.MOVE),
    Action("cursor.first", ("g g", "home"), "first row", "Go to the first row", Group.MOVE),
    Action("cursor.last", ("G", "end"), "last row", "Go to the last row", Group.MOVE),
    Action("cursor.half_page_down", ("ctrl+d",), "half page down", "Half a page down", Group.MOVE),
    Action("cursor.half_page_up", ("ctrl+u",), "half page up", "Half a page up", Group.MOVE),
    Action("cursor.page_down", ("pagedown",), "page down", "A page down", Group.MOVE),
    Action("cursor.page_up", ("pageup",), "page up", "A page up", Group.MOVE),
    Action(
        "entry.open", ("enter", "l", "right"), "open", "Open the bucket or prefix", Group.OPEN, 10
    ),
    Action("level.parent", ("h", "left", "backspace"), "parent", "Go up one level", Group.OPEN, 11),
    Action("level.buckets", ("~",), "buckets", "Go to the list of buckets", Group.OPEN),
    Action("history.back", ("[",), "back", "Go back to the level before", Group.OPEN),
    Action("history.forward", ("]",), "forward", "Go forward again", Group.OPEN),
    Action(
        "go.path", ("g p",), "path or s3:// URI", "Go to a path, an s3:// URI or a URL", Group.GO
    ),
    Action(
        "go.bucket",
        ("g b",),
        "bucket by name",
        "Open a bucket by name, also one not listed",
        Group.GO,
    ),
    Action("go.root", ("g r",), "bucket root", "Go to the top of this bucket", Group.GO),
    Action("go.connections", ("g h",), "connections", "Choose another connection", Group.GO),
    Action("mark.toggle", ("space",), "mark", "Mark or unmark this row and step", Group.MARK, 5),
    Action("mark.range", ("v",), "mark range", "Begin or end marking a range", Group.MARK),
    Action("mark.all", ("a",), "mark all", "Mark every row shown", Group.MARK),
    Action(
        "mark.invert", ("*",), "invert marks", "Marked rows become unmarked and back", Group.MARK
    ),
    Action("mark.add_glob", ("+",), "mark by glob", "Mark the names that match a glob", Group.MARK),
    Action(
        "mark.remove_glob",
        ("-",),
        "unmark by glob",
        "Unmark the names that match a glob",
        Group.MARK,
    ),
    Action("filter.edit", ("/",), "filter", "Show only names with this text", Group.FILTER, 6),
    Action(
        "level.find",
        ("f",),
        "find",
        "Find objects below this prefix by name, size and age",
        Group.FILTER,
        6,
    ),
    Action(
        "filter.beginning",
        ("F",),
        "names beginning with…",
        "Ask the server for the names that begin with a text",
        Group.FILTER,
    ),
    Action(
        "transfer.get", ("s", "f5"), "save", "Save marked or this to local disk", Group.TRANSFER, 1
    ),
    Action(
        "transfer.put", ("u",), "upload", "Upload local files and folders here", Group.TRANSFER, 2
    ),
    Action(
        "transfer.list", ("w",), "transfers", "Show transfers and their reports", Group.TRANSFER, 9
    ),
    Action(
        "object.delete",
        ("d", "f8", "delete"),
        "delete",
        "Count what would go, then ask, then delete",
        Group.CHANGE,
        3,
    ),
    Action(
        "level.new", ("f7", "o"), "new", "New bucket, or new folder in a bucket", Group.CHANGE, 4
    ),
    Action(
        "item.measure",
        (".",),
        "measure",
        "Count what is below the cursor or the marked rows",
        Group.LOOK,
    ),
    Action(
        "level.usage", ("U",), "usage", "Show how much is below this level, by prefix", Group.LOOK
    ),
    Action("copy.uri", ("c c",), "s3:// URI", "Copy the s3:// URI", Group.COPY),
    Action("copy.key", ("c k",), "key", "Copy the key", Group.COPY),
    Action("copy.url", ("c u",), "URL", "Copy the http(s) URL", Group.COPY),
    Action("sort.name", (", n",), "name", "Sort by name", Group.SORT),
    Action("sort.size", (", s",), "size", "Sort by size", Group.SORT),
    Action("sort.modified", (", m",), "modified", "Sort by time of modification", Group.SORT),
    Action("sort.extension", (", e",), "extension", "Sort by extension", Group.SORT),
    Action("sort.name_reversed", (", N",), "name, reversed", "Sort by name, backwards", Group.SORT),
    Action(
        "sort.size_reversed",
        (", S",),
        "size, largest first",
        "Sort by size, largest first",
        Group.SORT,
    ),
    Action(
        "sort.modified_reversed", (", M",), "newest first", "Sort by time, newest first", Group.SORT
    ),
    Action(
        "sort.extension_reversed",
        (", E",),
        "extension, reversed",
        "Sort by extension, backwards",
        Group.SORT,
    ),
    Action(
        "app.escape",
        ("escape",),
        "stop",
        "Stop loading, or close, or clear filter or marks",
        Group.APP,
    ),
    Action("app.palette", (":", "ctrl+p"), "commands", "Find an action by its name", Group.APP, 8),
    Action("app.help", ("?", "f1"), "help", "Show all keys", Group.APP, 12),
    Action("level.refresh", ("R",), "refresh", "Ask the server again for this level", Group.APP),
    Action("app.redraw", ("ctrl+l",), "redraw", "Draw the screen again", Group.APP),
    Action("app.other_pane", ("tab",), "other pane", "Go to the other pane", Group.APP, 7),
    Action("app.quit", ("q",), "quit", "Leave the program", Group.APP, 13),
)

_PAUSE = Action("job.pause", ("p",), "pause", "Pause, or resume, a transfer", Group.TRANSFERS, 2)
_CANCEL = Action("job.cancel", ("x",), "cancel", "Cancel a transfer", Group.TRANSFERS, 3)
_RETRY = Action("job.retry", ("r",), "retry", "Try again what has failed", Group.TRANSFERS, 4)

TRANSFERS_ACTIONS: tuple[Action, ...] = (
    Action(
        "job.open", ("enter", "l", "right"), "open", "Show its items", Group.TRANSFERS, in_footer=1
    ),
    _PAUSE,
    _CANCEL,
    _RETRY,
    Action("job.forget", ("f",), "forget", "Forget one that has ended", Group.TRANSFERS, 5),
    Action(
        "job.forget_ended", ("F",), "forget ended", "Forget all that have ended", Group.TRANSFERS, 6
    ),
    Action(
        "jobs.leave",
        ("escape", "w", "q", "h", "left", "backspace"),
        "back",
        "Back to the objects",
        Group.TRANSFERS,
        7,
    ),
)
"""What can be done in the list of transfers, besides moving the cursor."""

ITEMS_ACTIONS: tuple[Action, ...] = (
    Action("held.overwrite", ("o",), "overwrite", "Name taken: replace it", Group.ITEMS, 1),
    Action("held.skip", ("s",), "skip", "Name taken: leave it as it is", Group.ITEMS, 2),
    Action("held.keep_both", ("b",), "keep both", "Name taken: keep both", Group.ITEMS, 3),
    Action("held.if_newer", ("n",), "if newer", "Name taken: replace if newer", Group.ITEMS, 4),
    Action("held.overwrite_all", ("O",), "all overwrite", "Replace all", Group.ITEMS, 5),
    Action("held.skip_all", ("S",), "all skip", "Leave all as they are", Group.ITEMS, 6),
    Action("held.keep_both_all", ("B",), "all keep both", "Keep both of all", Group.ITEMS, 7),
    Action("held.if_newer_all", ("N",), "all if newer", "Replace all if newer", Group.ITEMS, 8),
    _PAUSE,
    _CANCEL,
    _RETRY,
    Action("items.all", ("a",), "all", "Show all items", Group.ITEMS, 10),
    Action("items.failed", ("f",), "failed", "Show what has failed", Group.ITEMS, 11),
    Action("items.held", ("h",), "held", "Show names that are taken", Group.ITEMS, 12),
    Action("items.done", ("d",), "done", "Show what is done", Group.ITEMS, 13),
    Action("items.leave", ("escape", "q", "left", "backspace"), "back", "Back", Group.ITEMS, 14),
    Action("items.leave_all", ("w",), "objects", "Back to the objects", Group.ITEMS),
)
"""What can be done on the page of one transfer, besides moving the cursor."""

ZARR_ACTIONS: tuple[Action, ...] = (
    Action("zarr.raw", ("o",), "raw keys", "Enter its raw keys", Group.ZARR, 1),
    Action("zarr.array", ("enter", "l", "right"), "array's keys", "Enter the array", Group.ZARR, 2),
    Action("zarr.again", ("R",), "refresh", "Read the metadata again", Group.ZARR, 3),
    Action("zarr.escape", ("escape",), "back", "Stop reading, or back", Group.ZARR, 4),
    Action(
        "zarr.leave", ("q", "h", "left", "backspace"), "leave", "Back to the objects", Group.ZARR
    ),
)
"""What can be done with what is in a Zarr store, besides moving the cursor."""

USAGE_ACTIONS: tuple[Action, ...] = (
    Action(
        "usage.open", ("enter", "l", "right"), "open", "Show what is in a prefix", Group.USAGE, 1
    ),
    Action("usage.parent", ("h", "left", "backspace"), "up", "Go up one level", Group.USAGE, 2),
    Action("usage.browse", ("o",), "objects", "Go there in the browser", Group.USAGE, 3),
    Action(
        "usage.delete", ("d", "f8", "delete"), "delete", "Delete all of a prefix", Group.USAGE, 4
    ),
    Action("usage.again", ("R",), "measure again", "Measure anew, and compare", Group.USAGE, 5),
    Action("usage.sort_size", (", s",), "size", "The largest first", Group.USAGE),
    Action("usage.sort_objects", (", o",), "objects", "The most objects first", Group.USAGE),
    Action("usage.sort_newest", (", m",), "newest", "The newest change first", Group.USAGE),
    Action("usage.sort_name", (", n",), "name", "Sort by name", Group.USAGE),
    Action("usage.escape", ("escape",), "close", "Stop measuring, or close", Group.USAGE, 6),
    Action("usage.close", ("q", "U"), "close", "Back to the objects", Group.USAGE),
)
"""What can be done on the screen of usage, besides moving the cursor."""

MOVES = tuple(action for action in ACTIONS if action.group is Group.MOVE)
"""The keys that move the cursor in every list."""


_KEY_NAMES = {
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
    "enter": "Enter",
    "escape": "Esc",
    "space": "Space",
    "backspace": "Backspace",
    "delete": "Delete",
    "home": "Home",
    "end": "End",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "tab": "Tab",
}


SCREENS = (TRANSFERS_ACTIONS, ITEMS_ACTIONS, ZARR_ACTIONS, USAGE_ACTIONS)
"""The screens beside the main one."""


def strokes(keys: str) -> tuple[str, ...]:
    """Split ``g p`` into its keys; a single key is a sequence of one."""
    return tuple(keys.split(" "))


def show_key(keys: str) -> str:
    """Return a key or sequence as people write it: ``Ctrl-D``, ``F5``, ``g p``, ``↓``."""
    return " ".join(_show_stroke(key) for key in strokes(keys))


def _show_stroke(key: str) -> str:
    if key in _KEY_NAMES:
        return _KEY_NAMES[key]
    if key.startswith("ctrl+"):
        return f"Ctrl-{key.removeprefix('ctrl+').upper()}"
    if len(key) > 1 and key[0] == "f" and key[1:].isdigit():
        return key.upper()
    return key


def grouped() -> Iterator[tuple[Group, list[Action]]]:
    """Yield the actions by group, both in the order of the registry."""
    everything = dict.fromkeys((*ACTIONS, *(action for screen in SCREENS for action in screen)))
    for group in Group:
        yield group, [action for action in everything if action.group is group]


def markdown_table() -> str:
    """Return the keys as the Markdown table of the README."""
    lines = ["| | keys |", "|---|---|"]
    for group, actions in grouped():
        cells = [
            f"{' '.join(f'`{show_key(key)}`' for key in action.keys)} {action.label}"
            for action in actions
        ]
        lines.append(f"| **{group.value}** | {', '.join(cells)} |")
    return "\n".join(lines)
