"""All keys on one page, from the registry."""

from __future__ import annotations

from jos_tui.keymap import grouped, show_key
from jos_tui.ui.dialogs.message import MessageDialog


def _help_text() -> str:
    lines: list[str] = []
    shown = {
        action: "  ".join(map(show_key, action.keys))
        for _, actions in grouped()
        for action in actions
    }
    width = max(map(len, shown.values()))
    for group, actions in grouped():
        lines += ["", group.value]
        lines += [f"  {shown[action]:<{width}}  {action.help}" for action in actions]
    return "\n".join(lines[1:])


def help_dialog() -> MessageDialog:
    """Return the page of keys."""
    return MessageDialog("Keys", _help_text())
