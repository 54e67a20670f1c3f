"""Asking about a deletion; where a trash is wanted, about a move there instead."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import App

from jos_tui.core.location import Location
from jos_tui.jobs.model import Selection
from jos_tui.jobs.request import DeleteRequest
from jos_tui.jobs.trash import can_be_trashed, into_trash, today
from jos_tui.profiles.profile import Trash
from jos_tui.ui.session import Session

NOWHERE = Location()
"""Where rows go that are deleted."""

Begun = Callable[[int, Location], None]
"""Takes the number of the job, and where the rows go."""


def ask_to_delete(app: App[object], session: Session, selection: Selection, begun: Begun) -> None:
    """Show what goes, and call ``begun`` once it was confirmed and the job is on its way."""
    if session.profile.trash is Trash.ON and can_be_trashed(selection):
        _ask_to_trash(app, session, selection, begun)
        return
    from jos_tui.ui.dialogs.delete import DeleteDialog

    def answered(job_id: int | None) -> None:
        if job_id is not None:
            begun(job_id, NOWHERE)

    app.push_screen(DeleteDialog(session, DeleteRequest(selection)), answered)


def _ask_to_trash(app: App[object], session: Session, selection: Selection, begun: Begun) -> None:
    from jos_tui.ui.dialogs.paste import PasteDialog

    request = into_trash(selection, today())
    trash = request.location

    def answered(job_id: int | None) -> None:
        if job_id is not None:
            begun(job_id, trash)

    app.push_screen(PasteDialog(session, request, "Move to trash"), answered)
