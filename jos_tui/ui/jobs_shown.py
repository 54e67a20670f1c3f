"""Which jobs the screens show: who begins or ends at once, who gets on as often as is worth it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic
from typing import TYPE_CHECKING

from textual.app import App
from textual.timer import Timer

from jos_tui.ui.jobs_watcher import JobsWatcher

if TYPE_CHECKING:
    from jos_tui.jobs.model import JobSnapshot, JobState
    from jos_tui.ui.session import Session


class JobsShown:
    """Lives on the UI thread. ``session`` returns the connection that is shown, ``seconds`` lie
    between two states of jobs that only get on.
    """

    def __init__(
        self, app: App[None], session: Callable[[], Session | None], seconds: float
    ) -> None:
        self._app = app
        self._session = session
        self._seconds = seconds
        self._shown: tuple[JobSnapshot, ...] = ()
        self._shown_at = 0.0
        self._timer: Timer | None = None

    def is_up_to_date(self) -> bool:
        """Whether the screens show how the jobs are by now."""
        session = self._session()
        return session is None or session.jobs.snapshots() == self._shown

    def forget(self) -> None:
        """Other screens will be in front, which have not been told."""
        self._shown = ()

    def take(self) -> None:
        """Tell the screens in front how the jobs are, now or a little later."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        session = self._session()
        if session is None:
            return
        jobs = session.jobs.snapshots()
        wait = self._shown_at + self._seconds - monotonic()
        if wait > 0 and _states(jobs) == _states(self._shown):
            self._timer = self._app.set_timer(wait, self.take)
            return
        self._shown, self._shown_at = jobs, monotonic()
        for screen in self._app.screen_stack:
            if isinstance(screen, JobsWatcher) and screen.is_mounted:
                screen.take_jobs(jobs)


def _states(jobs: Sequence[JobSnapshot]) -> list[tuple[int, JobState]]:
    return [(job.id, job.state) for job in jobs]
