"""The actions that go somewhere: the cursor, levels, places."""

from __future__ import annotations

from jos_tui.keymap.action import Action, Group

MOVES: tuple[Action, ...] = (
    Action("cursor.down", ("j", "down"), "down", "Move the cursor down", Group.MOVE),
    Action("cursor.up", ("k", "up"), "up", "Move the cursor up", Group.MOVE),
    Action("cursor.first", ("g g", "home"), "first row", "Go to the first row", Group.MOVE),
    Action("cursor.last", ("G", "end"), "last row", "Go to the last row", Group.MOVE),
    Action("cursor.half_page_down", ("ctrl+d",), "half page down", "Half a page down", Group.MOVE),
    Action("cursor.half_page_up", ("ctrl+u",), "half page up", "Half a page up", Group.MOVE),
    Action("cursor.page_down", ("pagedown",), "page down", "A page down", Group.MOVE),
    Action("cursor.page_up", ("pageup",), "page up", "A page up", Group.MOVE),
)

OPEN: tuple[Action, ...] = (
    Action(
        "entry.open",
        ("enter", "l", "right"),
        "open",
        "Open the bucket or prefix, look into the object",
        Group.OPEN,
        10,
    ),
    Action("level.parent", ("h", "left", "backspace"), "parent", "Go up one level", Group.OPEN, 11),
    Action("level.buckets", ("~",), "buckets", "Go to the list of buckets", Group.OPEN),
    Action("history.back", ("[",), "back", "Go back to the level before", Group.OPEN),
    Action("history.forward", ("]",), "forward", "Go forward again", Group.OPEN),
)

GO: tuple[Action, ...] = (
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
    Action("place.bookmark", ("m",), "bookmark", "Set a bookmark on this level", Group.GO),
    Action("place.bookmarks", ("'",), "bookmarks", "Go to a bookmark, or remove one", Group.GO),
    Action(
        "place.visited",
        ("z",),
        "visited place",
        "Jump to a place visited before, in any connection",
        Group.GO,
    ),
    Action(
        "go.other_side",
        ("g o",),
        "inside or outside",
        "Use the other address of the JASMIN tenancy, if it answers",
        Group.GO,
    ),
    Action(
        "go.connections",
        ("g h",),
        "connections",
        "Show the connections; this one stays open",
        Group.GO,
    ),
    Action("tab.next", ("g t",), "next tab", "Show the next open connection", Group.GO),
    Action("tab.previous", ("g T",), "previous tab", "Show the open connection before", Group.GO),
    Action("tab.close", ("g c",), "close tab", "Close this connection", Group.GO),
)
