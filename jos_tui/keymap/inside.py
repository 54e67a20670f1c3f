"""The actions on the screens of what is inside something: an object, a Zarr store, a prefix."""

from __future__ import annotations

from jos_tui.keymap.action import Action, Group

PREVIEW_ACTIONS: tuple[Action, ...] = (
    Action("preview.bytes", ("x",), "bytes", "Show text or bytes", Group.PREVIEW, 1),
    Action("preview.again", ("R",), "refresh", "Read it again", Group.PREVIEW, 2),
    Action("preview.escape", ("escape",), "back", "Stop reading, or back", Group.PREVIEW, 3),
    Action("preview.leave", ("q", "f3", "h", "left", "backspace"), "leave", "Back", Group.PREVIEW),
)
"""What can be done with the beginning of an object, besides moving the cursor."""

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
