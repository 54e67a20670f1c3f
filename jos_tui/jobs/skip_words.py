"""What has become of items that were skipped or not found, in words."""

from __future__ import annotations

from jos_tui.core import formats
from jos_tui.jobs.model import JobKind

NOTHING_THEN = "There was nothing at that time, or its versions are not kept."
"""Of a download as of a moment: what was asked for was not there."""

_MOVES = frozenset({JobKind.MOVE, JobKind.MOVE_UP, JobKind.MOVE_DOWN})


def skipped_text(kind: JobKind, number: int) -> str:
    """Return ``3 skipped, as they are there already``; of a move that they stay where they are."""
    why = "as their names are taken, and left where they are"
    return (
        f"{formats.count(number)} skipped, {why if kind in _MOVES else 'as they are there already'}"
    )


def may_be_same_text(number: int) -> list[str]:
    """Return what a plan says of files that only their content can tell from their objects."""
    if not number:
        return []
    files = formats.plural(number, "changed file")
    have = "has the size of its object" if number == 1 else "have the size of their objects"
    return [f"{files} {have}: what is in both is compared first, and the same is not transferred."]
