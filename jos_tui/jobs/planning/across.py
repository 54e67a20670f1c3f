"""What is wrong with a move between this machine and a store, before anything is planned."""

from __future__ import annotations

import os
from pathlib import Path

from jos_tui.core.errors import LocalError
from jos_tui.core.text import printable_name
from jos_tui.jobs.local_disk import folds_case
from jos_tui.jobs.model import Conflict
from jos_tui.jobs.planning.refusals import is_allowed
from jos_tui.jobs.request import Extra, GetRequest, PutRequest

_REPLACING = {Conflict.OVERWRITE, Conflict.IF_NEWER, Conflict.IF_DIFFERENT}


def check_move_up(request: PutRequest) -> None:
    """Raise LocalError for files that could not go. Blocks on the disk."""
    _check_extra(request.extra)
    for folder in {_holding(source) for source in request.sources}:
        if not is_allowed(folder, os.W_OK | os.X_OK):
            raise LocalError(
                f"Not allowed to take anything away from {printable_name(folder)}",
                "What is moved is deleted there",
                "Copy it, or check the permissions of the folder.",
            )


def check_move_down(request: GetRequest) -> None:
    """Raise LocalError for objects that could not go, or not safely. Blocks on the disk."""
    _check_extra(request.extra)
    if request.versions or request.as_of_ms:
        raise LocalError("Versions cannot be moved", next_step="Copy them.")
    if request.selection.location.is_bucket_list:
        raise LocalError(
            "A bucket cannot be moved", "Only what is in it can", "Open it, and move that."
        )
    if request.conflict in _REPLACING and folds_case(Path(request.folder)):
        raise LocalError(
            "Nothing is replaced by a move to this disk",
            "It takes A and a for one name: what was just moved could be replaced",
            "Choose to skip or to keep both where a name is taken, or copy.",
        )


def _holding(source: str) -> str:
    """Return the folder that has to let something go."""
    path = Path(source)
    is_folder = path.is_dir() and not path.is_symlink()
    return source if is_folder else str(path.parent)


def _check_extra(extra: Extra) -> None:
    if extra is Extra.DELETE:
        raise LocalError(
            "A move cannot delete what is only at the destination",
            next_step="Move first, then synchronise.",
        )
