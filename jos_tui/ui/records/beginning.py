"""Beginning a job from a list: what is for good is asked about first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from jos_tui.core import formats
from jos_tui.core.location import Location
from jos_tui.jobs.request import Request
from jos_tui.jobs.typed_name import MANY_OBJECTS
from jos_tui.ui.beginning import begin_job
from jos_tui.ui.dialogs.confirm import ConfirmDialog
from jos_tui.ui.dialogs.prompt import Prompt
from jos_tui.ui.list_screen import ListScreen
from jos_tui.ui.records.desk import Desk

Begun = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Doomed:
    """What is asked before something goes for good, in printable words, and of how many things."""

    question: str
    explanation: str
    count: int


def begin(screen: ListScreen[Location], desk: Desk, request: Request, begun: Begun) -> None:
    """Hand a request to the worker, on a thread; what fails is said on the screen."""

    def started(job_id: int) -> None:
        desk.begun(job_id, None)
        begun(job_id)

    begin_job(screen, desk.session, request, started, screen.say_error)


def begin_if_sure(
    screen: ListScreen[Location],
    desk: Desk,
    doomed: Doomed,
    requests: Sequence[tuple[Request, Begun]],
) -> None:
    """Begin what cannot be undone, once the answer is yes; of very many the number is typed."""

    def answered(answer: object) -> None:
        for request, begun in requests if answer else ():
            begin(screen, desk, request, begun)

    if doomed.count <= MANY_OBJECTS:
        dialog = ConfirmDialog(doomed.question, doomed.explanation, "yes, for good", "keep")
        screen.app.push_screen(dialog, answered)
        return
    wanted = str(doomed.count)
    prompt = Prompt(
        doomed.question,
        explanation=f"{doomed.explanation} Type  {wanted}  to confirm.",
        check=lambda text: "" if text == wanted else "That is not the number. Nothing was deleted.",
        enter="delete",
    )
    screen.app.push_screen(prompt, answered)


def for_good(what: str) -> str:
    """Return what is said of deletions that no version is kept of."""
    return f"{what} This is for good: what goes cannot be got back."


def counted(number: int, noun: str, size: int) -> str:
    """Return ``3 versions, 1.2 GB``."""
    return f"{formats.plural(number, noun)}, {formats.size(size)}"
