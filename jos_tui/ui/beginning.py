"""Handing a request to the worker; the name of what is protected is asked for first."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import App
from textual.message_pump import MessagePump

from jos_tui.core.errors import JosError
from jos_tui.core.text import printable
from jos_tui.jobs.protection import Protection, name_to_type
from jos_tui.jobs.request import Request
from jos_tui.ui.asking import ask
from jos_tui.ui.session import Session


def begin_job(
    node: MessagePump,
    session: Session,
    request: Request,
    begun: Callable[[int], None],
    refused: Callable[[JosError], None],
    given_up: Callable[[], None] = lambda: None,
) -> None:
    """Begin a job on a thread, and call ``begun`` with its number or ``refused``.

    What takes something protected away is begun once its name was typed; ``given_up`` is called
    if it is not.
    """

    def start(typed: str) -> None:
        jobs = session.jobs
        ask(node, session.orders, lambda: jobs.start(request, typed=typed), begun, refused)

    pattern = Protection(session.profile.protected).pattern_for(request)
    if not pattern:
        start("")
        return

    def answered(name: str | None) -> None:
        if name is None:
            given_up()
        else:
            start(name)

    ask_for_name(node.app, pattern, name_to_type(request), answered)


def ask_for_name(
    app: App[object],
    pattern: str,
    wanted: str,
    answered: Callable[[str | None], None],
    what_happens: str = "This takes it away from where it is.",
) -> None:
    """Ask for the name of what is protected by a pattern, and answer it, or None."""
    from jos_tui.ui.dialogs.prompt import Prompt

    prompt = Prompt(
        f"Protected: {printable(pattern)}",
        explanation=f"{what_happens} Type  {printable(wanted)}  to confirm.",
        check=lambda text: "" if text == wanted else "That is not the name. Nothing was done.",
        enter="confirm",
    )
    app.push_screen(prompt, answered)
