"""What can be done with a job, and doing it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from textual.message_pump import MessagePump

from jos_tui.core import formats
from jos_tui.core.background import Pool
from jos_tui.core.errors import JosError, Protected
from jos_tui.core.text import printable
from jos_tui.jobs.model import Conflict, JobSnapshot, JobState
from jos_tui.ui.asking import ask
from jos_tui.ui.dialogs.confirm import ConfirmDialog
from jos_tui.ui.session import Session
from jos_tui.ui.words import error_lines

_PAUSABLE = frozenset({JobState.WAITING, JobState.RUNNING})


class Teller(Protocol):
    """Where it is said what became of an order."""

    def say(self, text: str) -> None:
        """Say something in printable text."""

    def say_error(self, error: JosError) -> None:
        """Say what went wrong."""


def pause_label(job: JobSnapshot | None) -> str:
    """Return what p does with a job."""
    return "resume" if job is not None and job.state is JobState.PAUSED else "pause"


def why_not_pause(job: JobSnapshot | None) -> str:
    """Return why p does nothing, "" if it does."""
    if job is not None and job.state is JobState.PAUSED and _only_asks(job):
        return "It waits for answers only, about the names that are taken"
    return why_not_cancel(job)


def _only_asks(job: JobSnapshot) -> bool:
    ended = job.items_done + job.items_skipped + job.items_failed
    return job.planned and job.items_held > 0 and ended + job.items_held == job.items_total


def why_not_cancel(job: JobSnapshot | None) -> str:
    """Return why x does nothing, "" if it does."""
    if job is None:
        return _NOTHING
    if job.state in _PAUSABLE or job.state is JobState.PAUSED:
        return ""
    return "It is being cancelled" if job.state is JobState.CANCELLING else "It has ended"


def why_not_retry(job: JobSnapshot | None) -> str:
    """Return why r does nothing, "" if it does."""
    if job is None:
        return _NOTHING
    if job.state is JobState.CANCELLED:
        return ""
    if job.state is JobState.CANCELLING:
        return "It is being cancelled"
    return "" if job.items_failed else "Nothing has failed"


def why_not_forget(job: JobSnapshot | None) -> str:
    """Return why f does nothing, "" if it does."""
    if job is None:
        return _NOTHING
    return "" if job.state.is_end else "Only what has ended is forgotten: cancel it first"


class Orders:
    """Gives orders to the worker on a thread; what fails is said on the screen."""

    def __init__(self, screen: MessagePump, teller: Teller, session: Session) -> None:
        self._screen = screen
        self._teller = teller
        self._session = session
        self._jobs = session.jobs

    def pause_or_resume(self, job: JobSnapshot) -> None:
        """Pause a job, or go on with one that is paused."""
        if job.state is JobState.PAUSED:
            self._set_going(job, lambda typed: self._jobs.resume(job.id, typed))
        else:
            self._do(lambda: self._jobs.pause(job.id))

    def cancel(self, job: JobSnapshot) -> None:
        """Give a job up; ask first when it is under way."""
        if job.state is JobState.WAITING:
            self._do(lambda: self._jobs.cancel(job.id))
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self._do(lambda: self._jobs.cancel(job.id))

        question = ConfirmDialog(
            f"Cancel {printable(job.title)}?",
            "What is complete stays. What is half done is removed, and nothing more is done.",
            "cancel it",
            "let it be",
        )
        self._screen.app.push_screen(question, answered)

    def retry(self, job: JobSnapshot) -> None:
        """Try again what has failed."""
        self._set_going(job, lambda typed: self._jobs.retry(job.id, typed))

    def forget(self, jobs: Sequence[JobSnapshot]) -> None:
        """Take jobs that have ended out of the list; of those that stay the first is said."""

        def forget() -> None:
            problems: list[JosError] = []
            for job in jobs:
                try:
                    self._jobs.forget(job.id)
                except JosError as error:
                    problems.append(error)
            if problems:
                raise problems[0]

        self._do(forget, self._session.forgetting)

    def answer(
        self, job: JobSnapshot, conflict: Conflict, item_ids: Sequence[int] | None = None
    ) -> None:
        """Say what becomes of names that are taken, by default of all."""
        self._session.begun.add(job.id)
        ask(
            self._screen,
            self._session.orders,
            lambda: self._jobs.answer(job.id, conflict, item_ids),
            lambda number: self._teller.say(
                f"{formats.plural(number, 'name')} that {'was' if number == 1 else 'were'} taken: "
                f"{conflict.value}"
            ),
            self._teller.say_error,
        )

    def _set_going(self, job: JobSnapshot, order: Callable[[str], None], typed: str = "") -> None:
        def refused(error: JosError) -> None:
            if isinstance(error, Protected) and not typed:
                self._ask_for_name(error, lambda name: self._set_going(job, order, name))
            else:
                self._teller.say_error(error)

        self._session.begun.add(job.id)
        orders = self._session.orders
        ask(self._screen, orders, lambda: order(typed), lambda _: None, refused)

    def _ask_for_name(self, error: Protected, go_on: Callable[[str], None]) -> None:
        """It has become protected since it was begun."""
        from jos_tui.ui.dialogs.prompt import Prompt

        def answered(name: str | None) -> None:
            if name:
                go_on(name)

        prompt = Prompt("Protected by now", explanation=error_lines(error), enter="confirm")
        self._screen.app.push_screen(prompt, answered)

    def _do(self, order: Callable[[], None], pool: Pool | None = None) -> None:
        ask(
            self._screen,
            pool or self._session.orders,
            order,
            lambda _: None,
            self._teller.say_error,
        )


_NOTHING = "There is no transfer here"
