"""The screen of connections."""

from __future__ import annotations

from jos_tui.keymap.action import Action, Group

CONNECTIONS_ACTIONS: tuple[Action, ...] = (
    Action(
        "connection.open",
        ("enter", "l", "right"),
        "connect",
        "Connect, or read the remark under the cursor",
        Group.CONNECTIONS,
        1,
    ),
    Action("connection.new", ("n",), "new", "Type in another one", Group.CONNECTIONS, 2),
    Action(
        "connection.edit",
        ("e",),
        "edit",
        "Change its address, keys or their last day in config.toml",
        Group.CONNECTIONS,
        3,
    ),
    Action(
        "connection.forget",
        ("f",),
        "forget",
        "Remove it from config.toml; other programs' files are left alone",
        Group.CONNECTIONS,
        4,
    ),
    Action(
        "connection.again",
        ("R",),
        "ask again",
        "Read the files again and ask each store again",
        Group.CONNECTIONS,
        5,
    ),
    Action(
        "connection.escape",
        ("escape",),
        "back",
        "Stop connecting, or back to what is open",
        Group.CONNECTIONS,
    ),
    Action("connection.quit", ("q",), "quit", "Leave the program", Group.CONNECTIONS, 6),
)
"""What can be done with connections, besides moving the cursor."""
