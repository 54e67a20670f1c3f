"""The actions that move data, and those that change what is in a store."""

from __future__ import annotations

from jos_tui.keymap.action import Action, Group

TRANSFER: tuple[Action, ...] = (
    Action("transfer.get", ("s",), "save", "Save marked or this to local disk", Group.TRANSFER, 1),
    Action(
        "transfer.put", ("u",), "upload", "Upload local files and folders here", Group.TRANSFER, 2
    ),
    Action(
        "transfer.list", ("w",), "transfers", "Show transfers and their reports", Group.TRANSFER, 9
    ),
)

CHANGE: tuple[Action, ...] = (
    Action(
        "object.delete",
        ("d", "f8", "delete"),
        "delete",
        "Count what would go, then ask, then delete",
        Group.CHANGE,
        3,
    ),
    Action("object.copy", ("y",), "copy", "Copy marked or this, to paste elsewhere", Group.CHANGE),
    Action("object.cut", ("x",), "cut", "Cut marked or this: paste moves it", Group.CHANGE),
    Action(
        "object.paste", ("p",), "paste", "Copy or move here what was copied or cut", Group.CHANGE, 4
    ),
    Action(
        "object.rename",
        ("r", "f2"),
        "rename",
        "Rename object or prefix; in $EDITOR all that are marked",
        Group.CHANGE,
    ),
    Action("object.edit", ("e", "f4"), "edit", "Edit a small text in $EDITOR", Group.CHANGE),
    Action("trash.restore", ("Z",), "put back", "Put back from .trash/", Group.CHANGE, 2),
    Action(
        "object.delete_versions",
        ("D",),
        "delete all versions",
        "Delete with all older versions, delete markers and unfinished uploads",
        Group.CHANGE,
    ),
    Action(
        "bucket.empty",
        ("E",),
        "empty bucket",
        "Delete all that is in a bucket, with all versions, and keep the bucket",
        Group.CHANGE,
    ),
    Action(
        "level.new", ("f7", "o"), "new", "New bucket, or new folder in a bucket", Group.CHANGE, 4
    ),
)
