"""The actions on the screens of transfers."""

from __future__ import annotations

from jos_tui.keymap.action import Action, Group

_PAUSE = Action("job.pause", ("p",), "pause", "Pause, or resume, a transfer", Group.TRANSFERS, 2)
_CANCEL = Action("job.cancel", ("x",), "cancel", "Cancel a transfer", Group.TRANSFERS, 3)
_RETRY = Action("job.retry", ("r",), "retry", "Try again what has failed", Group.TRANSFERS, 4)

TRANSFERS_ACTIONS: tuple[Action, ...] = (
    Action(
        "job.open", ("enter", "l", "right"), "open", "Show its items", Group.TRANSFERS, in_footer=1
    ),
    _PAUSE,
    _CANCEL,
    _RETRY,
    Action("job.forget", ("f",), "forget", "Forget one that has ended", Group.TRANSFERS, 5),
    Action(
        "job.forget_ended", ("F",), "forget ended", "Forget all that have ended", Group.TRANSFERS, 6
    ),
    Action(
        "jobs.leave",
        ("escape", "w", "q", "h", "left", "backspace"),
        "back",
        "Back to the objects",
        Group.TRANSFERS,
        7,
    ),
)
"""What can be done in the list of transfers, besides moving the cursor."""

ITEMS_ACTIONS: tuple[Action, ...] = (
    Action("held.overwrite", ("o",), "overwrite", "Name taken: replace it", Group.ITEMS, 1),
    Action("held.skip", ("s",), "skip", "Name taken: leave it as it is", Group.ITEMS, 2),
    Action("held.keep_both", ("b",), "keep both", "Name taken: keep both", Group.ITEMS, 3),
    Action("held.if_newer", ("n",), "if newer", "Name taken: replace if newer", Group.ITEMS, 4),
    Action("held.overwrite_all", ("O",), "all overwrite", "Replace all", Group.ITEMS, 5),
    Action("held.skip_all", ("S",), "all skip", "Leave all as they are", Group.ITEMS, 6),
    Action("held.keep_both_all", ("B",), "all keep both", "Keep both of all", Group.ITEMS, 7),
    Action("held.if_newer_all", ("N",), "all if newer", "Replace all if newer", Group.ITEMS, 8),
    _PAUSE,
    _CANCEL,
    _RETRY,
    Action("items.all", ("a",), "all", "Show all items", Group.ITEMS, 10),
    Action("items.failed", ("f",), "failed", "Show what has failed", Group.ITEMS, 11),
    Action("items.held", ("h",), "held", "Show names that are taken", Group.ITEMS, 12),
    Action("items.done", ("d",), "done", "Show what is done", Group.ITEMS, 13),
    Action("items.leave", ("escape", "q", "left", "backspace"), "back", "Back", Group.ITEMS, 14),
    Action("items.leave_all", ("w",), "objects", "Back to the objects", Group.ITEMS),
)
"""What can be done on the page of one transfer, besides moving the cursor."""
