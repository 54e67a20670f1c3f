"""The one registry of actions: bindings, footer, help, palette and README derive from it."""

from __future__ import annotations

from collections.abc import Iterator

from jos_tui.keymap.action import Action as Action
from jos_tui.keymap.action import Group as Group
from jos_tui.keymap.changing import CHANGE, TRANSFER
from jos_tui.keymap.choosing import FILTER, MARK, SORT
from jos_tui.keymap.connections import CONNECTIONS_ACTIONS as CONNECTIONS_ACTIONS
from jos_tui.keymap.inside import PREVIEW_ACTIONS as PREVIEW_ACTIONS
from jos_tui.keymap.inside import USAGE_ACTIONS as USAGE_ACTIONS
from jos_tui.keymap.inside import ZARR_ACTIONS as ZARR_ACTIONS
from jos_tui.keymap.jobs import ITEMS_ACTIONS as ITEMS_ACTIONS
from jos_tui.keymap.jobs import TRANSFERS_ACTIONS as TRANSFERS_ACTIONS
from jos_tui.keymap.looking import COPY, LOOK
from jos_tui.keymap.moving import GO, OPEN
from jos_tui.keymap.moving import MOVES as MOVES
from jos_tui.keymap.panes import PANES
from jos_tui.keymap.program import APP
from jos_tui.keymap.unseen import (
    AS_OF_ACTIONS,
    DELETED_ACTIONS,
    MARKERS_ACTIONS,
    OLDER_ACTIONS,
    UPLOADS_ACTIONS,
    VERSIONS_ACTIONS,
)
from jos_tui.keymap.written import show_key as show_key
from jos_tui.keymap.written import strokes as strokes

ACTIONS: tuple[Action, ...] = (
    *MOVES,
    *OPEN,
    *GO,
    *MARK,
    *FILTER,
    *TRANSFER,
    *CHANGE,
    *LOOK,
    *COPY,
    *SORT,
    *PANES,
    *APP,
)
"""What can be done on the main screen. ``MOVES`` move the cursor in every other list too."""

SCREENS = (
    CONNECTIONS_ACTIONS,
    TRANSFERS_ACTIONS,
    ITEMS_ACTIONS,
    PREVIEW_ACTIONS,
    ZARR_ACTIONS,
    USAGE_ACTIONS,
    VERSIONS_ACTIONS,
    DELETED_ACTIONS,
    AS_OF_ACTIONS,
    UPLOADS_ACTIONS,
    OLDER_ACTIONS,
    MARKERS_ACTIONS,
)
"""The screens beside the main one."""


def grouped() -> Iterator[tuple[Group, list[Action]]]:
    """Yield the actions by group, both in the order of the registry."""
    everything = dict.fromkeys((*ACTIONS, *(action for screen in SCREENS for action in screen)))
    for group in Group:
        yield group, [action for action in everything if action.group is group]


def markdown_table() -> str:
    """Return the keys as the Markdown table of the README."""
    lines = ["| | keys |", "|---|---|"]
    for group, actions in grouped():
        cells = [f"{' '.join(map(_in_cell, action.keys))} {action.label}" for action in actions]
        lines.append(f"| **{group.value}** | {', '.join(cells)} |")
    return "\n".join(lines)


def _in_cell(keys: str) -> str:
    return f"`{show_key(keys)}`".replace("|", "\\|")
