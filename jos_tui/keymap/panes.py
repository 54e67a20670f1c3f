"""The folder of this machine beside the objects."""

from __future__ import annotations

from jos_tui.keymap.action import Action, Group

PANES: tuple[Action, ...] = (
    Action("pane.local", ("|",), "local pane", "Show or hide a local folder", Group.PANES, 8),
    Action("pane.copy", ("f5",), "copy across", "Copy to the other pane", Group.PANES),
    Action(
        "pane.move",
        ("f6",),
        "move across",
        "Move to the other pane: each original goes once its copy is checked",
        Group.PANES,
    ),
    Action(
        "pane.compare",
        ("=",),
        "compare",
        "Mark what is only in one pane or differs, at any depth",
        Group.PANES,
    ),
)
