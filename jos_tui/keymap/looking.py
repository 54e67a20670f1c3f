"""The actions that show something of what is there, or copy words about it."""

from __future__ import annotations

from jos_tui.keymap.action import Action, Group

LOOK: tuple[Action, ...] = (
    Action("object.preview", ("f3",), "view", "Look at the beginning of the object", Group.LOOK),
    Action(
        "object.versions",
        ("V",),
        "versions",
        "Show all versions of the object that are kept",
        Group.LOOK,
    ),
    Action(
        "level.as_of",
        ("T",),
        "as of a time",
        "Show what was below this level at a moment in the past",
        Group.LOOK,
    ),
    Action(
        "left.deleted",
        ("L d",),
        "deleted objects",
        "Show deleted objects below this level whose versions are kept",
        Group.LOOK,
    ),
    Action(
        "left.uploads",
        ("L u",),
        "unfinished uploads",
        "Show unfinished uploads below this level",
        Group.LOOK,
    ),
    Action(
        "left.older",
        ("L v",),
        "older versions",
        "Show how much older versions take below this level",
        Group.LOOK,
    ),
    Action(
        "left.markers",
        ("L m",),
        "folder markers",
        "Show empty objects that mark folders below this level",
        Group.LOOK,
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
)

COPY: tuple[Action, ...] = (
    Action("copy.uri", ("c c",), "s3:// URI", "Copy the s3:// URI", Group.COPY),
    Action("copy.key", ("c k",), "key", "Copy the key", Group.COPY),
    Action("copy.url", ("c u",), "URL", "Copy the http(s) URL", Group.COPY),
    Action(
        "copy.presigned",
        ("c p",),
        "presigned URL",
        "Copy a URL that opens without keys for a while",
        Group.COPY,
    ),
    Action("copy.xarray", ("c x",), "xarray", "Copy Python that opens it in xarray", Group.COPY),
    Action("copy.zarr", ("c z",), "zarr", "Copy Python that opens a Zarr store", Group.COPY),
    Action("copy.s3fs", ("c f",), "s3fs", "Copy Python that reads it by s3fs", Group.COPY),
    Action("copy.rclone", ("c r",), "rclone", "Copy a command of rclone", Group.COPY),
    Action("copy.s3cmd", ("c s",), "s3cmd", "Copy a command of s3cmd", Group.COPY),
    Action("copy.s5cmd", ("c 5",), "s5cmd", "Copy a command of s5cmd", Group.COPY),
    Action("copy.curl", ("c l",), "curl", "Copy a command of curl", Group.COPY),
    Action(
        "copy.file",
        ("c w",),
        "file of URLs",
        "Write URLs to a file for curl -K or wget -i",
        Group.COPY,
    ),
)
