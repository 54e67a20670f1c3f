"""What the two screens of transfers share: their list, and that they follow the jobs."""

from __future__ import annotations

from collections.abc import Sequence

from jos_tui.jobs.model import JobSnapshot
from jos_tui.keymap import Action
from jos_tui.ui.jobs_watcher import JobsWatcher
from jos_tui.ui.list_screen import ListScreen
from jos_tui.ui.session import Session
from jos_tui.ui.transfers.orders import Orders


class KeyedScreen(ListScreen[bool], JobsWatcher):
    """A list screen that is told how the jobs are."""

    def __init__(self, session: Session, actions: Sequence[Action], height: int) -> None:
        super().__init__(actions, height)
        self.session = session
        self.orders = Orders(self, self, session)

    def on_mount(self) -> None:
        """Show how the jobs are, and look for the worker that knows."""
        self.take_jobs(self.session.jobs.snapshots())
        self.session.jobs.warm_up()

    def take_jobs(self, jobs: Sequence[JobSnapshot]) -> None:
        """Show how the jobs are."""
        raise NotImplementedError
