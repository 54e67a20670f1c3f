"""What asks a command to stop: Ctrl-C, and the batch system."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_STOPS = (signal.SIGINT, signal.SIGTERM)


class StopRequest:
    """Whether the user or the batch system asked this process to end."""

    def __init__(self) -> None:
        self.asked = False

    def __call__(self, _number: int, _frame: FrameType | None) -> None:
        """Take note; the second time, give up waiting for the clean-up."""
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True


@contextmanager
def stop_request() -> Iterator[StopRequest]:
    """Turn signals that would end the process into a request. Only on the main thread.

    A signal the parent had ignored (``nohup``, ``&`` in a script) stays ignored. SIGHUP does what
    it always does: the terminal is gone, and the job goes on without it.
    """
    request = StopRequest()
    before = {number: signal.getsignal(number) for number in _STOPS}
    for number, handler in before.items():
        if handler is not signal.SIG_IGN:
            signal.signal(number, request)
    try:
        yield request
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
