"""The actions on the screens of what no listing shows: versions and leftovers."""

from __future__ import annotations

from jos_tui.keymap.action import Action, Group

_MARK = Action("rows.mark", ("space",), "mark", "Mark or unmark this row", Group.ROWS, 8)
_MARK_ALL = Action("rows.mark_all", ("a",), "mark all", "Mark all, or none", Group.ROWS, 9)
_AGAIN = Action("rows.again", ("R",), "refresh", "Read it all again", Group.ROWS, 10)
_ESCAPE = Action("rows.escape", ("escape",), "back", "Stop, or unmark, or back", Group.ROWS, 11)
_LEAVE = Action("rows.leave", ("q", "h", "left", "backspace"), "leave", "Back", Group.ROWS)
_ROWS = (_MARK, _MARK_ALL, _AGAIN, _ESCAPE, _LEAVE)

_INTO = ("enter", "f3", "l", "right")
_GOES = ("d", "f8", "delete")

VERSIONS_ACTIONS: tuple[Action, ...] = (
    Action("version.view", _INTO, "view", "Look at the beginning of it", Group.VERSIONS, 1),
    Action("version.get", ("s", "f5"), "save", "Save it to local disk", Group.VERSIONS, 2),
    Action("version.restore", ("r",), "restore", "Make it the newest", Group.VERSIONS, 3),
    Action("version.undelete", ("u",), "undelete", "Let it be seen again", Group.VERSIONS, 4),
    Action("version.delete", _GOES, "delete", "Delete it for good", Group.VERSIONS, 5),
    *_ROWS,
)
"""What can be done with the versions of one object, besides moving the cursor."""

DELETED_ACTIONS: tuple[Action, ...] = (
    Action("deleted.undelete", ("u",), "undelete", "Let it be seen again", Group.DELETED, 1),
    Action("deleted.view", _INTO, "view", "Look at what was deleted", Group.DELETED, 2),
    Action("deleted.get", ("s", "f5"), "save", "Save what was deleted", Group.DELETED, 3),
    Action("deleted.versions", ("V",), "versions", "Show its versions", Group.DELETED, 4),
    *_ROWS,
)
"""What can be done with deleted objects, besides moving the cursor."""

AS_OF_ACTIONS: tuple[Action, ...] = (
    Action("as_of.view", _INTO, "view", "Look at what was there", Group.AS_OF, 1),
    Action("as_of.get", ("s", "f5"), "save", "Save as it was", Group.AS_OF, 2),
    Action("as_of.get_all", ("S",), "save all", "Save all as it was", Group.AS_OF, 3),
    Action("as_of.versions", ("V",), "versions", "Show its versions", Group.AS_OF, 4),
    Action("as_of.moment", ("T",), "another time", "Choose another moment", Group.AS_OF, 5),
    *_ROWS,
)
"""What can be done with what was there at a moment in the past, besides moving the cursor."""

UPLOADS_ACTIONS: tuple[Action, ...] = (
    Action("upload.abort", _GOES, "drop", "Drop it and its parts", Group.UPLOADS, 1),
    Action("upload.mark_older", ("o",), "mark older…", "Mark what is so old", Group.UPLOADS, 2),
    *_ROWS,
)
"""What can be done with unfinished uploads, besides moving the cursor."""

OLDER_ACTIONS: tuple[Action, ...] = (
    Action("older.open", ("enter", "l", "right"), "open", "Show what is in it", Group.OLDER, 1),
    Action("older.delete", _GOES, "delete older", "Delete all but the newest", Group.OLDER, 2),
    *_ROWS,
)
"""What can be done with older versions row by row of a level, besides moving the cursor."""

MARKERS_ACTIONS: tuple[Action, ...] = (
    Action("marker.delete", _GOES, "delete", "Delete it", Group.MARKERS, 1),
    Action("marker.mark_alone", ("o",), "mark empty", "Mark empty folders", Group.MARKERS, 2),
    *_ROWS,
)
"""What can be done with empty objects that mark folders, besides moving the cursor."""
