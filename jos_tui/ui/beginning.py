"""Handing a request to the worker; the name of what is protected is asked for first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

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

    jobs = session.jobs
    asked = _Asked(node, session, request)
    asked.go(lambda typed: jobs.start(request, typed=typed), begun, refused, given_up)


def confirm_job(
    node: MessagePump,
    session: Session,
    request: Request,
    job_id: int,
    begun: Callable[[int], None],
    refused: Callable[[JosError], None],
    given_up: Callable[[], None] = lambda: None,
) -> None:
    """Let the draft of a request run, as :func:`begin_job` begins one."""

    def confirm(typed: str) -> int:
        session.jobs.confirm(job_id, typed)
        return job_id

    _Asked(node, session, request).go(confirm, begun, refused, given_up)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who asks for what."""

    node: MessagePump
    session: Session
    request: Request

    def go(
        self,
        order: Callable[[str], int],
        begun: Callable[[int], None],
        refused: Callable[[JosError], None],
        given_up: Callable[[], None],
    ) -> None:
        """Give an order on a thread, with the typed name of what is protected."""

        def start(typed: str) -> None:
            ask(self.node, self.session.orders, lambda: order(typed), begun, refused)

        pattern = Protection(self.session.profile.protected).pattern_for(self.request)
        if not pattern:
            start("")
            return

        def answered(name: str | None) -> None:
            if name is None:
                given_up()
            else:
                start(name)

        ask_for_name(self.node.app, pattern, name_to_type(self.request), answered)


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
