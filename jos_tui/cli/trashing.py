"""Deleting by moving to the trash, where the connection wants it so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jos_tui.cli import output
from jos_tui.cli.exits import ExitCode
from jos_tui.cli.guard import Guard
from jos_tui.core import formats
from jos_tui.core.text import printable
from jos_tui.jobs.model import Selection
from jos_tui.jobs.request import Options
from jos_tui.jobs.trash import into_trash, today

if TYPE_CHECKING:
    from jos_tui.jobs.worker.client import JobsClient


def trash_confirmed(
    client: JobsClient, selection: Selection, guard: Guard, yes: bool, as_json: bool, detach: bool
) -> int:
    """Ask, and move rows to the trash of today; return the exit code."""
    from jos_tui.cli.confirm import agrees, agrees_by_typing
    from jos_tui.cli.reporting import Told
    from jos_tui.cli.running import run_jobs

    request = into_trash(selection, today())
    guard.check(request, nobody_asked=yes)
    what = formats.plural(selection.count, "place")
    output.say(f"To be moved: {what}, to {printable(request.location.uri)}")
    if not yes:
        word = guard.word_for(request) if guard.is_to_be_typed(request) else ""
        agreed = agrees_by_typing(word, "move it") if word else agrees("Move to the trash?")
        if not agreed:
            output.say("Nothing was moved.")
            return ExitCode.SOME_FAILED
    told = Told(as_json)
    return run_jobs(client, [request], Options(), told, detach, guard.word_for(request))
