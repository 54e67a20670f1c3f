"""What has become of items that were skipped, in words."""

from __future__ import annotations

from jos_tui.core import formats
from jos_tui.jobs.model import JobKind

_MOVES = frozenset({JobKind.MOVE, JobKind.MOVE_UP, JobKind.MOVE_DOWN})


def skipped_text(kind: JobKind, number: int) -> str:
    """Return ``3 skipped, as they are there already``; of a move that they stay where they are."""
    why = "as their names are taken, and left where they are"
    return (
        f"{formats.count(number)} skipped, {why if kind in _MOVES else 'as they are there already'}"
    )
