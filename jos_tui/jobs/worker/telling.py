"""What the engine has to tell: to the log of changes, and to all clients."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from jos_tui.core.errors import LocalError
from jos_tui.jobs.change_log import ChangeLog
from jos_tui.jobs.journal.job_record import JobRecord
from jos_tui.jobs.model import Change
from jos_tui.jobs.worker.hub import Hub

_log = logging.getLogger(__name__)


class Telling:
    """Listens to the engine. A log that cannot be written keeps no job from going on."""

    def __init__(self, hub: Hub, log: ChangeLog) -> None:
        self._hub = hub
        self._changes = log

    def changed(self, changes: Sequence[Change], job: JobRecord) -> None:
        """A job has changed its store."""
        try:
            self._changes.add(changes, job.store.endpoint, job.id)
        except LocalError as error:
            _log.warning("Changes of job %d are not in the log: %s", job.id, error)
        self._hub.changed(changes, job)

    def moved(self) -> None:
        """Some job has got on."""
        self._hub.moved()

    def turned(self) -> None:
        """Some job is in another state, or there is one more or less."""
        self._hub.turned()
