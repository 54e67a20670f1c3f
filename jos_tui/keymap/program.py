"""The actions that concern the program as a whole."""

from __future__ import annotations

from jos_tui.keymap.action import Action, Group

APP: tuple[Action, ...] = (
    Action(
        "app.escape",
        ("escape",),
        "stop",
        "Stop loading, or close, or clear filter or marks",
        Group.APP,
    ),
    Action("app.palette", (":", "ctrl+p"), "commands", "Find an action by its name", Group.APP, 8),
    Action("app.help", ("?", "f1"), "help", "Find a key, and what it does", Group.APP, 12),
    Action("level.refresh", ("R",), "refresh", "Ask the server again for this level", Group.APP),
    Action("app.redraw", ("ctrl+l",), "redraw", "Draw the screen again", Group.APP),
    Action("app.other_pane", ("tab",), "other pane", "Go to the other pane", Group.APP, 7),
    Action("app.shell", ("!",), "shell", "Open a shell that knows this place", Group.APP),
    Action("app.settings", ("g s",), "settings", "Change the settings", Group.APP),
    Action("app.quit", ("q",), "quit", "Leave the program", Group.APP, 13),
)
