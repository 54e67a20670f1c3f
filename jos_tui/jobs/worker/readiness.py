"""How a worker says to whoever started it what came of the start."""

from __future__ import annotations

import os
from contextlib import suppress

from jos_tui.core.errors import JosError
from jos_tui.jobs.codec import dumps, loads
from jos_tui.jobs.worker.messages import Refused

READY = b"ready"
BUSY = b"busy"


class Readiness:
    """A pipe that somebody may be reading, or none."""

    def __init__(self, descriptor: int | None = None) -> None:
        self._descriptor = descriptor

    def ready(self) -> None:
        """Say that clients can connect."""
        self._say(READY)

    def busy(self) -> None:
        """Say that another worker is there, or will be in a moment."""
        self._say(BUSY)

    def refused(self, error: JosError) -> None:
        """Say why it cannot work."""
        self._say(dumps(Refused(error)).encode("ascii"))

    def _say(self, words: bytes) -> None:
        if self._descriptor is None:
            return
        with suppress(BrokenPipeError):
            os.write(self._descriptor, words)
        os.close(self._descriptor)
        self._descriptor = None


def error_in(answer: bytes) -> JosError | None:
    """Return the error that a worker has sent, None if it is none."""
    try:
        return loads(Refused, answer).error
    except ValueError:
        return None
