"""Screens that show jobs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jos_tui.jobs.model import JobSnapshot


class JobsWatcher:
    """A screen that the app tells how the jobs are: all, oldest first, twice a second at most."""

    def take_jobs(self, jobs: Sequence[JobSnapshot]) -> None:
        """Some jobs are not as they were. On the UI thread."""
        raise NotImplementedError
